internal import ClientSupport

/// Reads one HTTP/1.1 answer as it comes (RFC 9112). Interim answers (1xx) before it are passed
/// over; what follows it is left out.
struct HTTPAnswerReader {
  /// Heads longer than these together are nobody's: servers allow some 8 KiB to 64 KiB.
  static let longestHeads = 64 << 10
  private static let longestChunkLine = 4 << 10

  /// Of the answer itself; 0 while it is not known.
  private(set) var status = 0
  private var location: String?
  private var body: [UInt8] = []
  /// Where in ``body`` the last chunk begins.
  private var chunkStart = 0
  private var phase = Phase.head
  /// What came and is not part of ``body`` yet begins at ``place``.
  private var buffer: [UInt8] = []
  private var place = 0
  /// Up to where the end of a head has been looked for.
  private var looked = 0
  private var headLength = 0
  /// Whether the head of the answer itself is whole.
  private var hasHead = false

  private enum Phase: Equatable {
    case head
    /// So many bytes of the body are to come.
    case length(Int)
    case chunkLine
    /// So many bytes of this chunk are to come, its end of line included.
    case chunk(Int)
    case trailer
    /// As much as comes until the server closes; `isWhole`: whether that is the end then.
    case untilClosed(isWhole: Bool)
    case done
    case broken
  }

  /// Whether nothing more is to come, or to be made of it.
  var isDone: Bool { phase == .done || phase == .broken }

  /// Whether anything has come.
  var isBegun: Bool { !buffer.isEmpty || headLength > 0 }

  /// What has been read; `nil` for what is no HTTP.
  var answer: HTTPAnswer? {
    guard hasHead else { return nil }
    return HTTPAnswer(status: status, body: body, isWhole: phase == .done, location: location)
  }

  mutating func take(_ bytes: some Collection<UInt8>) {
    guard !isDone else { return }
    buffer += bytes
    while step() {}
    if place > 0 {
      buffer.removeFirst(place)
      looked = max(0, looked - place)
      place = 0
    }
    if body.count > HTTPAnswer.most { phase = .broken }
  }

  /// The server has closed: the end of an answer that says no length. Of chunks those count that are
  /// whole.
  mutating func end() {
    if case .chunk = phase { body.removeLast(body.count - chunkStart) }
    phase = phase == .untilClosed(isWhole: true) ? .done : phase == .done ? .done : .broken
  }

  /// Whether there may be another step.
  private mutating func step() -> Bool {
    switch phase {
    case .head: return head()
    case .length(let left):
      let count = take(left)
      phase = count == left ? .done : .length(left - count)
      return false
    case .chunkLine:
      guard let line = line() else { return false }
      guard let size = Self.size(line) else { return stop(.broken) }
      chunkStart = body.count
      // Each chunk ends with an end of line of its own.
      phase = size == 0 ? .trailer : .chunk(size + 2)
      return true
    case .chunk(let left):
      // The last two are no part of the body.
      let room = min(left, buffer.count - place)
      guard room > 0 else { return false }
      body += buffer[place..<place + min(room, max(0, left - 2))]
      place += room
      phase = room == left ? .chunkLine : .chunk(left - room)
      return room == left
    case .trailer:
      guard let line = line() else { return false }
      return line.isEmpty ? stop(.done) : true
    case .untilClosed:
      _ = take(.max)
      return false
    case .done, .broken: return false
    }
  }

  private mutating func stop(_ end: Phase) -> Bool {
    phase = end
    return false
  }

  private mutating func take(_ most: Int) -> Int {
    let count = min(most, buffer.count - place)
    body += buffer[place..<place + count]
    place += count
    return count
  }

  /// A line without its end; `nil` while it is not whole.
  private mutating func line() -> ArraySlice<UInt8>? {
    guard let end = buffer[place...].firstRange(of: [0x0D, 0x0A]) else {
      if buffer.count - place > Self.longestChunkLine { phase = .broken }
      return nil
    }
    let line = buffer[place..<end.lowerBound]
    place = end.upperBound
    return line
  }

