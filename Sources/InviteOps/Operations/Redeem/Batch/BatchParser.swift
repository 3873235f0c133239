internal import InviteDomain
internal import Localization
internal import LosslessJSON

/// Reads the lines of a batch: `code,email[,flow]` as CSV with or without a header, or one JSON
/// object a line with the same names.
struct BatchParser {
  /// A longer line is no redemption but a file of another kind.
  static let longestLine = 64 * 1024

  /// `nil` for an empty line and for the header.
  func parse(_ line: ArraySlice<UInt8>, number: Int) -> BatchRecord? {
    var line = line
    if line.last == UInt8(ascii: "\r") { line.removeLast() }
    // Spreadsheets write a byte order mark.
    if number == 1 { line = TextFile.withoutMark(line) }
    if number > 1, let record = simple(line, number) { return record }
    guard let first = line.first(where: { $0 != UInt8(ascii: " ") }) else { return nil }
    guard line.count <= Self.longestLine else {
      return .bad(number, verbatim("the line is too long"))
    }
    guard let text = String(validating: line, as: UTF8.self) else {
      return .bad(number, verbatim("the line is not UTF-8"))
    }
    if first == UInt8(ascii: "{") { return json(text, number) }
    guard let fields = Self.fields(text) else {
      return .bad(number, verbatim("a quote is not closed, or in the middle of a field"))
    }
    if number == 1, fields.first?.lowercased() == "code" { return nil }
    guard fields.count == 2 || fields.count == 3 else {
      return .bad(
        number, verbatim("expected code,email[,flow], not \(CountText.of(fields.count, "field"))"))
    }
    return record(number, fields[0], fields[1], fields.count == 3 ? fields[2] : nil)
  }

  /// The usual line: two fields of ASCII without quotes and spaces; `nil` for any other.
  private func simple(_ line: ArraySlice<UInt8>, _ number: Int) -> BatchRecord? {
    line.withUnsafeBufferPointer { bytes in
      guard bytes.count <= Self.longestLine, bytes.first != UInt8(ascii: "{") else { return nil }
      var comma: Int?
      for (index, byte) in bytes.enumerated() {
        if byte == UInt8(ascii: ",") {
          guard comma == nil else { return nil }
          comma = index
        } else if byte <= 0x20 || byte >= 0x7F || byte == UInt8(ascii: "\"") {
          return nil
        }
      }
      guard let comma else { return nil }
      return BatchRecord(
        number: number, code: String(decoding: bytes[..<comma], as: UTF8.self),
        email: String(decoding: bytes[(comma + 1)...], as: UTF8.self), choice: .auto, problem: nil)
    }
  }

  private func json(_ text: String, _ number: Int) -> BatchRecord {
    guard let object = try? JSONValue(parsing: Array(text.utf8)),
      let code = object["code"]?.string, let email = object["email"]?.string
    else {
      return .bad(number, verbatim("expected a JSON object with the strings code and email"))
    }
    return record(number, code, email, object["flow"]?.string)
  }

  private func record(
    _ number: Int, _ code: String, _ email: String, _ flow: String?
  ) -> BatchRecord {
    guard let flow, !flow.isEmpty else {
      return BatchRecord(number: number, code: code, email: email, choice: .auto, problem: nil)
    }
    guard let choice = RedeemFlow.Choice(rawValue: flow) else {
      return .bad(number, verbatim("the flow is none of auto, direct, redeem, rebind"))
    }
    return BatchRecord(number: number, code: code, email: email, choice: choice, problem: nil)
  }

  /// RFC 4180 within one line. `nil` when the quoting is broken.
  static func fields(_ text: String) -> [String]? {
    guard text.utf8.contains(UInt8(ascii: "\"")) else {
      return text.utf8.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false)
        .map { String(Substring($0)) }
    }
    var fields: [String] = []
    var rest = text[...]
    while true {
      if rest.first == "\"" {
        guard let (value, after) = quoted(rest.dropFirst()) else { return nil }
        fields.append(value)
        guard let next = after.first else { return fields }
        guard next == "," else { return nil }
        rest = after.dropFirst()
      } else {
        let end = rest.firstIndex(of: ",") ?? rest.endIndex
        guard !rest[..<end].contains("\"") else { return nil }
        fields.append(String(rest[..<end]))
        guard end < rest.endIndex else { return fields }
        rest = rest[rest.index(after: end)...]
      }
    }
  }

  private static func quoted(_ text: Substring) -> (String, Substring)? {
    var value = ""
    var rest = text
    while let character = rest.popFirst() {
      guard character == "\"" else {
        value.append(character)
        continue
      }
      guard rest.first == "\"" else { return (value, rest) }
      value.append("\"")
      rest.removeFirst()
    }
    return nil
  }
}
