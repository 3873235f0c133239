import ClientSupport
import PostgresClient
import RedisClient
import TestSupport
import TestWorlds
import Testing

@testable import CeleryProtocol
@testable import InviteOps

/// Texts that are not UTF-8, or that the database's encoding does not have: they are shown as far as
/// that goes, and stand in nobody else's way.
@Suite struct UnreadableTextTests {
  private static func ascii() throws -> TestDatabase {
    try TestDatabase(options: "TEMPLATE template0 ENCODING 'SQL_ASCII' LOCALE 'C'")
  }

  // MARK: - redeem --wait

  @Test func `what became of an invite is told, whatever bytes its reason is of`() throws {
    let world = try RedeemWorld(database: Self.ascii())
    try world.postgres.executeScript(
      #"""
      UPDATE teams SET name = E'caf\xe9';
      INSERT INTO invite_records (team_id, email, redeem_code, status, error_message, created_at)
      VALUES ((SELECT min(id) FROM teams), 'a@example.com', 'DIRECT10', 'FAILED', E'full: \xff',
        now() AT TIME ZONE 'utc');
      INSERT INTO invite_queue (email, redeem_code, status, error_message, created_at)
      VALUES ('b@example.com', 'DIRECT10', 'FAILED', E'no seat \xff', now() AT TIME ZONE 'utc')
      """#, deadline: .soon)
    let tracer = InviteTracer(servers: RedeemConnections(try world.context))
    let record = try tracer.traces(code: "DIRECT10", email: "a@example.com", .init())
    #expect(record.record?.team == #"caf\351"#)
    #expect(record.fate(nil).fate == .failed)
    #expect(record.fate(nil).reason == #"full: \377"#)
    let row = try tracer.traces(code: "DIRECT10", email: "b@example.com", .init())
    #expect(row.fate(nil).fate == .failed)
    #expect(row.fate(nil).reason == #"no seat \377"#)
    // What is UTF-8 stays as it is.
    try world.postgres.executeScript(
      "UPDATE invite_queue SET error_message = '没有空位'", deadline: .soon)
    let plain = try tracer.traces(code: "DIRECT10", email: "b@example.com", .init())
    #expect(plain.fate(nil).reason == "没有空位")
  }

  @Test func `an email that cannot be read hides no other of its code`() throws {
    let world = try RedeemWorld(database: Self.ascii())
    try world.postgres.executeScript(
      #"""
      INSERT INTO invite_queue (email, redeem_code, status, created_at)
      SELECT 'p' || i || '@example.com', 'DIRECT10', 'FAILED', now() AT TIME ZONE 'utc'
      FROM generate_series(1, 9) i;
      UPDATE invite_queue SET email = E'caf\xe9@example.com' WHERE email = 'p4@example.com'
      """#, deadline: .soon)
    let tracer = InviteTracer(servers: RedeemConnections(try world.context))
    let emails = try tracer.emails(code: "DIRECT10", seconds: 60)
    #expect(emails == (1...9).filter { $0 != 4 }.map { "p\($0)@example.com" })
  }

  // MARK: - force-resync

  @Test func `the history shows a code that is not UTF-8 in ASCII, and the others as they are`()
    async throws
  {
    let world = try SyncWorld(database: Self.ascii())
    for code in ["A", "B", "中"] {
      try world.addSyncedCode(code)
      try world.take(code, 2)
      try world.bucket.send("DEL", world.key(code))
    }
    try world.sync()
    let settled = try await CommandRun.invitectl(
      ["force-resync", "--all", "--from", "database", "--yes"], environment: world.environment)
    #expect(settled.exitCode == 0, "\(settled.output) \(settled.errors)")
    try world.postgres.executeScript(
      #"UPDATE redeem_codes SET code = E'CAF\xc9' WHERE code = 'B'"#, deadline: .soon)
    let history = try ResyncHistory.read(world.context(), code: nil, limit: 100)
    #expect(Set(history.entries.map(\.code)) == ["A", #"CAF\311"#, "中"])
    let runs = try world.postgres.query(
      "SELECT count(*) AS n FROM invitectl.redeem_sync_ledger WHERE why = 'rebuilt'",
      deadline: .soon
    ).only().int("n")
    #expect(history.entries.count { $0.why == "rebuilt" } == runs)
    // Latest first, though they were read in parts.
    let shown = try await CommandRun.invitectl(
      ["force-resync", "history"], environment: world.environment)
    #expect(shown.exitCode == 0, "\(shown.errors)")
  }

  @Test
  func `a broken chain of a code that is not UTF-8 is named in ASCII, and nothing is to be typed`()
    async throws
  {
    let world = try SyncWorld(database: Self.ascii())
    for code in ["A", "B"] {
      try world.addSyncedCode(code)
      try world.take(code, 2)
    }
    try world.sync()
    try world.postgres.executeScript(
      #"""
      UPDATE invitectl.redeem_sync_ledger SET delta = delta # 1 WHERE line = 1;
      UPDATE redeem_codes SET code = E'CAF\xc9' WHERE code = 'B'
      """#, deadline: .soon)
    let check = try LedgerCheck.run(world.context(), code: nil)
    #expect(check.broken == 2, "\(check)")
    #expect(check.faults.map(\.code) == ["A", #"CAF\311"#])
    #expect(check.faults.map(\.command) == ["invitectl sync-counts history A", nil])
    let told = try await CommandRun.invitectl(
      ["sync-counts", "history", "--verify"], environment: world.environment)
    #expect(told.exitCode == 7, "\(told)")
    #expect(told.output.contains("311: line 1 was edited"), "\(told)")
  }

  /// A database of LATIN1 cannot be asked for an email in Chinese, which a message may have.
  @Test func `a message that the database's encoding does not have keeps its own code alone open`()
    async throws
  {
    let world = try SyncWorld(
      database: TestDatabase(options: "TEMPLATE template0 ENCODING 'LATIN1' LOCALE 'C'"),
      redis: PrivateRedis())
    try world.outliveStart()
    let broker = try TestRedis.connect(world.redis.broker)
    let codes = ["A", "B", "C", "D", "E"]
    for code in codes {
      try world.addSyncedCode(code)
      try world.take(code, 3)
      for index in 0..<3 {
        let name = code == "C" && index == 1 ? "名字" : "p\(index)"
        let message = try InviteTask(email: "\(name)@example.com", code: code).message()
        try broker.send("LPUSH", "invites\u{06}\u{16}3", message.envelope.encoded)
      }
      try world.bucket.send("DEL", world.key(code), world.key(code) + ":sync")
    }
    try world.sync()
    let before = try world.standing("C")
    #expect(before.hasPrefix("vanished"))
    let result = try await CommandRun.invitectl(
      ["force-resync", "--all", "--yes"], environment: world.environment)
    #expect(result.exitCode == 8, "\(result.output) \(result.errors)")
    #expect(result.output.contains("its evidence could not be searched for"), "\(result.output)")
    #expect(try world.standing("C") == before)
    #expect(try world.tokens("C") == nil)
    for code in codes where code != "C" {
      #expect(try world.used(code) == 3, "\(code)")
      #expect(try world.tokens(code) == 7, "\(code)")
      #expect(try world.standing(code) == "exact -0 +0 held 0", "\(code)")
    }
  }
}
