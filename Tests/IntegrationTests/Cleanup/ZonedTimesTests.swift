import InviteOps
import TestSupport
import TestWorlds
import Testing

/// Columns that somebody made `timestamp with time zone`, in a database whose sessions are elsewhere.
@Suite struct ZonedTimesTests {
  @Test(arguments: ["America/New_York", "Asia/Shanghai"])
  func `rows of the queue are as old as they are`(zone: String) throws {
    let fixture = try CleanupFixture(queue: 2000)
    try fixture.database.run(
      """
      INSERT INTO invite_queue (email, status, processed_at, created_at)
      SELECT 'edge' || m || '@example.com', (enum_range(NULL::invitequeuestatus))[n],
        (now() AT TIME ZONE 'utc') - make_interval(mins => m), now() AT TIME ZONE 'utc'
      FROM unnest(ARRAY[10, 50, 70, 290, 310, 700]) AS m, generate_series(1, 4) AS n
      """)
    let finished = "upper(status::text) IN ('SUCCESS', 'FAILED')"
    let kept =
      "NOT coalesce(\(finished) AND processed_at < (now() AT TIME ZONE 'utc') - interval '1 hour', false)"
    let ids = Set(try fixture.rows("invite_queue", where: kept).keys)
    try fixture.database.giveZones(zone)
    var request = CleanupRequest()
    request.olderThan = .seconds(3600)
    request.archive = fixture.directory
    let before = try fixture.rows("invite_queue")
    let outcome = try CleanupQueue(try fixture.context()).run(request)
    #expect(outcome.deleted == before.count - ids.count)
    #expect(Set(try fixture.rows("invite_queue").keys) == ids)
    #expect(try fixture.archived().count == outcome.deleted)
  }

  @Test func `what was archived comes back at the same moment`() throws {
    let fixture = try CleanupFixture(queue: 200)
    try fixture.database.giveZones("America/New_York")
    let before = try fixture.rows("invite_queue")
    var request = CleanupRequest()
    request.archive = fixture.directory
    let outcome = try CleanupQueue(try fixture.context()).run(request)
    #expect(outcome.deleted > 0)
    let path = try #require(outcome.tables[0].archive)
    #expect(
      try CleanupRestore(try fixture.context()).run(path, dryRun: false).inserted
        == outcome.deleted)
    #expect(try fixture.rows("invite_queue") == before)
  }
}
