/// Why bytes are not a JSON value this program accepts.
public struct JSONError: Error, Sendable, Equatable, CustomStringConvertible {
  public enum Kind: Sendable, Equatable {
    case tooLarge, tooDeep, truncated, badNumber, badString, badUTF8, unexpectedByte, trailingBytes
  }

  public let kind: Kind
  /// Where, in bytes from the start.
  public let offset: Int

  public var description: String {
    let what =
      switch kind {
      case .tooLarge: "more than \(JSONParser.maximumBytes) bytes"
      case .tooDeep: "nested more than \(JSONParser.maximumDepth) deep"
      case .truncated: "cut off"
      case .badNumber: "a malformed number"
      case .badString: "a malformed string"
      case .badUTF8: "a string that is not UTF-8"
      case .unexpectedByte: "an unexpected byte"
      case .trailingBytes: "something after the value"
      }
    return "not acceptable JSON: \(what) at byte \(offset)"
  }
}
