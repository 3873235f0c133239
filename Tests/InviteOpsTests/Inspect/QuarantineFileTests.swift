import CeleryProtocol
import InviteDomain
import LosslessJSON
import RedisClient
import TestSupport
import Testing

@testable import InviteOps

@Suite struct QuarantineFileTests {
  private func file(_ message: [UInt8]) -> QuarantineFile {
    QuarantineFile(
      token: "t", queue: "invites", list: "invites\u{06}\u{16}3", message: message, id: "\"\n",
      task: nil, taken: 1_700_000_000.5)
  }

  @Test func `any bytes come back from the file as they went in`() throws {
    let seed = UInt64.random(in: .min ... .max)
    var generator = SeededGenerator(seed: seed)
    for _ in 0..<500 {
      let count = Int.random(in: 0...40, using: &generator)
      let message = (0..<count).map { _ in UInt8.random(in: 0...255, using: &generator) }
      let written = file(message)
      let read = try QuarantineFile(decoding: written.encoded, from: "f")
      #expect(read == written, "seed \(seed)")
    }
  }

  @Test func `what the broker is told of a message is read as it was written`() throws {
    var mark = QuarantinedMessage(token: "t", digest: file([1]).mark)
    mark.calls = [
      try #require(
        try InviteCall(
          args: .null,
          kwargs: ["email": "a@x.io", "redeem_code": "C", "is_rebind": true]))
    ]
    (mark.id, mark.queue, mark.taken) = ("i", "invites", 1_700_000_000.5)
    (mark.file, mark.host, mark.user) = ("/tmp/a b", "h", "u")
    #expect(QuarantinedMessage("t", decoding: mark.encoded) == mark)
    #expect(mark.gap == nil && mark.place == "quarantine (/tmp/a b on h)")
    // Of an older invitectl, or of whoever wrote something else there.
    for text in [mark.digest, mark.digest + " no JSON", mark.digest + #" {"calls": [1]}"#] {
      let other = QuarantinedMessage("t", decoding: Array(text.utf8))
      #expect(other.digest == mark.digest && other.calls == nil && other.gap != nil, "\(text)")
    }
  }

  @Test func `what no worker can read is not put back by what is printed`() throws {
    func mark(_ token: String, isMalformed: Bool?, id: String? = nil) -> QuarantinedMessage {
      var mark = QuarantinedMessage(token: token, digest: "d")
      (mark.isMalformed, mark.id, mark.calls) = (isMalformed, id, [])
      // A name alone: no file is opened here.
      (mark.queue, mark.file, mark.host) = ("invites", "/tmp/\(token)", "h")
      return mark
    }
    let broker = RedisEndpoint(address: .tcp(host: "h", port: 6379), database: 1)
    let poison = mark("p", isMalformed: true)
    #expect(QuarantinedMessage("p", decoding: poison.encoded) == poison)
    let alone = try #require(QuarantinedMessage.summary([poison], broker))
    #expect(alone.putBack == nil)
    let advice = try #require(alone.advice)
    #expect(advice.contains("HDEL invitectl:quarantine p'") && advice.contains("'rm /tmp/p'"))
    #expect(!advice.contains("--put-back"), "\(advice)")
    // Whoever keeps it is told of the next that can go back.
    let sound = mark("s", isMalformed: false)
    let both = try #require(QuarantinedMessage.summary([poison, sound], broker)?.advice)
    #expect(both.contains("--put-back /tmp/s --yes'") && !both.contains("--put-back /tmp/p"))
    let first = try #require(QuarantinedMessage.summary([sound, poison], broker))
    #expect(first.advice == nil && first.putBack?.contains("/tmp/s") == true)
    // Of an older invitectl.
    #expect(mark("o", isMalformed: nil).isPoison && !mark("o", isMalformed: nil, id: "i").isPoison)
    #expect(QuarantinedMessage.isMalformed(Array("no json".utf8)))
  }

  @Test func `a file that is cut off or longer is none, and another message has another mark`() {
    let written = file(Array("poison\n".utf8))
    for bytes in [
      Array(written.encoded.dropLast()), written.encoded + [0x0A], [], Array("{}\nx".utf8),
    ] {
      #expect(throws: Failure.self) { try QuarantineFile(decoding: bytes, from: "f") }
    }
    #expect(written.mark != file(Array("poisom\n".utf8)).mark)
    #expect(written.mark == file(Array("poison\n".utf8)).mark)
  }
}
