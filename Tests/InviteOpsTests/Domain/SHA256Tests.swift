import Foundation
import TestSupport
import Testing

@testable import InviteDomain
@testable import InviteOps

@Suite struct SHA256Tests {
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
    var hash = SHA256()
    hash.update(Array(text.utf8))
    #expect(hash.hexDigest == digest)
  }

  @Test func `pieces make no difference`() {
    var random = SeededGenerator()
    let text = Array(random.nastyText(upTo: 3000).utf8)
    var whole = SHA256()
    whole.update(text)
    var pieces = SHA256()
    var rest = text[...]
    while !rest.isEmpty {
      let count = Int.random(in: 1...200, using: &random)
      pieces.update(rest.prefix(count))
      rest = rest.dropFirst(count)
    }
    #expect(pieces.hexDigest == whole.hexDigest)
  }
}
