import TestSupport
import TestWorlds
import Testing

/// An outbox that an older invitectl has made, beside a backend that counts on join.
@Suite struct OlderOutboxTests {
  /// What the message says of a seat is kept in columns that only the fourth version has.
  @Test func `E6: an outbox of an older version is named by doctor and by redeem alike`()
    async throws
  {
    let world = try await GenerationWorld(.g026)
    try world.run(
      """
      ALTER TABLE invitectl.redeem_outbox DROP COLUMN arguments, DROP COLUMN record_id;
      UPDATE invitectl.schema_version SET version = 3
      """)
    let rows = """
      SELECT c::text AS line FROM redeem_codes c UNION ALL SELECT r::text FROM invite_records r
      UNION ALL SELECT q::text FROM invite_queue q ORDER BY 1
      """
    let before = try world.lines(rows)
    let words = "the tables of schema invitectl in database \(world.database.name) are of an older"
    for command in [["DIRECT10", "a@x.io"], ["--resume"]] {
      let result = try await CommandRun.invitectl(
        ["redeem"] + command, environment: world.environment)
      #expect(result.exitCode == 1, "\(result)")
      #expect(result.errors.contains(words), "\(result)")
      #expect(result.errors.contains("'invitectl migrate up'"), "\(result)")
    }
    #expect(try world.lines(rows) == before)
    let found = try await DoctorFinding("invitectl-schema", world.database, world.redis)
    #expect(found.verdict == "warn" && found.detail.contains(words), "\(found)")
    let up = try await world.invitectl("migrate", "up")
    #expect(up.exitCode == 0, "\(up)")
    let mended = try await DoctorFinding("invitectl-schema", world.database, world.redis)
    #expect(mended.verdict == "pass", "\(mended)")
    let done = try await world.invitectl("redeem", "DIRECT10", "a@x.io")
    #expect(done.exitCode == 0, "\(done)")
  }
}
