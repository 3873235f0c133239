internal import ClientSupport

/// What goes unused because it expires.
struct ForecastExpiry: Sendable {
  /// Uses that expire together.
  struct Part: Sendable, Equatable {
    /// Seconds from now.
    let at: Double
    let count: Int
  }

  /// All that there is, of what expires and what does not.
  let supply: Int
  /// What expires, the soonest first.
  let parts: [Part]

  static let none = ForecastExpiry(supply: 0, at: [:])

  /// - Parameter at: what expires, by the seconds from now.
  init(supply: Int, at: [Double: Int]) {
    self.supply = supply
    parts = at.map { Part(at: $0.key, count: $0.value) }.sorted { $0.at < $1.at }
  }

  /// What expires within so many seconds.
  func within(_ seconds: Double) -> Int {
    parts.reduce(0) { sum, part in
      part.at <= seconds ? sum.addingSaturated(part.count) : sum
    }
  }

  /// Whether all of it expires within the days that are looked at.
  var takesAll: Bool {
    supply > 0 && within(Double(RunOutEstimator.horizonDays) * 86_400) >= supply
  }
}
