import Testing

@testable import InviteDomain

@Suite struct TimestampsTests {
  @Test(
    arguments: [
      ("1970-01-01T00:00:00", 0), ("2026-11-23T17:54:42.5", 1_795_456_482.5),
      ("2026-11-23T17:54:42+00:00", 1_795_456_482), ("2026-11-23T17:54:42Z", 1_795_456_482),
      ("2026-11-23T18:54:42+01:00", 1_795_456_482), ("2026-11-23 12:24:42-0530", 1_795_456_482),
      ("2024-02-29T12:00:00", 1_709_208_000), ("2000-03-01T00:00:00", 951_868_800),
    ] as [(String, Double)])
  func `a time of Celery's is read`(text: String, seconds: Double) {
    #expect(Timestamps.epoch(iso: text) == seconds)
  }

  @Test(arguments: [
    "", "now", "2026-13-01T00:00:00", "2026-01-01", "2026-01-01T25:00:00", "20260101",
  ])
  func `what is none is none`(text: String) {
    #expect(Timestamps.epoch(iso: text) == nil)
  }
}
