/// When something runs out at the pace of the last days, by a bootstrap.
///
/// Each repetition draws a history that might as well have been: as many days as there are, each put back.
/// Then it goes on day by day with days of that history until nothing is left. So the range has both in it, how
/// much one day differs from the next and how little so few days tell of the pace. Within a day arrivals come at
/// random moments of its rhythm, so that of a few that are left nobody is told the minute, and nothing is used at
/// night where nobody comes at night. Days of the week: ``WeekPace``.
///
/// The random numbers begin with the same seed each time: the same history gives the same range.
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
  /// What lies outside the range at each end. A little less than a tenth: the ends of a range of few days are
  /// themselves found by chance, and eight of ten are promised.
  private static let tail = 0.08

  /// What the days used, without their place in the week.
  private let plain: [Double]
  private let week: WeekPace
  private let rhythm: DayRhythm

  /// - Parameters:
  ///   - days: what each used, the last 24 hours first; at least one. What is below 0 counts as 0.
  ///   - rhythm: at which times of these days.
  init(_ days: [Double], _ rhythm: DayRhythm = .even) {
    let used = days.map { max(0, $0) }
    week = WeekPace(used)
    plain = week.plain(used)
    self.rhythm = rhythm
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
    return ForecastRange(ends, tail: Self.tail)
  }

  private func end(
    _ remaining: Double, _ expiry: ForecastExpiry, _ grain: Double?, _ random: inout ForecastRandom
  ) -> Double {
    let history = random.resample(plain)
    let factors = week.drawn(&random)
    // As far as days of the week differ their hours may.
    let isOwn = random.unit() < week.trust
    var left = remaining
    var standing = Double(expiry.supply)
    var next = 0
    for day in 0..<Self.horizonDays {
      // The next 24 hours are of the same day of the week as those of six days ago.
      let used = random.pick(history) * factors[6 - day % 7]
      let shape = rhythm.shape(6 - day % 7, isOwn: isOwn)
      var use = RunOutDay(used, grain: grain, shape, &random)
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
