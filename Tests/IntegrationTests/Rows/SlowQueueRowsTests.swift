import Foundation
import InviteDomain
import InviteOps
import PostgresClient
import RedisClient
import TestSupport
import TestWorlds
import Testing

/// A row of invite_queue whose trigger is slow, or raises the server's own kind of errors, is named, and
/// all others are deleted, restored and put back.
@Suite struct SlowQueueRowsTests {
  /// What a trigger does for one row. Asleep it is longer than any limit, so that what ends it is the
  /// limit.
  enum Ailment: String, CaseIterable, Sendable {
    case sleeps, sleepsAtCommit
    case cancelled = "57014"
    case shutdown = "57P01"
    case disk = "53100"
    case deadlock = "40P01"
    case lock = "55P03"
    case serialization = "40001"
    case readOnly = "25006"

    func sql(_ event: String, when row: String) -> String {
      let body =
        switch self {
        case .sleeps, .sleepsAtCommit: SlowTrigger.statement
        default: "RAISE EXCEPTION 'not now' USING ERRCODE = '\(rawValue)'"
        }
      let kind =
        self == .sleepsAtCommit
        ? """
        CONSTRAINT TRIGGER "keep it" AFTER \(event) ON invite_queue DEFERRABLE INITIALLY DEFERRED
        """
        : "TRIGGER \"keep it\" BEFORE \(event) ON invite_queue"
      return """
        CREATE FUNCTION keep_it() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          IF \(row) THEN \(body); END IF;
          RETURN coalesce(NEW, OLD);
        END $$;
        CREATE \(kind) FOR EACH ROW EXECUTE FUNCTION keep_it()
        """
    }

    var state: String {
      switch self {
      case .sleeps, .sleepsAtCommit: "57014"
      default: rawValue
      }
    }
  }

  private func findings(_ result: CommandResult, in key: String) throws -> [[String: Any]] {
    let object = try JSONSerialization.jsonObject(with: Data(result.output.utf8))
    let whole = try #require(object as? [String: Any], "\(result.output)\(result.errors)")
    let holder = (whole["tables"] as? [[String: Any]])?.first ?? whole
    let findings = try #require(holder[key] as? [String: Any], "\(result.output)")
    return try #require(findings["shown"] as? [[String: Any]])
  }

  private func expectOne(
    _ result: CommandResult, _ key: String, id: Int, _ ailment: Ailment
  ) throws {
    #expect(result.exitCode == 8, "\(result.output)\(result.errors)")
    let shown = try findings(result, in: key)
    #expect(shown.map { $0["id"] as? Int } == [id], "\(shown)")
    #expect(shown.first?["trigger"] as? String == "keep it", "\(shown)")
    #expect(shown.first?["sql_state"] as? String == ailment.state, "\(shown)")
  }

  private func middle(_ fixture: CleanupFixture, of doomed: Int) throws -> Int {
    try fixture.connection.query(
      """
      SELECT id FROM invite_queue WHERE \(CleanupFixture.old)
      ORDER BY id OFFSET \(doomed / 2) LIMIT 1
      """, deadline: .soon
    ).only().int("id")
  }

