import Bzip2
import Foundation
import Gzip
import TestSupport
import Testing

/// What Python compressed, read back, and what is not to be read.
@Suite struct DecompressTests {
  private static let text = Array(#"[["a@example.com", "CODE123"], {}, {}]"#.utf8)
  @Test func `a stream is read whole, and not beyond the limit`() throws {
    let zeros = [UInt8](repeating: 48, count: 1_000_000)
    let packed = try pack(zeros)
    for (name, bytes) in packed {
      #expect(try unpack(name, bytes, limit: 1_000_000) == zeros)
      #expect(throws: (any Error).self) { try unpack(name, bytes, limit: 999_999) }
      #expect(bytes.count < 3000)
    }
  }

  @Test func `cut off anywhere or changed anywhere it is refused or differs in nothing`() throws {
    for (name, bytes) in try pack(Self.text) {
      #expect(try unpack(name, bytes, limit: 1 << 20) == Self.text)
      // What stands after the end is left out, as in Python.
      #expect(try unpack(name, bytes + [1, 2, 3], limit: 1 << 20) == Self.text)
      for length in 0..<bytes.count {
        #expect(throws: (any Error).self) {
          try unpack(name, Array(bytes.prefix(length)), limit: 1 << 20)
        }
      }
      for place in bytes.indices {
        var changed = bytes
        changed[place] ^= 0x10
        let content = try? unpack(name, changed, limit: 1 << 20)
        #expect(content == nil || content == Self.text, "\(name) at \(place)")
      }
    }
  }

  private func unpack(_ name: String, _ bytes: [UInt8], limit: Int) throws -> [UInt8] {
    name == "zlib"
      ? try Zlib.decompress(bytes, limit: limit) : try Bzip2.decompress(bytes, limit: limit)
  }

  private func pack(_ bytes: [UInt8]) throws -> [(String, [UInt8])] {
    try ["zlib", "bz2"].map { name in
      let (exitCode, packed) = try ChildProcess.run(
        [
          "/usr/bin/python3", "-c",
          "import sys,\(name); sys.stdout.buffer.write(\(name).compress(sys.stdin.buffer.read()))",
        ], input: bytes, errors: .nowhere)
      try #require(exitCode == 0)
      return (name, packed)
    }
  }
}
