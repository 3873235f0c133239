/// When a queue is empty: what waits, by what is done less what comes. While messages wait, workers do as much
/// as they can, so that the gaps between what they finish are their capacity.
struct DrainEstimator {
  private static let repetitions = 400
  private static let seed: UInt64 = 172

  /// Seconds between one that was finished and the next, while there was work; not empty.
  let gaps: [Double]
  /// How many came each day of the last ones; none where that is not known.
  let arrivals: [Double]

  /// Seconds until `backlog` messages are done; no number where more comes than is done.
  func estimate(_ backlog: Int) -> ForecastRange {
    var random = ForecastRandom(seed: Self.seed)
    var ends: [Double] = []
    for _ in 0..<Self.repetitions {
      let gap = Self.mean(random.resample(gaps))
      let coming = Self.mean(random.resample(arrivals)) / 86_400
      // A gap of nothing: all were finished at once.
      let net = gap > 0 ? 1 / gap - coming : .infinity
      ends.append(net > 0 ? Double(backlog) / net : .infinity)
    }
    return ForecastRange(ends)
  }

  private static func mean(_ values: [Double]) -> Double {
    values.isEmpty ? 0 : values.reduce(0, +) / Double(values.count)
  }
}
