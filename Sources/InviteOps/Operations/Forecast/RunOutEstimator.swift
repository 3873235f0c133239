/// When something runs out at the pace of the last days, by a bootstrap.
///
/// Each repetition draws a history that might as well have been: as many days as there are, each put back.
/// Then it goes on day by day with days of that history until nothing is left. So the range has both in it, how
/// much one day differs from the next and how little so few days tell of the pace.
///
/// From two whole weeks on each day of the week has a factor: its mean by the mean of all, half of it with two
/// weeks, two thirds with four, since two Mondays alone say little of Mondays. The random numbers begin with
/// the same seed each time: the same history gives the same range.
struct RunOutEstimator {
  /// Beyond it nothing is said but that.
  static let horizonDays = 365
  /// With fewer a day like no other would be the pace.
  static let leastDays = 3
  static let mostDays = 28
  private static let repetitions = 400
  private static let seed: UInt64 = 171

  /// What the days used, without their place in the week.
  private let plain: [Double]
  /// By the place of a day, counted back from now, in its week.
  private let factors: [Double]

  /// - Parameter days: what each used, the last 24 hours first; at least one. What is below 0 counts as 0.
  init(_ days: [Double]) {
    let used = days.map { max(0, $0) }
    let factors = Self.factors(used)
    plain = used.enumerated().map { $0.element / factors[$0.offset % 7] }
    self.factors = factors
  }

  private static func factors(_ days: [Double]) -> [Double] {
    let weeks = days.count / 7
    let whole = days.prefix(weeks * 7)
    let mean = whole.reduce(0, +) / Double(max(1, whole.count))
    guard weeks >= 2, mean > 0 else { return Array(repeating: 1, count: 7) }
    let trust = Double(weeks) / Double(weeks + 2)
    return (0..<7).map { place in
      var sum = 0.0
      for day in stride(from: place, to: whole.count, by: 7) { sum += whole[day] }
      return 1 + (sum / Double(weeks) / mean - 1) * trust
    }
  }

  /// Seconds until `remaining` are used; beyond a year there is no number.
  func estimate(_ remaining: Double) -> ForecastRange {
    var random = ForecastRandom(seed: Self.seed)
    var ends: [Double] = []
    ends.reserveCapacity(Self.repetitions)
    for _ in 0..<Self.repetitions { ends.append(end(remaining, &random)) }
    return ForecastRange(ends)
  }

  private func end(_ remaining: Double, _ random: inout ForecastRandom) -> Double {
    let history = random.resample(plain)
    var left = remaining
    for day in 0..<Self.horizonDays {
      // The next 24 hours are of the same day of the week as those of six days ago.
      let use = random.pick(history) * factors[6 - day % 7]
      if use > 0, use >= left { return (Double(day) + left / use) * 86_400 }
      left -= use
    }
    return .infinity
  }
}
