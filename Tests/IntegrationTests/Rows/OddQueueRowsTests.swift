import CeleryProtocol
import Foundation
import InviteDomain
import InviteOps
import PostgresClient
import RedisClient
import TestSupport
import Testing

/// One odd row of invite_queue stops neither `--stuck` nor the metrics for the others.
@Suite struct OddQueueRowsTests {
  private let database: TestDatabase
  private let redis: TestRedis

  init() throws {
    database = try TestDatabase.inviteHub()
    redis = try TestRedis()
    try redis.declareInvites()
  }

  /// Open rows of an hour ago, of emails 1@ and so on.
  private func addRows(_ count: Int, _ database: TestDatabase) throws -> [Int] {
    try database.connect().query(
      """
      INSERT INTO invite_queue (email, redeem_code, status, retry_count, created_at)
      SELECT i || '@example.com', 'DIRECT10', 'PENDING', 0,
        (now() AT TIME ZONE 'utc') - interval '1 hour'
      FROM generate_series(1, $1::int) i RETURNING id
      """, [String(count)], deadline: .soon
    ).map { try $0.int("id") }
  }

  private func stuck(_ database: TestDatabase) throws -> (StuckRows.Outcome, [Int]) {
    let stuck = StuckRows(
      try .test(database: database, redis: redis), pause: .milliseconds(10))
    let result = try stuck.run(olderThan: .seconds(600), CleanupRequest())
    return (result, result.rows.filter { $0.action == .requeued }.map(\.id).sorted())
  }

  @Test(arguments: ["infinity", "-infinity"])
  func `a row of infinite time is named by --stuck and the queue collector, the others go on`(
    time: String
  ) async throws {
    let ids = try addRows(5, database)
    try database.run("UPDATE invite_queue SET created_at = '\(time)' WHERE id = \(ids[2])")
    // Alone in its status, so that it is the oldest of it.
    try database.run(
      "UPDATE invite_queue SET status = 'PROCESSING' WHERE id = \(ids[2])")
    let (result, requeued) = try stuck(database)
    #expect(requeued == [ids[0], ids[1], ids[3], ids[4]])
    #expect(result.findings.shown.map(\.id) == [ids[2]])
    #expect(result.failure?.kind == .partial)
    let dump = try await CommandRun.invitectl(
      ["metrics-dump", "--collectors", "queue"],
      environment: Sandbox.variables(database: database, redis: redis))
    #expect(dump.exitCode == 8)
    #expect(dump.output.contains(#"invitehub_invite_queue_rows{status="pending"} 4"#))
    #expect(dump.errors.contains("invite_queue row \(ids[2])"))
    let hint = try #require(result.findings.shown.first?.hint)
    try database.run(hint.components(separatedBy: " gives it one")[0])
    let mended = try await CommandRun.invitectl(
      ["metrics-dump", "--collectors", "queue"],
      environment: Sandbox.variables(database: database, redis: redis))
    #expect(mended.exitCode == 0)
    #expect(mended.output.contains(#"invitectl_collector_success{collector="queue"} 1"#))
  }

  @Test func `a row that makes no task is named, the rows behind it are put back`() throws {
    let ids = try addRows(4, database)
    try database.run(
      "UPDATE invite_queue SET email = E'a\\x01b@example.com' WHERE id = \(ids[1])")
    let (result, requeued) = try stuck(database)
    #expect(requeued == [ids[0], ids[2], ids[3]])
    #expect(result.findings.shown.map(\.id) == [ids[1]])
    #expect(result.rows.first { $0.id == ids[1] }?.action == .refused)
    #expect(
      try TestRedis.connect(redis.broker).send(
        "LLEN", BrokerKeys(database: redis.broker.database).queueLists("invites")[0]
      ).asInteger() >= 0)
  }

  @Test func `rows that a constraint, a trigger or a session keeps are named`() throws {
    let ids = try addRows(6, database)
    try database.run(
      """
      UPDATE invite_queue SET status = 'PROCESSING' WHERE id = ANY ('{\(ids[0]),\(ids[1])}');
      ALTER TABLE invite_queue ADD CONSTRAINT "stays" CHECK (id <> \(ids[0]) OR status <> 'PENDING');
      CREATE FUNCTION keep_it() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        IF NEW.id = \(ids[1]) THEN RETURN NULL; END IF;
        IF NEW.id = \(ids[2]) THEN RAISE EXCEPTION 'not this one'; END IF;
        RETURN NEW;
      END $$;
      CREATE TRIGGER "keep it" BEFORE UPDATE ON invite_queue FOR EACH ROW
      EXECUTE FUNCTION keep_it()
      """)
    let holder = try database.connect()
    try holder.executeScript(
      "BEGIN; SELECT 1 FROM invite_queue WHERE id = \(ids[3]) FOR UPDATE", deadline: .soon)
    let (result, requeued) = try stuck(database)
    #expect(requeued == [ids[4], ids[5]])
    let findings = result.findings.shown
    #expect(findings.map(\.id) == [ids[0], ids[1], ids[2], ids[3]])
    #expect(findings.map(\.constraint) == ["stays", nil, nil, nil])
    #expect(findings.map(\.trigger) == [nil, "keep it", "keep it", nil])
    #expect(findings[3].reason == "session \(holder.backendPID) holds its row locked")
  }

  @Test func `an email that is not UTF-8 is named, the others are put back`() throws {
    let database = try TestDatabase(options: "TEMPLATE template0 ENCODING 'SQL_ASCII' LOCALE 'C'")
    try database.load(["enums-upper", "schema-006", "invite-queue"])
    let ids = try addRows(9, database)
    try database.run(
      #"UPDATE invite_queue SET email = E'caf\xc9@example.com' WHERE id = \#(ids[4])"#)
    let (result, requeued) = try stuck(database)
    #expect(requeued == ids.filter { $0 != ids[4] })
    #expect(result.findings.shown.map(\.id) == [ids[4]])
  }
}
