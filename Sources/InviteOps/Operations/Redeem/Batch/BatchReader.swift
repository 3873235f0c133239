internal import InviteDomain
internal import Localization

/// Cuts a stream of bytes into the lines of a batch, with bounded memory.
struct BatchReader {
  /// The next bytes; empty at the end.
  private let source: () throws(Failure) -> [UInt8]
  private let isReady: () -> Bool
  private let parser = BatchParser()
  private var buffer: [UInt8] = []
  private var position = 0
  private var isAtEnd = false
  /// The number of the last line read.
  private(set) var line = 0
  /// How many bytes of the input were read as lines.
  private(set) var bytes = 0

  /// - Parameter isReady: whether `source` can be asked without waiting.
  init(
    _ source: @escaping () throws(Failure) -> [UInt8], isReady: @escaping () -> Bool = { true }
  ) {
    self.source = source
    self.isReady = isReady
  }

  /// Whether a line can be read without waiting for more input.
  var canGoOn: Bool {
    isAtEnd || Self.newline(in: buffer, from: position) != nil || isReady()
  }

  /// Up to `count` records; fewer only at the end of the input, or when there is no more of it yet:
  /// what comes slowly is not held back until it fills a chunk.
  mutating func next(_ count: Int) throws(Failure) -> [BatchRecord] {
    var records: [BatchRecord] = []
    records.reserveCapacity(count)
    while records.count < count, records.isEmpty || canGoOn, let text = try nextLine() {
      line += 1
      if line == 1, let encoding = TextFile.otherEncoding(text) {
        throw Failure(
          .usage, tr("the batch is in \(encoding), not in UTF-8"), hint: tr("save it as UTF-8"))
      }
      if let record = parser.parse(text, number: line) { records.append(record) }
    }
    return records
  }

  /// Passes over lines that an earlier run has dealt with.
  mutating func skip(to number: Int) throws(Failure) {
    while line < number, try nextLine() != nil { line += 1 }
  }

  private static func newline(in bytes: [UInt8], from start: Int) -> Int? {
    bytes.withUnsafeBufferPointer { $0[start...].firstIndex(of: UInt8(ascii: "\n")) }
  }

  private mutating func nextLine() throws(Failure) -> ArraySlice<UInt8>? {
    var searched = position
    while true {
      if let end = Self.newline(in: buffer, from: searched) {
        defer {
          bytes += end + 1 - position
          position = end + 1
        }
        return buffer[position..<end]
      }
      if isAtEnd {
        guard position < buffer.count else { return nil }
        defer {
          bytes += buffer.count - position
          position = buffer.count
        }
        return buffer[position...]
      }
      guard buffer.count - position <= 1 << 20 else {
        throw Failure(
          .usage, tr("line \(line + 1) of the batch is longer than a megabyte"),
          hint: tr("give one code,email or one JSON object a line"))
      }
      buffer.removeFirst(position)
      position = 0
      searched = buffer.count
      let more = try source()
      if more.isEmpty { isAtEnd = true } else { buffer += more }
    }
  }
}
