import Testing

@testable import InviteDomain
@testable import InviteOps
@testable import InviteStorage

@Suite struct DomainTextTests {
  @Test(arguments: [
    ("250ms", 0.25), ("1.5s", 1.5), ("10m", 600), ("24h", 86_400), ("30d", 2_592_000), ("7", 7),
    ("2H", 7200),
  ])
  func `durations are read`(text: String, seconds: Double) {
    #expect(DurationText.parse(text)?.seconds == seconds)
  }

  @Test(arguments: [
    "", "s", "-1", "1 s", "1e3", "nan", "inf", "1.2.3", "5x", "999999999999d", "٣s",
  ])
  func `what is no duration is refused`(text: String) {
    #expect(DurationText.parse(text) == nil)
  }

  @Test func `durations are written for readers`() {
    #expect(DurationText.format(.milliseconds(850)) == "850ms")
    #expect(DurationText.format(.milliseconds(4200)) == "4.2s")
    #expect(DurationText.format(.seconds(200)) == "3m 20s")
    #expect(DurationText.format(.seconds(7500)) == "2h 5m")
    #expect(DurationText.format(.seconds(86_400 * 3)) == "3d")
    #expect(DurationText.format(.seconds(-4)) == "-4s")
  }

  @Test func `emails and codes are masked as the backend masks them`() {
    #expect(Masking.email("alice@example.com") == "a***e@example.com")
    #expect(Masking.email("az@x.com") == "a***@x.com")
    #expect(Masking.email("@x.com") == "***@x.com")
    #expect(Masking.email("not an email at all") == "not ****ll")
    #expect(Masking.code("ABCDEFGHYZ") == "ABCD****YZ")
    #expect(Masking.code("ABCDEF") == "AB****")
    #expect(Masking.code("AB") == "****")
  }

  @Test func `a revision's number is read from its name`() {
    #expect(Revision.performanceIndexes.number == 7)
    #expect(Revision(rawValue: "026_something_of_more_than_forty_characters_x").number == 26)
    #expect(Revision(rawValue: "1975ea83b712").number == nil)
  }

  @Test func `the eleven indexes are the backend's`() {
    #expect(PerformanceIndex.all.count == 11)
    #expect(Set(PerformanceIndex.all.map(\.name)).count == 11)
    #expect(PerformanceIndex.all.filter { $0.revision == .performanceIndexes }.count == 8)
    #expect(
      PerformanceIndex.all.last?.createStatement(in: .standard)
        == "CREATE INDEX CONCURRENTLY ix_invite_queue_status_group_created "
        + "ON public.invite_queue (status, group_id, created_at)")
  }
}