  /// Hexadecimal, before an extension; `nil` for what is none, or more than is read at all.
  private static func size(_ line: ArraySlice<UInt8>) -> Int? {
    let text = String(decoding: line.prefix { $0 != UInt8(ascii: ";") }, as: UTF8.self)
      .filter { $0 != " " && $0 != "\t" }
    guard let first = text.first, first.isHexDigit, let size = Int(text, radix: 16),
      size <= HTTPAnswer.most
    else { return nil }
    return size
  }

  // MARK: - The head

  private mutating func head() -> Bool {
    guard buffer[place...].prefix(7).elementsEqual("HTTP/1.".utf8.prefix(buffer.count - place))
    else { return stop(.broken) }
    let from = max(place, looked - 3)
    guard let found = buffer[from...].firstRange(of: [0x0D, 0x0A, 0x0D, 0x0A]) else {
      looked = buffer.count
      noteStatus(buffer[place...].prefix(13))
      return headLength + buffer.count - place > Self.longestHeads ? stop(.broken) : false
    }
    headLength += found.upperBound - place
    let lines = String(decoding: buffer[place..<found.lowerBound], as: UTF8.self)
      .split(separator: "\r\n", omittingEmptySubsequences: false)
    place = found.upperBound
    looked = place
    guard headLength <= Self.longestHeads, let first = lines.first else { return stop(.broken) }
    guard let told = Self.status(first) else { return stop(.broken) }
    // 101 would be another protocol, which nobody asked for.
    if told != 101, (100..<200).contains(told) { return true }
    guard told >= 200 else { return stop(.broken) }
    status = told
    hasHead = true
    phase = framing(lines.dropFirst())
    return phase != .done
  }

  /// Of a final answer whose head is not whole yet.
  private mutating func noteStatus(_ begin: ArraySlice<UInt8>) {
    let line = String(decoding: begin.prefix { $0 != 0x0D }, as: UTF8.self)
    guard begin.count == 13, let told = Self.status(Substring(line)), told >= 200 else { return }
    status = told
  }

  private static func status(_ line: Substring) -> Int? {
    guard line.hasPrefix("HTTP/1."), let space = line.firstIndex(of: " ") else { return nil }
    let rest = line[space...].dropFirst()
    let digits = rest.prefix { $0.isASCII && $0.isNumber }
    guard digits.count == 3, rest.count == 3 || rest.dropFirst(3).first == " " else { return nil }
    return Int(digits)
  }

  /// How long the body is (RFC 9112, section 6.3). Lengths that cannot be, or contradict each other,
  /// leave open where it ends.
  private mutating func framing(_ lines: ArraySlice<Substring>) -> Phase {
    var lengths: Set<String> = []
    var coding: String?
    for line in lines {
      guard let colon = line.firstIndex(of: ":") else { continue }
      let value = line[line.index(after: colon)...].drop { $0 == " " || $0 == "\t" }
      switch line[..<colon].lowercased() {
      case "content-length":
        for part in value.split(separator: ",", omittingEmptySubsequences: false) {
          lengths.insert(part.filter { !$0.isWhitespace })
        }
      case "transfer-encoding": coding = value.filter { !$0.isWhitespace }.lowercased()
      case "location": location = String(value)
      default: break
      }
    }
    if status == 204 || status == 304 { return .done }
    if let coding {
      return coding.hasSuffix("chunked") ? .chunkLine : .untilClosed(isWhole: true)
    }
    guard !lengths.isEmpty else { return .untilClosed(isWhole: true) }
    guard lengths.count == 1, let length = OutsideNumber.whole(lengths.first), length >= 0 else {
      return .untilClosed(isWhole: false)
    }
    return length == 0 ? .done : .length(length)
  }
}
