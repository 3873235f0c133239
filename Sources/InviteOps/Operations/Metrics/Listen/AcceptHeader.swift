internal import ClientSupport
internal import PrometheusText

/// Chooses the text format that a scraper likes best (RFC 9110, section 12.5.1).
enum AcceptHeader {
  /// OpenMetrics only when it is named, and liked no less than the classic format: a browser's
  /// `*/*` gets what every tool reads.
  static func format(_ accept: String?) -> MetricText {
    var openMetrics = 0.0
    var classic = 0.0
    for range in (accept ?? "").split(separator: ",") {
      let parts = range.split(separator: ";").map { $0.trimming { $0 == " " || $0 == "\t" } }
      guard let type = parts.first?.lowercased() else { continue }
      var weight = 1.0
      var version = ""
      for parameter in parts.dropFirst() {
        let pair = parameter.split(separator: "=", maxSplits: 1)
        guard pair.count == 2 else { continue }
        switch pair[0].lowercased() {
        case "q": weight = OutsideNumber.measure(pair[1]) ?? 0
        case "version": version = String(pair[1].trimming { $0 == "\"" })
        default: break
        }
      }
      switch type {
      case "application/openmetrics-text" where version.isEmpty || version == "1.0.0":
        openMetrics = max(openMetrics, weight)
      case "text/plain", "text/*": classic = max(classic, weight)
      default: break
      }
    }
    return openMetrics > 0 && openMetrics >= classic ? .openMetrics : .prometheus
  }
}
