import ClientSupport
import Foundation
import InviteDomain
import InviteOps
import PostgresClient
import TestSupport
import TestWorlds
import Testing

/// Rows of partitioned tables.
@Suite struct CleanupPartitionTests {
  @Test func `old rows of every partition go, and restore gives them back`() throws {
    let fixture = try CleanupFixture.partitioned()
    let before = try fixture.rows("invite_records")
    var request = CleanupRequest()
    request.recordsOlderThan = .seconds(90 * 86_400)
    request.archive = fixture.directory
    let cleanup = CleanupQueue(try fixture.context())
    let old = try fixture.count(
      "invite_records", where: "created_at < (now() AT TIME ZONE 'utc') - interval '90 days'")
    #expect(old == 120)
    #expect(try cleanup.plan(request).tables.map(\.rows) == [0, old])
    let outcome = try cleanup.run(request)
    #expect(outcome.tables[1].deleted == old && outcome.tables[1].finished)
    #expect(try fixture.count("invite_records") == before.count - old)
    let path = try #require(outcome.tables[1].archive)
    let restore = CleanupRestore(try fixture.context())
    #expect(try restore.run(path, dryRun: true).inserted == old)
    #expect(try restore.run(path, dryRun: false).inserted == old)
    #expect(try fixture.rows("invite_records") == before)
    let again = try restore.run(path, dryRun: false)
    #expect(again.inserted == 0 && again.present == old)
  }

  @Test func `a row that a trigger of one partition keeps is named, and the others go`() throws {
    let fixture = try CleanupFixture.partitioned()
    try fixture.database.run(
      """
      CREATE FUNCTION keep() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN IF OLD.email = 'a7@example.com' THEN RAISE EXCEPTION 'kept'; END IF; RETURN OLD; END $$;
      DO $$
      DECLARE leaf regclass;
      BEGIN
        SELECT tableoid INTO leaf FROM invite_records WHERE email = 'a7@example.com';
        EXECUTE format('CREATE TRIGGER keep BEFORE DELETE ON %s FOR EACH ROW EXECUTE FUNCTION keep()', leaf);
      END $$
      """)
    var request = CleanupRequest()
    request.recordsOlderThan = .seconds(90 * 86_400)
    let outcome = try CleanupQueue(try fixture.context()).run(request)
    #expect(outcome.tables[1].deleted == 119 && outcome.kept == 1)
    #expect(try fixture.count("invite_records", where: "email = 'a7@example.com'") == 1)
  }

  @Test func `who may delete from the whole alone is told the GRANT, which is enough`() throws {
    let fixture = try CleanupFixture.partitioned()
    let role = try TestRole(in: fixture.database)
    try fixture.database.run(
      "GRANT SELECT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO \(role.name);"
        + "REVOKE ALL ON now, other FROM \(role.name); GRANT USAGE ON SCHEMA months TO \(role.name)"
    )
    var request = CleanupRequest()
    request.recordsOlderThan = .seconds(90 * 86_400)
    let context = try OperationContext.test(database: fixture.database, role: role.name)
    var typed = 0
    for _ in 0..<8 {
      do {
        let outcome = try CleanupQueue(context).run(request)
        #expect(outcome.tables[1].deleted == 120)
        break
      } catch let failure as Failure {
        let hint = try #require(failure.hint)
        try fixture.database.run(hint)
        typed += 1
      }
    }
    #expect(typed == 1)
    #expect(try fixture.count("invite_records") == 1)
  }
}
