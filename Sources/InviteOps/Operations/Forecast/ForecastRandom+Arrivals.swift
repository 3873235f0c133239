internal import Glibc

/// When arrivals come that come at random moments.
extension ForecastRandom {
  /// Up to so many are drawn one by one, more by the normal curve, which is then as good.
  private static let few = 64

  /// A whole number that is `value` in the mean.
  mutating func whole(_ value: Double) -> Int {
    let floor = value.rounded(.down)
    let isUp = unit() < value - floor
    return (Int(exactly: floor) ?? Int.max / 2) + (isUp ? 1 : 0)
  }

  /// How many of `count` come within the first `share` of the time.
  mutating func binomial(_ count: Int, _ share: Double) -> Int {
    guard count > 0, share > 0 else { return 0 }
    guard share < 1 else { return count }
    if count <= Self.few {
      var hits = 0
      for _ in 0..<count where unit() < share { hits += 1 }
      return hits
    }
    let mean = Double(count) * share
    let drawn = mean + (mean * (1 - share)).squareRoot() * normal()
    return max(0, min(count, Int(exactly: drawn.rounded()) ?? count))
  }

  /// At which share of the time the `place`-th of `count` comes (a beta variate: order statistics of the uniform
  /// distribution).
  ///
  /// - Parameter place: from 1 to `count`.
  mutating func moment(of place: Int, among count: Int) -> Double {
    let before = gammaVariate(place)
    let after = gammaVariate(count + 1 - place)
    return before / (before + after)
  }

  /// A gamma variate of a whole shape, of 1 on.
  private mutating func gammaVariate(_ shape: Int) -> Double {
    guard shape <= Self.few else {
      let mean = Double(shape)
      return max(1, mean + mean.squareRoot() * normal())
    }
    var sum = 0.0
    for _ in 0..<shape { sum -= log(1 - unit()) }
    return max(sum, .leastNormalMagnitude)
  }

  /// With mean 0 and deviation 1, by Box and Muller.
  mutating func normal() -> Double {
    let radius = (-2 * log(1 - unit())).squareRoot()
    return radius * cos(2 * Double.pi * unit())
  }
}
