import InviteDomain
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
