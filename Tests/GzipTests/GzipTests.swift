import Foundation
import Gzip
import TestSupport
import Testing

@Suite struct GzipTests {
  private func reader(_ bytes: [UInt8], piece: Int = 7) throws -> GzipReader {
    var rest = bytes[...]
    return try GzipReader {
      defer { rest = rest.dropFirst(piece) }
      return Array(rest.prefix(piece))
    }
  }

  @Test func `members come back one by one, whatever the pieces`() throws {
    var random = SeededGenerator()
    let compressor = try GzipCompressor()
    let texts = (0..<20).map { _ in Array(random.nastyText(upTo: 5000).utf8) }
    let file = texts.flatMap { compressor.member($0) }
    for piece in [1, 7, 4096, file.count] {
      let reader = try reader(file, piece: piece)
      var length = 0
      for text in texts {
        let member = try #require(try reader.next())
        #expect(member.content == text)
        length += member.length
      }
      #expect(try reader.next() == nil)
      #expect(length == file.count)
    }
  }

  @Test func `gzip itself reads what is written`() async throws {
    let compressor = try GzipCompressor()
    let path = URL(filePath: Sandbox.temporaryPath(".gz"))
    defer { try? FileManager.default.removeItem(at: path) }
    try Data(compressor.member(Array("one\n".utf8)) + compressor.member(Array("two\n".utf8)))
      .write(to: path)
    let result = try await CommandRun.run("/usr/bin/env", ["gzip", "-dc", path.path])
    #expect(result.output == "one\ntwo\n")
  }

  @Test func `a torn end and a flipped bit are told apart`() throws {
    let compressor = try GzipCompressor()
    let whole = compressor.member(Array("some text, some text".utf8))
    for length in 1..<whole.count {
      let torn = try reader(Array(whole.prefix(length)))
      #expect(throws: GzipError.truncated) { try torn.next() }
    }
    var broken = whole
    broken[whole.count - 6] ^= 1
    let flipped = try reader(broken)
    #expect(throws: GzipError.self) { try flipped.next() }
  }
}
