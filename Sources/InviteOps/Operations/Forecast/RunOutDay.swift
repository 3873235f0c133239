/// What one day to come uses, as it goes on.
struct RunOutDay {
  /// How much goes at once; `nil` for evenly.
  private let grain: Double?
  /// How many are to come still; 0 where it goes evenly.
  private var coming: Int
  /// How much the whole day uses.
  private let use: Double
  /// When within the day.
  private let shape: DayShape
  /// The share of its arrivals that has come.
  private var over = 0.0

  /// - Parameter use: how much the whole day uses, 0 or more.
  init(_ use: Double, grain: Double?, _ shape: DayShape, _ random: inout ForecastRandom) {
    self.use = use
    self.grain = grain
    self.shape = shape
    coming = grain.map { random.whole(use / $0) } ?? 0
  }

  /// Takes from `left` what is used until that share of the day.
  ///
  /// - Returns: at which share of the day nothing is left; `nil` where something is.
  mutating func take(
    _ left: inout Double, until time: Double, _ random: inout ForecastRandom
  ) -> Double? {
    guard let share = come(&left, until: shape.share(at: time), &random) else { return nil }
    return shape.clock(of: share)
  }

  /// The same in shares of the arrivals, among which they come evenly.
  private mutating func come(
    _ left: inout Double, until end: Double, _ random: inout ForecastRandom
  ) -> Double? {
    let span = max(0, end - over)
    let start = over
    defer { over = max(over, end) }
    guard let grain else { return takeEvenly(&left, start, span) }
    let here = end >= 1 ? coming : random.binomial(coming, span / (1 - start))
    coming -= here
    // Of a remainder that is no whole number the last part is taken with one more.
    let needed = max(1, (left / grain).rounded(.up))
    if here > 0, needed <= Double(here) {
      return start + span * random.moment(of: Int(needed), among: here)
    }
    left -= Double(here) * grain
    return nil
  }

  private func takeEvenly(_ left: inout Double, _ start: Double, _ span: Double) -> Double? {
    let used = use * span
    if used > 0, used >= left { return start + left / use }
    left -= used
    return nil
  }
}
