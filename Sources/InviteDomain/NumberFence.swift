internal import ClientSupport

// These shadow what the standard library has under the same names, which traps on NaN, on infinities
// and on what does not fit. Here they take the nearest value there is, so that no number from outside
// ends the process, whoever writes a conversion and wherever. What such a number means is decided at
// the door all the same (OutsideNumber.swift): a clamped one says nothing. Every module above the clients
// has this file, as a link to this one: what another module extends is seen only by files that import
// it, and a file that does not would trap.

extension Int {
  init(_ value: Double) { self.init(saturating: value) }
}

extension Duration {
  static func seconds(_ value: Double) -> Duration { .seconds(saturating: value) }
  static func milliseconds(_ value: Double) -> Duration { .seconds(saturating: value / 1000) }
}

/// The lowest number has no positive one: the highest takes its place.
func abs<Number: SignedNumeric & Comparable & FixedWidthInteger>(_ value: Number) -> Number {
  value == .min ? .max : value < 0 ? 0 - value : value
}
