import ClientSupport

/// Sizes as people read them: `824 kB`, `1.2 GB`, in powers of 1024 as PostgreSQL shows them.
enum ByteText {
  static func format(_ bytes: Int) -> String {
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
}
