internal import Localization

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
      case .tooLarge: tr("more than \(JSONParser.maximumBytes) bytes")
      case .tooDeep: tr("nested more than \(JSONParser.maximumDepth) deep")
      case .truncated: tr("cut off")
      case .badNumber: tr("a malformed number")
      case .badString: tr("a malformed string")
      case .badUTF8: tr("a string that is not UTF-8")
      case .unexpectedByte: tr("an unexpected byte")
      case .trailingBytes: tr("something after the value")
      }
    return tr("not acceptable JSON: \(what) at byte \(offset)")
  }
}
