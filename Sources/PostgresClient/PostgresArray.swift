/// Arrays in the text form of the manual's section 8.15.6, for parameters such as `$1::text[]`
/// and for results.
public enum PostgresArray {
  /// The literal of these elements. Every element is quoted, so that nothing in it is taken for
  /// syntax, nor the word NULL for a NULL.
  public static func literal(_ elements: [String?]) -> String {
    var text = "{"
    for (position, element) in elements.enumerated() {
      if position > 0 { text += "," }
      guard let element else {
        text += "NULL"
        continue
      }
      text += "\""
      for scalar in element.unicodeScalars {
        if scalar == "\"" || scalar == "\\" { text += "\\" }
        text.unicodeScalars.append(scalar)
      }
      text += "\""
    }
    return text + "}"
  }

  public static func literal(_ elements: [String]) -> String {
    literal(elements.map(Optional.some))
  }

  /// The literal of numbers.
  public static func literal(_ elements: [Int]) -> String {
    literal(numbers: elements) { $0 }
  }

  /// The literal of numbers that may be NULL.
  public static func literal(_ elements: [Int?]) -> String {
    literal(numbers: elements) { $0 }
  }

  /// Written digit by digit into one buffer: batches of a million numbers need no million strings.
  private static func literal<Element>(
    numbers elements: [Element], _ value: (Element) -> Int?
  ) -> String {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(2 + elements.count * 8)
    bytes.append(UInt8(ascii: "{"))
    for element in elements {
      if bytes.count > 1 { bytes.append(UInt8(ascii: ",")) }
      guard let value = value(element) else {
        bytes.append(contentsOf: "NULL".utf8)
        continue
      }
      if value < 0 { bytes.append(UInt8(ascii: "-")) }
      let first = bytes.count
      var rest = value.magnitude
      repeat {
        bytes.append(UInt8(ascii: "0") + UInt8(rest % 10))
        rest /= 10
      } while rest > 0
      bytes[first...].reverse()
    }
    bytes.append(UInt8(ascii: "}"))
    return String(decoding: bytes, as: UTF8.self)
  }

  /// The elements of a one-dimensional array's text; `nil` if it is none.
  public static func elements(of text: String) -> [String?]? {
    var bytes = Array(text.utf8)[...]
    // Bounds that do not start at 1 are written in front: [0:2]={a,b,c}.
    if bytes.first == UInt8(ascii: "["), let equals = bytes.firstIndex(of: UInt8(ascii: "=")) {
      bytes = bytes[(equals + 1)...]
    }
    guard bytes.popFirst() == UInt8(ascii: "{"), bytes.popLast() == UInt8(ascii: "}") else {
      return nil
    }
    if bytes.isEmpty { return [] }
    var elements: [String?] = []
    repeat {
      guard let element = nextElement(&bytes) else { return nil }
      elements.append(element.isNull ? nil : element.text)
    } while bytes.popFirst() == UInt8(ascii: ",")
    return bytes.isEmpty ? elements : nil
  }

  private static func nextElement(
    _ bytes: inout ArraySlice<UInt8>
  ) -> (text: String, isNull: Bool)? {
    let quoted = bytes.first == UInt8(ascii: "\"")
    if quoted { bytes.removeFirst() }
    var content: [UInt8] = []
    while let byte = bytes.first {
      if byte == UInt8(ascii: "\\") {
        bytes.removeFirst()
        guard let escaped = bytes.popFirst() else { return nil }
        content.append(escaped)
        continue
      }
      if quoted && byte == UInt8(ascii: "\"") { break }
      if !quoted && byte == UInt8(ascii: ",") { break }
      if !quoted && (byte == UInt8(ascii: "{") || byte == UInt8(ascii: "}")) { return nil }
      content.append(byte)
      bytes.removeFirst()
    }
    if quoted {
      guard bytes.popFirst() == UInt8(ascii: "\"") else { return nil }
      guard bytes.isEmpty || bytes.first == UInt8(ascii: ",") else { return nil }
    }
    let text = String(decoding: content, as: UTF8.self)
    return (text, !quoted && text.uppercased() == "NULL")
  }
}
