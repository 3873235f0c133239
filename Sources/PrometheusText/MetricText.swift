/// Writes families in the two text formats of Prometheus. Equal input gives equal bytes: families
/// and samples are written in the order given.
public enum MetricText: Sendable, CaseIterable {
  /// The classic text format 0.0.4.
  case prometheus
  /// OpenMetrics 1.0.
  case openMetrics

  /// What an HTTP answer in this format says of itself.
  public var contentType: String {
    switch self {
    case .prometheus: "text/plain; version=0.0.4; charset=utf-8"
    case .openMetrics: "application/openmetrics-text; version=1.0.0; charset=utf-8"
    }
  }

  public func render(_ families: [MetricFamily]) -> String {
    var text = ""
    for family in families where !family.samples.isEmpty {
      append(family, to: &text)
    }
    if self == .openMetrics { text += "# EOF\n" }
    return text
  }

  private func append(_ family: MetricFamily, to text: inout String) {
    // OpenMetrics names a counter's family without the suffix that its samples carry.
    let name =
      self == .openMetrics && family.kind == .counter && family.name.hasSuffix("_total")
      ? String(family.name.dropLast("_total".count)) : family.name
    text += "# HELP \(name) \(escape(family.help, quotes: self == .openMetrics))\n"
    text += "# TYPE \(name) \(family.kind.rawValue)\n"
    if self == .openMetrics, let unit = family.unit { text += "# UNIT \(name) \(unit)\n" }
    for sample in family.samples {
      text += family.name + sample.suffix
      if !sample.labels.isEmpty {
        let labels = sample.labels.map { "\($0.name)=\"\(escape($0.value, quotes: true))\"" }
        text += "{" + labels.joined(separator: ",") + "}"
      }
      text += " \(sample.value.text)\n"
    }
  }

  private func escape(_ text: String, quotes: Bool) -> String {
    guard text.unicodeScalars.contains(where: { $0 == "\\" || $0 == "\n" || $0 == "\"" }) else {
      return text
    }
    return text.unicodeScalars.reduce(into: "") { escaped, scalar in
      switch scalar {
      case "\\": escaped += "\\\\"
      case "\n": escaped += "\\n"
      case "\"" where quotes: escaped += "\\\""
      default: escaped.unicodeScalars.append(scalar)
      }
    }
  }
}
