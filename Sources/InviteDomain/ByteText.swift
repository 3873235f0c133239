internal import ClientSupport
internal import Localization

/// Sizes as people read them, in powers of 1024 as PostgreSQL shows them.
public enum ByteText {
  /// For a table: `824 kB`, `1.2 GB`, rounded, with a tenth below 10.
  public static func format(_ bytes: Int) -> String {
    var value = Double(bytes)
    for unit in ["B", "kB", "MB", "GB"] {
      if value < 1024 { return text(value, unit) }
      value /= 1024
    }
    return text(value, "TB")
  }

  private static func text(_ value: Double, _ unit: String) -> String {
    if value >= 10 || unit == "B" { return "\(Int(saturating: value.rounded())) \(unit)" }
    let tenths = Int(saturating: (value * 10).rounded())
    return tenths % 10 == 0 ? "\(tenths / 10) \(unit)" : "\(tenths / 10).\(tenths % 10) \(unit)"
  }

  /// Within a sentence: `812 MB`, whole and rounded down; up to GB.
  public static func whole(_ bytes: Int) -> String {
    if bytes < 1 << 10 { return tr("\(bytes) bytes") }
    if bytes < 1 << 20 { return "\(bytes >> 10) kB" }
    return bytes < 1 << 30 ? "\(bytes >> 20) MB" : "\(bytes >> 30) GB"
  }

  /// Within a sentence, with more digits: `8633 kB`, whole and rounded down, as of 10240 of a unit in the
  /// next one. Those are the limits of PostgreSQL's pg_size_pretty, which rounds (utils/adt/dbsize.c).
  public static func detailed(_ bytes: Int) -> String {
    if bytes < most { return tr("\(bytes) bytes") }
    var value = bytes / 1024
    for unit in ["kB", "MB", "GB"] {
      if value < most { return "\(value) \(unit)" }
      value /= 1024
    }
    return "\(value) TB"
  }

  private static let most = 10_240
}
