/// A sample's value. Whole numbers stay whole, since a Double cannot hold those above 2^53.
public enum MetricValue: Sendable, Equatable, Encodable {
  case integer(Int)
  case real(Double)

  /// A duration or age in seconds, to the microsecond: what lies below is noise of the clock.
  package static func seconds(_ value: Double) -> MetricValue {
    .real((value * 1_000_000).rounded() / 1_000_000)
  }

  package static func flag(_ value: Bool) -> MetricValue { .integer(value ? 1 : 0) }

  /// As the Prometheus formats write it: `+Inf`, `-Inf`, `NaN`, else the shortest decimal form.
  public var text: String {
    switch self {
    case .integer(let number): String(number)
    case .real(let number) where number.isNaN: "NaN"
    case .real(let number) where number.isInfinite: number < 0 ? "-Inf" : "+Inf"
    case .real(let number): "\(number)"
    }
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    switch self {
    case .integer(let number): try container.encode(number)
    case .real(let number): try container.encode(number)
    }
  }
}
