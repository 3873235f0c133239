internal import ClientSupport

/// What goes unused because it expires.
struct ForecastExpiry: Sendable {
  /// All that there is, of what expires and what does not.
  let supply: Int
  /// What expires by the beginning of a day, counted from now; from 1 on.
  let byDay: [Int: Int]

  static let none = ForecastExpiry(supply: 0, byDay: [:])

  /// What expires before so many days are over.
  func within(_ days: Int) -> Int {
    byDay.reduce(0) { sum, entry in
      entry.key < days ? sum.addingSaturated(entry.value) : sum
    }
  }

  /// Whether all of it expires within the days that are looked at.
  var takesAll: Bool { supply > 0 && within(RunOutEstimator.horizonDays) >= supply }
}
