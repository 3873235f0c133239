/// Random numbers that are the same on every machine for the same seed (SplitMix64: Steele, Lea and Flood,
/// "Fast splittable pseudorandom number generators", 2014).
struct ForecastRandom: RandomNumberGenerator, Sendable {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }

  /// From 0 on, below 1.
  mutating func unit() -> Double { Double(next() >> 11) * 0x1p-53 }

  /// As many values drawn as there are, each put back: what might as well have been measured.
  mutating func resample(_ values: [Double]) -> [Double] {
    var drawn: [Double] = []
    drawn.reserveCapacity(values.count)
    for _ in values { drawn.append(pick(values)) }
    return drawn
  }

  /// One of them; there must be one.
  mutating func pick(_ values: [Double]) -> Double {
    values[Int(truncatingIfNeeded: next() % UInt64(values.count))]
  }
}
