import TestSupport
import Testing

@testable import RedisClient

/// The bytes of replies come in whatever pieces the network makes of them.
@Suite struct ReplySplitTests {
  /// A random reply, no deeper than hiredis reads.
  private func reply(_ generator: inout SeededGenerator, depth: Int = 0) -> RedisValue {
    switch Int.random(in: 0..<(depth < 5 ? 7 : 5), using: &generator) {
    case 0: .integer(.random(in: .min ... .max, using: &generator))
    case 1: .null
    case 2: .status(line(&generator))
    case 3: .error(RedisServerError(reply: "ERR " + line(&generator)))
    case 4:
      .string(
        (0..<Int.random(in: 0...300, using: &generator)).map { _ in
          .random(in: 0...255, using: &generator)
        })
    default:
      .array(
        (0..<Int.random(in: 0...4, using: &generator)).map { _ in
          reply(&generator, depth: depth + 1)
        })
    }
  }

  /// A text that fits into one line of the protocol.
  private func line(_ generator: inout SeededGenerator) -> String {
    String(
      generator.nastyText(upTo: 20).unicodeScalars.filter { $0 != "\r" && $0 != "\n" }.map(
        Character.init))
  }

  private func encoded(_ value: RedisValue) -> [UInt8] {
    switch value {
    case .integer(let number): Array(":\(number)\r\n".utf8)
    case .null: Array("$-1\r\n".utf8)
    case .status(let text): Array("+\(text)\r\n".utf8)
    case .error(let error): Array("-\(error.code) \(error.message)\r\n".utf8)
    case .string(let bytes): Array("$\(bytes.count)\r\n".utf8) + bytes + Array("\r\n".utf8)
    case .array(let values): Array("*\(values.count)\r\n".utf8) + values.flatMap(encoded)
    }
  }

  private func read(_ pieces: [ArraySlice<UInt8>]) throws -> [RedisValue] {
    var reader = try ReplyReader()
    var values: [RedisValue] = []
    for piece in pieces {
      let fed = piece.withUnsafeBytes { raw in
        Result { () throws(RedisError) in try reader.feed(raw) }
      }
      try fed.get()
      while let value = try reader.next() { values.append(value) }
    }
    return values
  }

  @Test func `every place to cut a stream in two, and byte by byte`() throws {
    var generator = SeededGenerator()
    for _ in 0..<20 {
      let values = (0..<5).map { _ in reply(&generator) }
      let bytes = values.flatMap(encoded)
      for cut in 0...bytes.count {
        #expect(try read([bytes[..<cut], bytes[cut...]]) == values, "cut at \(cut)")
      }
      #expect(try read(bytes.indices.map { bytes[$0...$0] }) == values)
    }
  }

  @Test func `any pieces give the same replies`() throws {
    var generator = SeededGenerator()
    for round in 0..<300 {
      let values = (0..<Int.random(in: 1...10, using: &generator)).map { _ in reply(&generator) }
      var rest = values.flatMap(encoded)[...]
      var pieces: [ArraySlice<UInt8>] = []
      while !rest.isEmpty {
        let count = Int.random(in: 0...min(rest.count, 40), using: &generator)
        pieces.append(rest.prefix(count))
        rest = rest.dropFirst(count)
      }
      #expect(try read(pieces) == values, "round \(round)")
    }
  }

  @Test func `broken streams end in an error or in fewer replies, never in a crash`() throws {
    var generator = SeededGenerator()
    var refused = 0
    for _ in 0..<3_000 {
      var bytes = (0..<3).flatMap { _ in encoded(reply(&generator)) }
      for _ in 0..<Int.random(in: 1...4, using: &generator) {
        bytes[Int.random(in: bytes.indices, using: &generator)] = .random(
          in: 0...255, using: &generator)
      }
      let cut = Int.random(in: 0...bytes.count, using: &generator)
      do {
        _ = try read([bytes[..<cut], bytes[cut...]])
      } catch let error as RedisError {
        guard case .protocolError = error else { throw error }
        refused += 1
      }
    }
    #expect(refused > 100)
  }
}
