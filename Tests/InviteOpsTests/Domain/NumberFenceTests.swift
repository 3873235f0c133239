import ClientSupport
import TestSupport
import Testing

@testable import InviteDomain
@testable import InviteOps

/// What would trap with the standard library's own.
@Suite struct NumberFenceTests {
  static let values = [
    Double.nan, .infinity, -.infinity, 1e300, -1e300, 9.3e18, -9.3e18, 1e19, 0, -0.0, 1.9, -1.9,
    .greatestFiniteMagnitude, .leastNonzeroMagnitude,
  ]

  @Test(arguments: values) func `no conversion traps`(value: Double) {
    let whole = Int(value)
    if value.magnitude < 9e18 { #expect(Double(whole) == value.rounded(.towardZero)) }
    if value.isNaN { #expect(whole == 0) }
    if value > 9.2e18 { #expect(whole == .max) }
    if value < -9.2e18 { #expect(whole == .min) }
    let century = Duration.seconds(100 * 365 * 86_400)
    #expect(Duration.seconds(value) <= century && Duration.seconds(value) >= .zero - century)
    #expect(Duration.milliseconds(value) <= century)
    #expect(!DurationText.format(seconds: value).isEmpty)
    #expect(Deadline.after(.seconds(value)).pollMilliseconds >= 0)
  }

  @Test func `sums and magnitudes end at the ends`() {
    #expect(Int.max.addingSaturated(1) == .max)
    #expect(Int.min.addingSaturated(-1) == .min)
    #expect(5.addingSaturated(-7) == -2)
    #expect(abs(Int.min) == .max && abs(-7) == 7 && abs(7) == 7)
  }

  @Test(arguments: ["nan", "inf", "-inf", "1e16", "-1e300", "", "x", " 1", "1 "])
  func `what is no measure is none`(text: String) {
    #expect(OutsideNumber.measure(text) == nil)
  }

  @Test(arguments: [
    "9007199254740993", "-9007199254740993", "9223372036854775807", "18446744073709551616", "1.0",
    "1e3", "", "nan",
  ])
  func `what is no whole number is none`(text: String) {
    #expect(OutsideNumber.whole(text) == nil)
  }
}
