/// Reads JSON as RFC 8259 defines it, and Python's `NaN`, `Infinity` and `-Infinity` besides,
/// because `json.dumps` writes them.
struct JSONParser {
  /// A message beyond this is refused unread: one reply must not take the memory of the machine.
  static let maximumBytes = 64 << 20
  /// Python's own limit is about 1000; a real message has a dozen.
  static let maximumDepth = 200

  private let bytes: UnsafeBufferPointer<UInt8>
  private var position = 0

  /// The one value that `bytes` hold.
  static func parse(_ bytes: [UInt8]) throws(JSONError) -> JSONValue {
    guard bytes.count <= maximumBytes else {
      throw JSONError(kind: .tooLarge, offset: maximumBytes)
    }
    let result = bytes.withUnsafeBufferPointer { buffer -> Result<JSONValue, JSONError> in
      var parser = JSONParser(bytes: buffer)
      do throws(JSONError) {
        let value = try parser.value(depth: 0)
        parser.skipSpace()
        guard parser.position == buffer.count else { throw parser.error(.trailingBytes) }
        return .success(value)
      } catch {
        return .failure(error)
      }
    }
    return try result.get()
  }

  private init(bytes: UnsafeBufferPointer<UInt8>) {
    self.bytes = bytes
  }

  private func error(_ kind: JSONError.Kind) -> JSONError {
    JSONError(
      kind: position < bytes.count || kind == .trailingBytes ? kind : .truncated,
      offset: position)
  }

  private var next: UInt8? { position < bytes.count ? bytes[position] : nil }

  private mutating func skipSpace() {
    while let byte = next, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 {
      position += 1
    }
  }

  private mutating func value(depth: Int) throws(JSONError) -> JSONValue {
    guard depth < Self.maximumDepth else { throw JSONError(kind: .tooDeep, offset: position) }
    skipSpace()
    switch next {
    case UInt8(ascii: "{"): return try object(depth: depth)
    case UInt8(ascii: "["): return try array(depth: depth)
    case UInt8(ascii: "\""): return .string(try string())
    case UInt8(ascii: "t"): return try word("true", .bool(true))
    case UInt8(ascii: "f"): return try word("false", .bool(false))
    case UInt8(ascii: "n"): return try word("null", .null)
    case UInt8(ascii: "N"): return try word("NaN", .number(JSONNumber(literal: "NaN")))
    case UInt8(ascii: "I"): return try word("Infinity", .number(JSONNumber(literal: "Infinity")))
    default: return .number(try number())
    }
  }

  private mutating func word(
    _ word: StaticString, _ value: JSONValue
  ) throws(JSONError) -> JSONValue {
    for index in 0..<word.utf8CodeUnitCount {
      guard next == word.utf8Start[index] else { throw error(.unexpectedByte) }
      position += 1
    }
    return value
  }

  private mutating func object(depth: Int) throws(JSONError) -> JSONValue {
    position += 1
    var object = JSONObject()
    skipSpace()
    if next == UInt8(ascii: "}") {
      position += 1
      return .object(object)
    }
    while true {
      skipSpace()
      guard next == UInt8(ascii: "\"") else { throw error(.unexpectedByte) }
      let key = try string()
      skipSpace()
      guard next == UInt8(ascii: ":") else { throw error(.unexpectedByte) }
      position += 1
      object.append(key, try value(depth: depth + 1))
      if try closes(with: UInt8(ascii: "}")) { return .object(object) }
    }
  }

  private mutating func array(depth: Int) throws(JSONError) -> JSONValue {
    position += 1
    var elements: [JSONValue] = []
    skipSpace()
    if next == UInt8(ascii: "]") {
      position += 1
      return .array(elements)
    }
    while true {
      elements.append(try value(depth: depth + 1))
      if try closes(with: UInt8(ascii: "]")) { return .array(elements) }
    }
  }

  /// Whether the container ends here; a comma means that it goes on.
  private mutating func closes(with end: UInt8) throws(JSONError) -> Bool {
    skipSpace()
    guard let byte = next, byte == end || byte == UInt8(ascii: ",") else {
      throw error(.unexpectedByte)
    }
    position += 1
    return byte == end
  }

