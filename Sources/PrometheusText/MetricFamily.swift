/// All samples of one name, with what the name means.
public struct MetricFamily: Sendable, Equatable, Encodable {
  /// What a value of the family does over time.
  public enum Kind: String, Sendable, Encodable {
    case gauge
    /// Only ever grows, but for restarts of what it counts. The family's name ends in `_total`.
    case counter
    /// Counts by upper bound (`le`), with their sum and number.
    case histogram
  }

  /// One time series at one moment.
  public struct Sample: Sendable, Equatable, Encodable {
    /// What stands after the family's name: `_bucket`, `_sum`, `_count` of a histogram.
    public let suffix: String
    /// In the order in which they are written.
    public let labels: [Label]
    public let value: MetricValue

    public init(_ value: MetricValue, _ labels: [Label] = [], suffix: String = "") {
      self.suffix = suffix
      self.labels = labels
      self.value = value
    }

    private enum CodingKeys: String, CodingKey { case suffix, labels, value }

    public func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: CodingKeys.self)
      if !suffix.isEmpty { try container.encode(suffix, forKey: .suffix) }
      try container.encode(labels, forKey: .labels)
      try container.encode(value, forKey: .value)
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

  /// The same family with these samples.
  package func with(_ samples: [Sample]) -> MetricFamily {
    var family = self
    family.samples = samples
    return family
  }

  /// The same family with one sample without labels.
  package func with(_ value: MetricValue) -> MetricFamily {
    with([Sample(value)])
  }

  package mutating func add(_ value: MetricValue, _ labels: KeyValuePairs<String, String> = [:]) {
    samples.append(Sample(value, labels.map { Label($0.key, $0.value) }))
  }
}
