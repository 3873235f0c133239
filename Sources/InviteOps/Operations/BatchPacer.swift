internal import ClientSupport
internal import InviteDomain

/// Chooses how large the next batch is, so that each takes about as long as wished.
struct BatchPacer: Sendable {
  let target: Duration
  let range: ClosedRange<Int>
  private(set) var size: Int

  /// A batch of ``size`` took so long.
  mutating func note(_ elapsed: Duration) {
    let ratio = target.seconds / max(elapsed.seconds, 1e-6)
    let wanted = Double(size) * min(2, max(0.25, ratio))
    size = min(range.upperBound, max(range.lowerBound, Int(saturating: wanted)))
  }

  /// The size of the next batch where no more than `rate` rows a second are to go: no more than
  /// they are in a tenth of a second, so that neither a burst nor the end of the run exceeds it.
  ///
  /// - Parameter density: rows in one unit of ``size``.
  func size(rate: Double?, density: Double) -> Int {
    guard let rate else { return size }
    return max(range.lowerBound, min(size, Int(saturating: rate / 10 / max(density, 1))))
  }

  /// How long to pause so that `rows` since `start` are no more than `rate` a second.
  static func pause(rows: Int, elapsed: Duration, rate: Double) -> Duration {
    max(.zero, .seconds(saturating: Double(rows) / rate) - elapsed)
  }
}
