import ClientSupport
import Foundation
import InviteDomain
import InviteOps
import PostgresClient
import TestSupport
import TestWorlds
import Testing

/// How long a partition is read for and waited for, and by whom it may be taken.
extension PartitionCleanupTests {
  /// A row of the last one takes longer to read than a batch of a plain table may, which is 10 s.
  @Test func `a month is read for as long as that takes, also after another was detached`() throws {
    let fixture = try CleanupFixture.partitioned(default: false)
    try fixture.database.run(
      """
      CREATE FUNCTION months.known(text) RETURNS boolean LANGUAGE sql AS 'SELECT true';
      CREATE DOMAIN months.origin AS text CHECK (months.known(VALUE));
      ALTER TABLE invite_records ADD origin months.origin;
      UPDATE invite_records SET origin = 'slow' WHERE id = (SELECT min(id) FROM months.m4);
      CREATE OR REPLACE FUNCTION months.known(text) RETURNS boolean LANGUAGE plpgsql AS $$
        BEGIN
          IF $1 = 'slow' THEN PERFORM pg_sleep(11); END IF;
          RETURN true;
        END $$
      """)
    let outcome = try PartitionCleanup(try fixture.context()).run(try request(fixture))
    #expect(outcome.failure == nil && outcome.count(.detached) == 3, "\(outcome)")
    #expect(try fixture.archived().count == 120)
  }

  /// DETACH CONCURRENTLY marks a partition before it waits for who uses the table, and waits for VACUUM of it
  /// before it marks it. The others go within the same time, for which a busy server may need some seconds.
  @Test(arguments: [9, 0])
  func `a month that is held as VACUUM holds it stays as it was, and the others go`(
    seconds: Int
  ) throws {
    let fixture = try CleanupFixture.partitioned(default: false)
    let holder = try HeldSession(
      fixture.database.parameters,
      "BEGIN; LOCK TABLE months.m6 IN SHARE UPDATE EXCLUSIVE MODE")
    var request = try self.request(fixture)
    request.lockWait = .seconds(seconds)
    let cleanup = PartitionCleanup(try fixture.context())
    let outcome = try cleanup.run(request)
    let first = try #require(outcome.partitions.first)
    #expect(first.partition == "months.m6" && first.state == .failed, "\(outcome)")
    #expect(first.reason?.contains("gave up detaching months.m6: ") == true, "\(outcome)")
    #expect(first.reason?.contains("pid \(holder.pid) (") == true, "\(outcome)")
    #expect(first.statements == ["SELECT pg_terminate_backend(\(holder.pid));"], "\(outcome)")
    #expect(outcome.failure?.statements == first.statements)
    if seconds > 0 { #expect(outcome.count(.detached) == 2, "\(outcome)") }
    #expect(
      try fixture.count(
        "pg_inherits", where: "inhrelid = 'months.m6'::regclass AND NOT inhdetachpending") == 1)
    try fixture.database.run(first.statements.joined())
    let again = try cleanup.run(try self.request(fixture))
    #expect(again.failure == nil, "\(again)")
    #expect(try partitions(fixture) == ["months.m3", "now"])
    #expect(try fixture.archived().count == 120)
  }

  @Test func `what has the name of a manifest and is none is named`() throws {
    let fixture = try CleanupFixture.partitioned()
    let path = "\(fixture.directory)/a.manifest.json"
    try Data("{}".utf8).write(to: URL(fileURLWithPath: path))
    let outcome = try PartitionCleanup(try fixture.context()).run(try request(fixture))
    #expect(outcome.failure == nil && outcome.count(.detached) == 3, "\(outcome)")
    #expect(
      outcome.notes.contains { $0.contains(path) && $0.contains("passed over") }, "\(outcome)")
  }

  /// More than the server takes as a limit of a statement (INT_MAX ms, some 24 days).
  @Test func `however long the locks may be waited for, a month is detached`() throws {
    let fixture = try CleanupFixture.partitioned(default: false)
    var request = try self.request(fixture)
    request.lockWait = .seconds(30 * 86_400)
    let outcome = try PartitionCleanup(try fixture.context()).run(request)
    #expect(outcome.failure == nil && outcome.count(.detached) == 3, "\(outcome)")
  }

  /// A member that gets nothing by its membership: what is printed makes it get it, on each server.
  @Test func `a member of the owner in name alone is told what makes it one`() throws {
    let fixture = try CleanupFixture.partitioned()
    let version = fixture.connection.serverVersion
    let owner = try TestRole(in: fixture.database, options: "NOLOGIN")
    let role = try TestRole(
      in: fixture.database, options: version < 160_000 ? "LOGIN NOINHERIT" : "LOGIN")
    try fixture.database.run(
      """
      GRANT USAGE, CREATE ON SCHEMA public, months TO \(owner.quoted);
      GRANT USAGE ON SCHEMA public, months TO \(role.quoted);
      DO $$
      DECLARE part regclass;
      BEGIN
        FOR part IN SELECT relid FROM pg_partition_tree('public.invite_records') LOOP
          EXECUTE format('ALTER TABLE %s OWNER TO %I', part, '\(owner.name)');
        END LOOP;
      END $$;
      GRANT SELECT ON ALL TABLES IN SCHEMA public, months TO \(role.quoted);
      GRANT \(owner.quoted) TO \(role.quoted) \(version < 160_000 ? "" : "WITH INHERIT FALSE")
      """)
    let cleanup = PartitionCleanup(
      try OperationContext.test(database: fixture.database, role: role.name))
    let request = try self.request(fixture)
    let failure = #expect(throws: Failure.self) { try cleanup.plan(request) }
    let hint = try #require(failure?.hint)
    let printed = try #require(
      hint.firstMatch(of: /use that role in the database URL, or (GRANT .+)/), "\(hint)"
    ).output.1
    try fixture.database.run(String(printed))
    #expect(try cleanup.plan(request).partitions.count == 3)
    // Neither is let go before this.
    #expect(printed.contains(owner.quoted) && printed.contains(role.quoted), "\(printed)")
  }
}