  @Test(arguments: Ailment.allCases, [false, true])
  func `cleanup-queue deletes all others`(_ ailment: Ailment, archives: Bool) async throws {
    let fixture = try CleanupFixture(queue: 3000)
    let doomed = try fixture.count("invite_queue", where: CleanupFixture.old)
    let id = try middle(fixture, of: doomed)
    try fixture.database.run(ailment.sql("DELETE", when: "OLD.id = \(id)"))
    let result = try await CommandRun.invitectl(
      ["cleanup-queue", "--yes", "-o", "json", "--timeout", "1s"]
        + (archives ? ["--archive", fixture.directory] : []), environment: fixture.environment)
    try expectOne(result, "kept", id: id, ailment)
    #expect(try fixture.count("invite_queue", where: CleanupFixture.old) == 1)
    if archives { #expect(try fixture.archived().count == doomed - 1) }
  }

  @Test(arguments: [Ailment.sleeps, .sleepsAtCommit, .disk, .lock])
  func `restore puts all others back`(_ ailment: Ailment) async throws {
    let fixture = try CleanupFixture(queue: 2000)
    let before = try fixture.rows("invite_queue")
    var request = CleanupRequest()
    request.archive = fixture.directory
    let doomed = try fixture.count("invite_queue", where: CleanupFixture.old)
    let id = try middle(fixture, of: doomed)
    let outcome = try CleanupQueue(try fixture.context()).run(request)
    let archive = try #require(outcome.tables[0].archive)
    try fixture.database.run(ailment.sql("INSERT", when: "NEW.id = \(id)"))
    let result = try await CommandRun.invitectl(
      ["cleanup-queue", "restore", archive, "-o", "json", "--timeout", "1s"],
      environment: fixture.environment)
    try expectOne(result, "refused", id: id, ailment)
    #expect(try fixture.rows("invite_queue").count == before.count - 1)
  }

  @Test func `a row that a trigger takes out of the INSERT is not called present`() async throws {
    let fixture = try CleanupFixture(queue: 1000)
    var request = CleanupRequest()
    request.archive = fixture.directory
    let doomed = try fixture.count("invite_queue", where: CleanupFixture.old)
    let id = try middle(fixture, of: doomed)
    let outcome = try CleanupQueue(try fixture.context()).run(request)
    try fixture.database.run(
      """
      CREATE FUNCTION drop_it() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN IF NEW.id = \(id) THEN RETURN NULL; END IF; RETURN NEW; END $$;
      CREATE TRIGGER "drop it" BEFORE INSERT ON invite_queue FOR EACH ROW
      EXECUTE FUNCTION drop_it()
      """)
    let restored = try CleanupRestore(try fixture.context()).run(
      try #require(outcome.tables[0].archive), dryRun: false)
    #expect(restored.inserted == doomed - 1)
    #expect(restored.present == 0)
    #expect(restored.refused.shown.map(\.id) == [id])
    #expect(restored.refused.shown.first?.trigger == "drop it")
    #expect(restored.failure?.kind == .partial)
  }

  @Test(arguments: [Ailment.sleeps, .sleepsAtCommit, .shutdown, .serialization, .lock])
  func `--stuck puts all others back`(_ ailment: Ailment) async throws {
    let (database, redis, ids) = try stuck(5)
    try database.run(ailment.sql("UPDATE", when: "NEW.id = \(ids[1])"))
    let result = try await CommandRun.invitectl(
      ["cleanup-queue", "--stuck", "--yes", "-o", "json", "--timeout", "1s"],
      environment: Sandbox.variables(database: database, redis: redis))
    try expectOne(result, "findings", id: ids[1], ailment)
    #expect(
      try TestRedis.connect(redis.broker).send("LLEN", RedeemWorld.queue).asInteger() == 4)
    let pending = try database.connect().query(
      "SELECT id FROM invite_queue WHERE upper(status::text) = 'PENDING' ORDER BY id",
      deadline: .soon
    ).map { try $0.int("id") }
    #expect(pending == [ids[0], ids[2], ids[3], ids[4]])
  }

  @Test func `a server on which every row is slow blames none`() async throws {
    let fixture = try CleanupFixture(queue: 1000)
    let doomed = try fixture.count("invite_queue", where: CleanupFixture.old)
    try fixture.database.run(Ailment.sleeps.sql("DELETE", when: "true"))
    let result = try await CommandRun.invitectl(
      ["cleanup-queue", "--yes", "--timeout", "1s"], environment: fixture.environment)
    #expect(result.exitCode == 75, "\(result.output)\(result.errors)")
    #expect(result.errors.contains("keep_it()"))
    #expect(try fixture.count("invite_queue", where: CleanupFixture.old) == doomed)

    let (database, redis, _) = try stuck(5)
    try database.run(Ailment.sleeps.sql("UPDATE", when: "true"))
    let other = try await CommandRun.invitectl(
      ["cleanup-queue", "--stuck", "--yes", "--timeout", "1s"],
      environment: Sandbox.variables(database: database, redis: redis))
    #expect(other.exitCode == 75, "\(other.output)\(other.errors)")
    #expect(
      try TestRedis.connect(redis.broker).send("LLEN", RedeemWorld.queue).asInteger() == 0)
  }

  /// A range is too much for the time of one statement, and none of its rows is to blame: 5 ms in the
  /// trigger for each of 1,000 rows are more than the statement gets.
  @Test func `a trigger that is slow for every row keeps no row`() async throws {
    let fixture = try CleanupFixture(queue: 1000)
    try fixture.database.run(
      """
      CREATE FUNCTION rest() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN PERFORM pg_sleep(0.005); RETURN OLD; END $$;
      CREATE TRIGGER "rest" BEFORE DELETE ON invite_queue FOR EACH ROW EXECUTE FUNCTION rest()
      """)
    let result = try await CommandRun.invitectl(
      ["cleanup-queue", "--yes", "--timeout", "1s"], environment: fixture.environment)
    #expect(result.exitCode == 0, "\(result.output)\(result.errors)")
    #expect(try fixture.count("invite_queue", where: CleanupFixture.old) == 0)
  }

  /// What a foreign key does on its own has no function in the error's context.
  @Test func `a locked row that a foreign key would delete, too, keeps one row`() async throws {
    let fixture = try CleanupFixture(queue: 1000)
    let doomed = try fixture.count("invite_queue", where: CleanupFixture.old)
    let id = try middle(fixture, of: doomed)
    try fixture.database.run(
      """
      CREATE TABLE audit (queue_id int REFERENCES invite_queue ON DELETE CASCADE);
      INSERT INTO audit VALUES (\(id))
      """)
    let other = try fixture.database.connect()
    try other.execute("BEGIN", deadline: .soon)
    _ = try other.query("SELECT * FROM audit FOR UPDATE", deadline: .soon)
    let result = try await CommandRun.invitectl(
      ["cleanup-queue", "--yes", "-o", "json"], environment: fixture.environment)
    #expect(result.exitCode == 8, "\(result.output)\(result.errors)")
    #expect(try findings(result, in: "kept").map { $0["id"] as? Int } == [id])
    #expect(try fixture.count("invite_queue", where: CleanupFixture.old) == 1)
    try other.execute("ROLLBACK", deadline: .soon)
    let again = try await CommandRun.invitectl(
      ["cleanup-queue", "--yes", "-q"], environment: fixture.environment)
    #expect(again.exitCode == 0, "\(again.output)\(again.errors)")
  }

  private func stuck(_ count: Int) throws -> (TestDatabase, TestRedis, [Int]) {
    let database = try TestDatabase.inviteHub()
    let redis = try TestRedis()
    try redis.declareInvites()
    let ids = try database.connect().query(
      """
      INSERT INTO invite_queue (email, redeem_code, status, retry_count, created_at)
      SELECT i || '@example.com', 'DIRECT10', 'PROCESSING', 0,
        (now() AT TIME ZONE 'utc') - interval '1 hour'
      FROM generate_series(1, \(count)) i RETURNING id
      """, deadline: .soon
    ).map { try $0.int("id") }
    return (database, redis, ids)
  }
}