  private mutating func number() throws(JSONError) -> JSONNumber {
    let start = position
    if next == UInt8(ascii: "-") {
      position += 1
      if next == UInt8(ascii: "I") {
        _ = try word("Infinity", .null)
        return JSONNumber(literal: "-Infinity")
      }
    }
    let leadingZero = next == UInt8(ascii: "0")
    let integerDigits = digits()
    guard integerDigits > 0 else {
      throw error(position == start ? .unexpectedByte : .badNumber)
    }
    guard !leadingZero || integerDigits == 1 else { throw error(.badNumber) }
    if next == UInt8(ascii: ".") {
      position += 1
      guard digits() > 0 else { throw error(.badNumber) }
    }
    if next == UInt8(ascii: "e") || next == UInt8(ascii: "E") {
      position += 1
      if next == UInt8(ascii: "+") || next == UInt8(ascii: "-") { position += 1 }
      guard digits() > 0 else { throw error(.badNumber) }
    }
    return JSONNumber(literal: String(decoding: bytes[start..<position], as: UTF8.self))
  }

  private mutating func digits() -> Int {
    let start = position
    while let byte = next, byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") { position += 1 }
    return position - start
  }

  private mutating func string() throws(JSONError) -> String {
    position += 1
    var text = ""
    var start = position
    while true {
      guard let byte = next else { throw error(.badString) }
      switch byte {
      case UInt8(ascii: "\""):
        try append(start..<position, to: &text)
        position += 1
        return text
      case UInt8(ascii: "\\"):
        try append(start..<position, to: &text)
        position += 1
        text.unicodeScalars.append(try escape())
        start = position
      case 0..<0x20:
        throw error(.badString)
      default:
        position += 1
      }
    }
  }

  private func append(_ range: Range<Int>, to text: inout String) throws(JSONError) {
    guard !range.isEmpty else { return }
    guard let piece = String(validating: bytes[range], as: UTF8.self) else {
      throw JSONError(kind: .badUTF8, offset: range.lowerBound)
    }
    text += piece
  }

  /// Half a surrogate pair stands for no character; Python writes it nevertheless, and it is
  /// shown as U+FFFD rather than costing the whole message.
  private mutating func escape() throws(JSONError) -> Unicode.Scalar {
    guard let byte = next else { throw error(.badString) }
    position += 1
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return Unicode.Scalar(byte)
    case UInt8(ascii: "b"): return "\u{08}"
    case UInt8(ascii: "f"): return "\u{0C}"
    case UInt8(ascii: "n"): return "\n"
    case UInt8(ascii: "r"): return "\r"
    case UInt8(ascii: "t"): return "\t"
    case UInt8(ascii: "u"): break
    default: throw error(.badString)
    }
    let unit = try hexUnit()
    if let scalar = Unicode.Scalar(unit) { return scalar }
    let rest = position
    guard unit < 0xDC00, position + 1 < bytes.count, bytes[position] == UInt8(ascii: "\\"),
      bytes[position + 1] == UInt8(ascii: "u")
    else { return "\u{FFFD}" }
    position += 2
    let low = try hexUnit()
    guard (0xDC00...0xDFFF).contains(low) else {
      position = rest
      return "\u{FFFD}"
    }
    let value = 0x10000 + (UInt32(unit) - 0xD800) << 10 + (UInt32(low) - 0xDC00)
    return Unicode.Scalar(value) ?? "\u{FFFD}"
  }

  private mutating func hexUnit() throws(JSONError) -> UInt16 {
    var unit: UInt16 = 0
    for _ in 0..<4 {
      guard let byte = next, let digit = Character(Unicode.Scalar(byte)).hexDigitValue else {
        throw error(.badString)
      }
      unit = unit << 4 | UInt16(digit)
      position += 1
    }
    return unit
  }
}

extension JSONValue {
  /// Reads one value from UTF-8 bytes.
  ///
  /// - Throws: ``JSONError`` with the place, for anything but exactly one well-formed value of
  ///   at most 64 MiB and 200 levels.
  public init(parsing bytes: [UInt8]) throws(JSONError) {
    self = try JSONParser.parse(bytes)
  }

  public init(parsing text: String) throws(JSONError) {
    self = try JSONParser.parse(Array(text.utf8))
  }
}
