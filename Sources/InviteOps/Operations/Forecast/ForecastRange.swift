internal import ClientSupport

/// A value that nobody knows yet: in eight of ten repetitions it lies between the first and the last.
public struct ForecastRange: Sendable, Equatable, Encodable {
  /// A tenth of the repetitions lie below; `nil` where it is beyond what is looked at.
  public let early: Double?
  /// Half of them do.
  public let likely: Double?
  /// Nine tenths of them do.
  public let late: Double?

  /// - Parameter values: of the repetitions, at least one; infinity for what is beyond.
  init(_ values: [Double]) {
    let sorted = values.sorted()
    func quantile(_ share: Double) -> Double? {
      let place = Int(saturating: share * Double(sorted.count))
      let value = sorted[min(sorted.count - 1, place)]
      return value.isFinite ? value : nil
    }
    early = quantile(0.1)
    likely = quantile(0.5)
    late = quantile(0.9)
  }
}
