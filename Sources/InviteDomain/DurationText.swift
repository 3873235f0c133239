internal import ClientSupport
internal import Localization

/// Durations as people write them: `250ms`, `1.5s`, `10m`, `24h`, `30d`; a bare number is seconds.
public enum DurationText {
  private static let units: [(suffix: String, milliseconds: Double)] = [
    ("ms", 1), ("s", 1000), ("m", 60_000), ("h", 3_600_000), ("d", 86_400_000),
  ]

  /// `nil` for anything that is not one number of at most 100 years with at most one unit.
  public static func parse(_ text: String) -> Duration? {
    let trimmed = text.lowercased()
    let unit = units.first { trimmed.hasSuffix($0.suffix) }
    let digits = unit.map { trimmed.dropLast($0.suffix.count) } ?? trimmed[...]
    guard digits.allSatisfy({ $0.isASCII && ($0.isNumber || $0 == ".") }),
      let number = OutsideNumber.measure(digits)
    else { return nil }
    let milliseconds = number * (unit?.milliseconds ?? 1000)
    guard milliseconds <= longest * 1000 else { return nil }
    return .seconds(saturating: milliseconds / 1000)
  }

  /// The same of a number of seconds from anywhere: `unknown` where it is no time that passes.
  public static func format(seconds: Double) -> String {
    guard seconds.magnitude <= longest else { return tr("unknown") }
    return format(.seconds(saturating: seconds))
  }

  /// A hundred years, in seconds.
  private static let longest = 100 * 365 * 86_400.0

  /// The shortest of the same forms, rounded to what a reader needs: `850ms`, `4.2s`, `3m 20s`,
  /// `2h 5m`, `3d 4h`.
  public static func format(_ duration: Duration) -> String {
    let seconds = duration.seconds
    guard seconds >= 0 else { return "-" + format(.zero - duration) }
    if seconds < 1 { return "\(Int(saturating: (seconds * 1000).rounded()))ms" }
    if seconds < 60 {
      let tenths = Int(saturating: (seconds * 10).rounded())
      return tenths % 10 == 0 ? "\(tenths / 10)s" : "\(tenths / 10).\(tenths % 10)s"
    }
    let whole = Int(saturating: seconds.rounded())
    if whole < 3600 { return pair(whole / 60, "m", whole % 60, "s") }
    if whole < 86_400 { return pair(whole / 3600, "h", whole % 3600 / 60, "m") }
    return pair(whole / 86_400, "d", whole % 86_400 / 3600, "h")
  }

  private static func pair(_ a: Int, _ unitA: String, _ b: Int, _ unitB: String) -> String {
    b == 0 ? "\(a)\(unitA)" : "\(a)\(unitA) \(b)\(unitB)"
  }
}
