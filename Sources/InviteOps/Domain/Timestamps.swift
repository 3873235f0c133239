internal import FoundationEssentials

/// Times as results and messages have them.
enum Timestamps {
  /// RFC 3339 in UTC with milliseconds: `2026-11-23T17:54:42.328Z`.
  static func rfc3339(epoch seconds: Double) -> String {
    let style = Date.ISO8601FormatStyle(includingFractionalSeconds: true, timeZone: .gmt)
    return Date(timeIntervalSince1970: seconds.isFinite ? seconds : 0).formatted(style)
  }
}
