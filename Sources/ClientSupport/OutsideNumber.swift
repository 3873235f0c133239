/// Where numbers that somebody else wrote become ours: from Redis, rows, JSON, HTTP heads, events,
/// flags and files.
///
/// Afterwards each is finite and small enough that sums, differences and products with constants
/// cannot overflow. What is not is `nil` here, and is shown as unknown or refused by who asked.
/// Nothing else turns a `Double` into an `Int` or a `Duration`: those of the standard library trap
/// on NaN, infinities and what does not fit.
public enum OutsideNumber {
  /// Whole numbers within ±2^53: what every reader of JSON and Lua agrees on (RFC 8259, section 6).
  public static let wholes = -(1 << 53)...(1 << 53)

  /// Times, durations and other measures: 10^15 seconds are 31 million years.
  public static let greatestMeasure = 1e15

  /// A whole number within ``wholes``; `nil` for any other.
  public static func whole(_ number: Int?) -> Int? {
    number.flatMap { wholes.contains($0) ? $0 : nil }
  }

  /// A decimal whole number within ``wholes``, as Swift reads it.
  public static func whole(_ text: (some StringProtocol)?) -> Int? {
    whole(text.flatMap { Int($0) })
  }

  /// A measure that is finite and within ±``greatestMeasure``; `nil` for any other.
  public static func measure(_ value: Double?) -> Double? {
    value.flatMap { $0.isFinite && $0.magnitude <= greatestMeasure ? $0 : nil }
  }

  /// Such a measure in decimal, as Swift reads it: `1.5`, `1e3`.
  public static func measure(_ text: (some StringProtocol)?) -> Double? {
    measure(text.flatMap { Double($0) })
  }
}

extension Int {
  /// The value without its fraction; the nearest one there is for what does not fit, 0 for NaN.
  public init(saturating value: Double) {
    if let whole = Int(exactly: value.rounded(.towardZero)) {
      self = whole
    } else {
      self = value.isNaN ? 0 : value < 0 ? .min : .max
    }
  }

  /// The sum; the nearest number there is where it does not fit.
  public func addingSaturated(_ other: Int) -> Int {
    let (sum, overflow) = addingReportingOverflow(other)
    return overflow ? (other < 0 ? .min : .max) : sum
  }
}

extension Duration {
  /// So many seconds, at least and at most ±100 years; none for NaN.
  public static func seconds(saturating value: Double) -> Duration {
    let century = 100 * 365 * 86_400.0
    let seconds = value.isNaN ? 0 : Swift.min(Swift.max(value, -century), century)
    return .microseconds(Int64(Int(saturating: (seconds * 1_000_000).rounded())))
  }
}
