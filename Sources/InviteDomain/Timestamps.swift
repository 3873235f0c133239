internal import FoundationEssentials

/// Times as results and messages have them.
package enum Timestamps {
  /// RFC 3339 in UTC with milliseconds: `2026-11-23T17:54:42.328Z`.
  package static func rfc3339(epoch seconds: Double) -> String {
    let style = Date.ISO8601FormatStyle(includingFractionalSeconds: true, timeZone: .gmt)
    return Date(timeIntervalSince1970: seconds).formatted(style)
  }

  /// The same of a time from outside; `nil` for none, and beyond the year 9999, for which RFC 3339
  /// has no form.
  package static func rfc3339(outside seconds: Double?) -> String? {
    guard let seconds, (0..<253_402_300_800).contains(seconds) else { return nil }
    return rfc3339(epoch: seconds)
  }
}
