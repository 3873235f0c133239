/// Chooses how many blocks the next batch takes, so that each takes about as long as wished.
struct BatchPacer: Sendable {
  /// A block holds at most some 100 rows: even after a stretch of empty blocks, a full one then
  /// stays within twice the usual time.
  static let range = 1...256

  let target: Duration
  private(set) var blocks = 64

  init(target: Duration) {
    self.target = target
  }

  mutating func note(_ elapsed: Duration) {
    let ratio = target.seconds / max(elapsed.seconds, 1e-6)
    let wanted = Double(blocks) * min(2, max(0.25, ratio))
    blocks = min(Self.range.upperBound, max(Self.range.lowerBound, Int(wanted)))
  }

  /// How long to pause so that `rows` since `start` are no more than `rate` a second.
  static func pause(rows: Int, elapsed: Duration, rate: Double) -> Duration {
    max(.zero, .seconds(Double(rows) / rate) - elapsed)
  }
}
