import Testing

@testable import InviteOps

/// Moments as people type them.
@Suite struct CountMomentTests {
  @Test(
    arguments: [
      ("2026-11-29", "2026-11-29 00:00Z"), ("2026-11-29T12:00", "2026-11-29 12:00Z"),
      ("2026-11-29 12:00:01", "2026-11-29 12:00:01Z"),
      ("2026-11-29t12:00:01.000001z", "2026-11-29 12:00:01.000001Z"),
      // Of `date +%N`, Go and .NET: the ledger has microseconds.
      ("2026-11-29T12:00:01.1234567Z", "2026-11-29 12:00:01.123456Z"),
      ("2026-11-29 12:00:01.999999999+08", "2026-11-29 12:00:01.999999+08"),
      ("2026-11-29T12:00+08", "2026-11-29 12:00+08"),
      ("2026-11-29T12:00:00-03:30", "2026-11-29 12:00:00-03:30"),
    ])
  func `a time is of UTC unless a zone follows`(typed: String, read: String) {
    #expect(CountMoment(typed)?.time == read)
    #expect(CountMoment(typed)?.ago == nil)
  }

  @Test func `how long ago it is`() {
    #expect(CountMoment("2h")?.ago == .seconds(7200))
    #expect(CountMoment("now") == .now)
    #expect(CountMoment("2h")?.time == nil)
  }

  @Test(
    arguments: [
      "", "soon", "-2h", "12:00", "2026-11", "2026-11-29T", "2026-11-29T12", "29.11.2026",
      "2026-11-29T12:00:00.1234567890Z", "2026-11-29; DROP TABLE x", "2026-11-29T12:00 UTC",
    ])
  func `anything else is none`(typed: String) {
    #expect(CountMoment(typed) == nil)
  }
}
