import SocketStream
import TestSupport
import Testing

@Suite struct MessageDigestTests {
  /// The examples of FIPS 180-4 and of the NIST test vectors.
  @Test(arguments: [
    ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
    ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
    (
      "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
      "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
    ),
  ])
  func `the digest is the standard's`(text: String, digest: String) {
    let hash = MessageDigest(.sha256)
    hash.update(Array(text.utf8))
    #expect(hash.hexDigest == digest)
  }

  @Test(arguments: [
    ("", "da39a3ee5e6b4b0d3255bfef95601890afd80709"),
    ("abc", "a9993e364706816aba3e25717850c26c9cd0d89d"),
  ])
  func `that of a script is SHA-1`(text: String, digest: String) {
    let hash = MessageDigest(.sha1)
    hash.update(text.utf8)
    #expect(hash.hexDigest == digest)
    #expect(hash.hexDigest == digest, "it stays open")
  }

  @Test func `pieces make no difference`() {
    var random = SeededGenerator()
    let text = Array(random.nastyText(upTo: 3000).utf8)
    let whole = MessageDigest(.sha256)
    whole.update(text)
    let pieces = MessageDigest(.sha256)
    var rest = text[...]
    while !rest.isEmpty {
      let count = Int.random(in: 1...200, using: &random)
      pieces.update(rest.prefix(count))
      rest = rest.dropFirst(count)
    }
    #expect(pieces.hexDigest == whole.hexDigest)
  }
}
