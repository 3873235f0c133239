/// A JSON number, kept as it was written.
///
/// Clocks, ids and timestamps of foreign systems pass through unchanged: no digit is lost to a
/// binary fraction and `2.0` stays `2.0`, as Python distinguishes it from `2`.
public struct JSONNumber: Sendable, Hashable {
  /// The digits as written, e.g. `1795456809.3592298`.
  public let literal: String

  package init(literal: String) {
    self.literal = literal
  }

  public init(_ value: some BinaryInteger) {
    literal = String(value)
  }

  /// A fraction in the shortest form that reads back as the same value. Values that are not
  /// finite get Python's names for them, which kombu reads.
  public init(_ value: Double) {
    if value.isNaN {
      literal = "NaN"
    } else if value.isInfinite {
      literal = value < 0 ? "-Infinity" : "Infinity"
    } else {
      literal = "\(value)"
    }
  }

  /// The value if it is written as an integer and fits.
  public var int: Int? { Int(literal) }

  /// The nearest value. A number beyond its range is infinite, as in Python.
  public var double: Double {
    switch literal {
    case "Infinity": .infinity
    case "-Infinity": -.infinity
    default: Double(literal) ?? .nan
    }
  }
}
