import ClientSupport
import InviteDomain
import InviteOps
import InviteStorage
import PostgresClient
import RedisClient
import TestSupport
import TestWorlds
import Testing

/// A follower goes on for weeks: what a run looks at once, at its beginning, becomes otherwise meanwhile.
@Suite struct FollowSchemaTests {
  @Test func `a trigger made beside it, which writes another count, is found out`() throws {
    let world = try SyncWorld(withRedisOf: [])
    try world.addSyncedCodes("A", 2)
    let run = try FollowRun(world)
    try world.postgres.executeScript(
      """
      CREATE FUNCTION keep() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        IF NEW.code = 'A1' THEN NEW.used_count := OLD.used_count; END IF;
        RETURN NEW;
      END $$;
      CREATE TRIGGER keep BEFORE UPDATE ON redeem_codes FOR EACH ROW EXECUTE FUNCTION keep()
      """, deadline: .soon)
    try waitUntil("it begins anew") { run.waits > 0 }
    try world.take("A1", 2)
    try world.take("A2")
    try waitUntil("the code is named") { run.troubles == ["A1"] }
    try waitUntil("the other one is counted") { try world.used("A2") == 1 }
    #expect(try run.stop().problems == 1)
    // Both takes are in the bucket still.
    #expect(try world.used("A1") == 0 && world.tokens("A1") == 8)
    try world.postgres.executeScript("DROP TRIGGER keep ON redeem_codes", deadline: .soon)
    try world.sync()
    #expect(try world.used("A1") == 2)
    #expect(try world.standing("A1") == "exact -0 +0 held 0")
  }

  /// Columns of a revision whose code counts one use in the bucket and in the database.
  @Test func `the migration of a backend that counts in another way ends it`() throws {
    let world = try SyncWorld(withRedisOf: [])
    try world.addSyncedCode("A")
    let run = try FollowRun(world)
    try world.postgres.executeScript(
      """
      ALTER TABLE redeem_codes ADD rebind_count int, ADD rebind_limit int;
      ALTER TABLE users ADD approval_status text, ADD rejection_reason text;
      ALTER TABLE teams ADD status text, ADD status_message text, ADD status_changed_at timestamp;
      CREATE TABLE orders (id int)
      """, deadline: .soon)
    try waitUntil("it has ended") { run.hasEnded }
    let failure = #expect(throws: Failure.self) { try run.stop() }
    #expect(failure?.message.contains("whose era is E2") == true, "\(failure?.message ?? "")")
  }

  /// Nothing of this is in the columns: only who looks as at the beginning sees it.
  @Test func `what a run would be refused for ends it at the next pass over all codes`() throws {
    let world = try SyncWorld(withRedisOf: [])
    try world.addSyncedCode("A")
    let (create, latest) = (SchemaQueries.create, OwnSchema.latest)
    try world.postgres.executeScript(
      "\(create); UPDATE invitectl.schema_version SET version = \(latest)", deadline: .soon)
    let run = try FollowRun(world) { $0.fullEvery = .milliseconds(200) }
    try world.take("A")
    try waitUntil("it goes on") { try world.used("A") == 1 }
    try world.postgres.executeScript(
      "UPDATE invitectl.schema_version SET version = \(latest + 1)", deadline: .soon)
    try waitUntil("it has ended") { run.hasEnded }
    let failure = #expect(throws: Failure.self) { try run.stop() }
    #expect(
      failure?.message.contains("which a newer invitectl made") == true,
      "\(failure?.message ?? "")")
  }

  @Test func `the same trouble is said again when it comes again`() throws {
    let world = try SyncWorld(withRedisOf: [])
    try world.addSyncedCode("A")
    let run = try FollowRun(world)
    for n in 1...6 {
      let before = run.waits
      try FollowFaultTests.killSessions(world)
      try waitUntil("it is said, time \(n)") { run.waits > before }
      try world.take("A")
      try waitUntil("it goes on") { try world.used("A") == n }
      // It had to begin anew so often, and has come to the end of that.
      try waitUntil("the pass over all codes has ended") {
        try world.postgres.query(
          """
          SELECT EXISTS (
            SELECT FROM invitectl.run_log
            WHERE (detail->'follow'->'full_passes'->>'feed')::int >= $1::int) AS ended
          """, [String(n)], deadline: .soon
        ).only().bool("ended")
      }
    }
    #expect(try run.stop().problems == 0)
  }
}

extension FollowRun {
  /// How often it said that it has to wait.
  fileprivate var waits: Int {
    events.count { event in
      guard case .waiting = event else { return false }
      return true
    }
  }

  fileprivate var troubles: [String] {
    events.compactMap { event -> String? in
      guard case .trouble(let trouble) = event else { return nil }
      return trouble.code
    }
  }
}
