/// How far each day of the week has a pace of its own.
///
/// From two whole weeks on each has a factor: its mean by the mean of all, as far as the means differ by more than chance
/// alone would have it (shrinkage after James and Stein, 1961). What is left open of it is drawn with each
/// repetition: four Sundays tell no more of Sundays than that.
struct WeekPace: Sendable {
  /// No day of the week is without any use for sure.
  private static let mostTrust = 0.95

  /// By the place of a day, counted back from now, in its week.
  private(set) var factors = Array(repeating: 1.0, count: 7)
  /// How much of what the means differ by is more than chance, from 0 to 1.
  private(set) var trust = 0.0
  /// Of a factor.
  private var deviation = 0.0

  /// - Parameter days: what each used, the last 24 hours first.
  init(_ days: [Double]) {
    let weeks = days.count / 7
    let whole = Array(days.prefix(weeks * 7))
    let mean = whole.reduce(0, +) / Double(max(1, whole.count))
    guard weeks >= RunOutEstimator.leastWeeks, mean > 0 else { return }
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
    guard between > 0 else { return }
    let share = min(Self.mostTrust, max(0, 1 - within / Double(weeks) / between))
    trust = share
    factors = means.map { 1 + ($0 / mean - 1) * share }
    deviation = (share * within / Double(weeks)).squareRoot() / mean
  }

  /// Days without their place in the week. What the mean and the factors have taken of their chance they get back: of
  /// days that a mean was made of each is nearer to it than the next one will be.
  func plain(_ days: [Double]) -> [Double] {
    let plain = days.enumerated().map { $0.element / factors[$0.offset % 7] }
    let count = Double(plain.count)
    let mean = plain.reduce(0, +) / max(1, count)
    let wider = (count / max(1, count - 1 - 6 * trust)).squareRoot()
    return plain.map { max(0, mean + ($0 - mean) * wider) }
  }

  /// Factors that might as well be the true ones.
  func drawn(_ random: inout ForecastRandom) -> [Double] {
    guard deviation > 0 else { return factors }
    var off: [Double] = []
    for _ in factors { off.append(random.normal() * deviation) }
    // The mean of all is not theirs.
    let mean = off.reduce(0, +) / Double(off.count)
    return zip(factors, off).map { max(0, $0 + $1 - mean) }
  }
}
