import InviteDomain
import InviteOps
import PostgresClient
import TestSupport
import TestWorlds
import Testing

@testable import InviteStorage

/// A run's record is closed on every way out.
@Suite struct RunLogTests {
  private func runs(_ world: SyncWorld, _ command: String) throws -> [String] {
    try world.postgres.query(
      """
      SELECT coalesce(exit_code::text, 'open') || ' ' || coalesce(changed::text, '-') AS text
      FROM invitectl.run_log WHERE command = $1 ORDER BY id
      """, [command], deadline: .soon
    ).map { try $0.string("text") }
  }

  @Test func `a sync that throws, or whose session is ended, is closed with its exit code`() throws
  {
    let world = try SyncWorld()
    try world.addSyncedCode("A")
    #expect(try runs(world, "sync-counts") == ["0 1"])
    // The ledger refuses: nobody's fault but the table's.
    try world.take("A")
    try world.postgres.execute(
      "ALTER TABLE invitectl.redeem_sync_ledger ADD CHECK (delta = 0)", deadline: .soon)
    #expect(throws: Failure.self) { try world.sync() }
    #expect(try runs(world, "sync-counts") == ["0 1", "1 0"])
    // The session is ended from within the run.
    try world.postgres.executeScript(
      """
      CREATE FUNCTION end_it() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NEW; END $$;
      CREATE TRIGGER end_it BEFORE INSERT ON invitectl.redeem_sync_ledger
      FOR EACH ROW EXECUTE FUNCTION end_it()
      """, deadline: .soon)
    #expect(throws: Failure.self) { try world.sync() }
    #expect(try runs(world, "sync-counts") == ["0 1", "1 0", "1 0"])
  }

  @Test func `a cleanup that fails after rows were deleted says so, and is closed`() async throws {
    let fixture = try CleanupFixture(queue: 3000)
    let doomed = try fixture.count("invite_queue", where: CleanupFixture.old)
    try fixture.database.run(
      """
      CREATE SCHEMA invitectl;
      \(OwnSchema.versions.joined().filter { $0.table != nil }.map(\.sql).joined(separator: ";\n"));
      CREATE FUNCTION invitectl.keep() RETURNS trigger LANGUAGE plpgsql
        AS $$ BEGIN RAISE 'the outbox is kept'; END $$;
      CREATE TRIGGER keep BEFORE DELETE ON invitectl.redeem_outbox
      FOR EACH STATEMENT EXECUTE FUNCTION invitectl.keep()
      """)
    let result = try await CommandRun.invitectl(
      ["cleanup-queue", "--yes"], environment: fixture.environment)
    #expect(result.exitCode == 1)
    #expect(result.output.contains("\(doomed) rows deleted"))
    #expect(result.errors.contains("the outbox is kept"), "\(result.errors)")
    #expect(
      try fixture.count(
        "invitectl.run_log", where: "exit_code = 1 AND changed = \(doomed)") == 1)
  }
}
