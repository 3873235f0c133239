/// All samples of one name, with what the name means.
public struct MetricFamily: Sendable, Equatable, Encodable {
  /// What a value of the family does over time.
  public enum Kind: String, Sendable, Encodable {
    case gauge
    /// Only ever grows, but for restarts of what it counts. The family's name ends in `_total`.
    case counter
  }

  /// One time series at one moment.
  public struct Sample: Sendable, Equatable, Encodable {
    /// In the order in which they are written.
    public let labels: [Label]
    public let value: MetricValue

    public init(_ value: MetricValue, _ labels: [Label] = []) {
      self.labels = labels
      self.value = value
    }
  }

  /// A label's name and value.
  public struct Label: Sendable, Equatable, Encodable {
    public let name: String
    public let value: String

    public init(_ name: String, _ value: String) {
      self.name = name
      self.value = value
    }
  }

  public let name: String
  public let help: String
  public let kind: Kind
  /// The base unit as OpenMetrics has it (`seconds`, `bytes`); the name ends in it, before `_total`.
  public let unit: String?
  public var samples: [Sample]

  public init(
    _ name: String, _ kind: Kind, unit: String? = nil, help: String, samples: [Sample] = []
  ) {
    self.name = name
    self.kind = kind
    self.unit = unit
    self.help = help
    self.samples = samples
  }
}
