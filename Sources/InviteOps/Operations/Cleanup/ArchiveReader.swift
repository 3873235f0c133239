internal import Gzip

/// Reads an archive batch by batch.
final class ArchiveReader {
  struct Batch {
    /// Each row as JSON.
    let rows: [Substring]
    /// Where it starts in the file, and how long it is there.
    let offset: Int
    let length: Int

    /// The rows as one JSON array.
    var json: String { Self.json(rows) }

    static func json(_ rows: some Sequence<Substring>) -> String {
      "[\(rows.joined(separator: ","))]"
    }
  }

  enum Ending: Error {
    /// The file ends within a batch, or with something that is none.
    case torn(at: Int)
  }

  private let reader: GzipReader
  private var offset = 0

  /// - Parameter observe: gets the compressed bytes as they are read.
  init(_ file: ArchiveFile, observe: @escaping ([UInt8]) -> Void = { _ in }) throws {
    reader = try GzipReader {
      let bytes = try file.read()
      observe(bytes)
      return bytes
    }
  }

  /// The next batch; `nil` at the end.
  ///
  /// - Throws: ``Ending``, or a `Failure` of reading.
  func next() throws -> Batch? {
    do {
      guard let member = try reader.next() else { return nil }
      let text = String(decoding: member.content, as: UTF8.self)
      defer { offset += member.length }
      return Batch(
        rows: text.split(separator: "\n"), offset: offset, length: member.length)
    } catch is GzipError {
      throw Ending.torn(at: offset)
    }
  }
}
