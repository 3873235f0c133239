internal import ClientSupport

/// A value that nobody knows yet: in eight of ten repetitions it lies between the first and the last.
public struct ForecastRange: Sendable, Equatable, Encodable {
  /// A tenth of the repetitions at most lie below; `nil` where it is beyond what is looked at.
  public let early: Double?
  /// Half of them do.
  public let likely: Double?
  /// Nine tenths of them do at least.
  public let late: Double?

  /// - Parameters:
  ///   - values: of the repetitions, at least one; infinity for what is beyond.
  ///   - tail: the share of them that lies below, and above; at most a tenth.
  init(_ values: [Double], tail: Double = 0.1) {
    let sorted = values.sorted()
    func quantile(_ share: Double) -> Double? {
      let place = Int(saturating: share * Double(sorted.count))
      let value = sorted[min(sorted.count - 1, place)]
      return value.isFinite ? value : nil
    }
    early = quantile(tail)
    likely = quantile(0.5)
    late = quantile(1 - tail)
  }
}
