/// When something runs out at the pace of the last days, by a bootstrap.
///
/// Each repetition draws a history that might as well have been: as many days as there are, each put back.
/// Then it goes on day by day with days of that history until nothing is left. So the range has both in it, how
/// much one day differs from the next and how little so few days tell of the pace. Within a day arrivals come at
/// random moments, so that of a few that are left nobody is told the minute.
///
/// From two whole weeks on each day of the week has a factor: its mean by the mean of all, as far as the means
/// differ by more than chance alone would have it (shrinkage after James and Stein, 1961). The random numbers begin
/// with the same seed each time: the same history gives the same range.
struct RunOutEstimator {
  /// Beyond it nothing is said but that.
  static let horizonDays = 365
  /// With fewer some days of the week were never seen.
  static let leastDays = 7
  /// Whole ones, from which on a day of the week may have a pace of its own.
  static let leastWeeks = 2
  static let mostDays = 28
  private static let repetitions = 400
  private static let seed: UInt64 = 171
  /// No day of the week is without any use for sure.
  private static let mostTrust = 0.95

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
    let same = Array(repeating: 1.0, count: 7)
    let weeks = days.count / 7
    let whole = Array(days.prefix(weeks * 7))
    let mean = whole.reduce(0, +) / Double(max(1, whole.count))
    guard weeks >= leastWeeks, mean > 0 else { return same }
    let means = (0..<7).map { place in
      let sum = stride(from: place, to: whole.count, by: 7).reduce(0.0) { $0 + whole[$1] }
      return sum / Double(weeks)
    }
    var within = 0.0
    for (place, day) in whole.enumerated() {
      let off = day - means[place % 7]
      within += off * off
    }
    within /= Double(7 * (weeks - 1))
    let between = means.reduce(0.0) { $0 + ($1 - mean) * ($1 - mean) } / 6
    guard between > 0 else { return same }
    let trust = min(mostTrust, max(0, 1 - within / Double(weeks) / between))
    return means.map { 1 + ($0 / mean - 1) * trust }
  }

  /// Seconds until `remaining` are used; beyond a year there is no number.
  ///
  /// - Parameters:
  ///   - expiry: what goes meanwhile without being used. Which is used first nobody knows: as much of what expires
  ///     as of the rest.
  ///   - grain: how much goes at once. What a day used goes then in as many steps at random moments of it; `nil`
  ///     for evenly.
  func estimate(
    _ remaining: Double, _ expiry: ForecastExpiry = .none, grain: Double? = nil
  ) -> ForecastRange {
    var random = ForecastRandom(seed: Self.seed)
    let step = grain.flatMap { $0 > 0 && $0.isFinite ? $0 : nil }
    var ends: [Double] = []
    ends.reserveCapacity(Self.repetitions)
    for _ in 0..<Self.repetitions { ends.append(end(remaining, expiry, step, &random)) }
    return ForecastRange(ends)
  }

  private func end(
    _ remaining: Double, _ expiry: ForecastExpiry, _ grain: Double?, _ random: inout ForecastRandom
  ) -> Double {
    let history = random.resample(plain)
    var left = remaining
    var standing = Double(expiry.supply)
    var next = 0
    for day in 0..<Self.horizonDays {
      // The next 24 hours are of the same day of the week as those of six days ago.
      let used = random.pick(history) * factors[6 - day % 7]
      var use = RunOutDay(used, grain: grain, &random)
      let start = Double(day) * 86_400
      while next < expiry.parts.count, expiry.parts[next].at < start + 86_400 {
        let part = expiry.parts[next]
        if let share = use.take(&left, until: (part.at - start) / 86_400, &random) {
          return start + share * 86_400
        }
        let kept = standing - Double(part.count)
        guard kept > 0 else { return part.at }
        left *= kept / standing
        standing = kept
        next += 1
      }
      if let share = use.take(&left, until: 1, &random) { return (Double(day) + share) * 86_400 }
    }
    return .infinity
  }
}
