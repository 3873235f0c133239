import ArgumentParser
import InviteDomain
import InviteOps
import Localization
import PrometheusText

/// What `metrics-dump` knows by name: for `list` and for its arguments.
enum MetricsListing {
  struct Entry: Encodable {
    let name: String
    let kind: String
    let unit: String?
    let help: String
    /// The collector that fills it; `nil` for what a dump says of itself.
    let collector: String?
    /// The --compat that adds it.
    let compat: String?
  }

  struct Payload: Encodable {
    let metrics: [Entry]
  }

  static let collectorNames = MetricsCollectorName.named.map(\.rawValue).joined(separator: ", ")

  static var entries: [Entry] {
    var entries: [Entry] = []
    func add(_ families: [MetricFamily], collector: String? = nil, compat: String? = nil) {
      entries += families.map {
        Entry(
          name: $0.name, kind: $0.kind.rawValue, unit: $0.unit, help: $0.help,
          collector: collector, compat: compat)
      }
    }
    for collector in MetricsCollectorName.named {
      add(collector.families, collector: collector.rawValue)
    }
    add(MetricsDump.ownFamilies)
    for names in MetricsCompatibility.allCases { add(names.families, compat: names.rawValue) }
    return entries
  }

  static func text(_ entries: [Entry]) -> String {
    var text = ""
    var section: String?
    for entry in entries {
      let title =
        entry.compat.map { tr("names of --compat \($0)") }
        ?? entry.collector.map { name in
          tr("\(name): \(MetricsCollectorName(rawValue: name)?.summary ?? "")")
        } ?? tr("the dump itself")
      if title != section {
        text += (section == nil ? "" : "\n") + title + "\n"
        section = title
      }
      let help = Speech.filled(entry.help, [])
      text += "  \(entry.name) (\(entry.kind))\n      \(help)\n"
    }
    return text
  }

  @Sendable static func collectors(_ text: String) throws -> [MetricsCollectorName] {
    try names(text, of: MetricsCollectorName.named) { name, names in
      tr("there is no collector '\(name)'; there are \(names)")
    }
  }

  @Sendable static func compatibility(_ text: String) throws -> [MetricsCompatibility] {
    try names(text, of: MetricsCompatibility.allCases) { name, names in
      tr("there is no exporter '\(name)'; there are \(names)")
    }
  }

  @Sendable static func address(_ text: String) throws -> ListenAddress {
    guard let address = ListenAddress(text) else {
      throw ValidationError(tr("'\(text)' is no address; write HOST:PORT, [IPv6]:PORT or :PORT"))
    }
    return address
  }

  /// At most 10 s, after which the server itself ends a statement of ours.
  @Sendable static func collectorTime(_ text: String) throws -> Duration {
    guard let duration = DurationText.parse(text), duration > .zero, duration <= .seconds(10) else {
      throw ValidationError(tr("'\(text)' is no time up to 10s; write e.g. 500ms or 3s"))
    }
    return duration
  }

  private static func names<Name: RawRepresentable<String>>(
    _ text: String, of known: [Name], refusal: (_ name: String, _ names: String) -> String
  ) throws -> [Name] {
    try text.split(separator: ",", omittingEmptySubsequences: false).map { part in
      let name = part.split(separator: " ").joined(separator: " ")
      guard let value = known.first(where: { $0.rawValue == name }) else {
        let names = known.map(\.rawValue).joined(separator: ", ")
        throw ValidationError(refusal(name, names))
      }
      return value
    }
  }
}
