import InviteOps
import InviteStorage
import PostgresClient
import RedisClient
import TestSupport
import TestWorlds
import Testing

/// A use is one of its code in whatever case it was written: a worker stores what its message says.
@Suite struct CodeCaseTests {
  @Test func `records, rows, messages and the outbox count in any case`() async throws {
    let world = try SyncWorld(withRedisOf: ["--appendonly", "yes"])
    try world.postgres.executeScript(OutboxSchema.create, deadline: .soon)
    try world.addSyncedCode("EVX2")
    try world.take("EVX2", 9)
    try world.bucket.send("DEL", world.key("EVX2"), world.key("EVX2") + ":sync")
    try world.postgres.executeScript(
      """
      INSERT INTO teams (name, account_id, session_token) VALUES ('t', 't', 't');
      INSERT INTO invite_records (team_id, email, status, redeem_code, created_at)
      SELECT id, 'r' || i || '@x.com', 'SUCCESS', code, now() AT TIME ZONE 'utc'
      FROM teams, unnest(ARRAY['evx2', 'Evx2', ' EVX2 ']) WITH ORDINALITY AS c (code, i);
      INSERT INTO invite_queue (email, redeem_code, status, retry_count, created_at)
      SELECT 'q' || i || '@x.com', code, 'FAILED', 0, now() AT TIME ZONE 'utc'
      FROM unnest(ARRAY['evx2', E'EVX2\\n']) WITH ORDINALITY AS c (code, i);
      INSERT INTO invitectl.redeem_outbox (task_id, flow, code, email, state)
      VALUES ('a', 'direct', 'evx2', 'o1@x.com', 'published'),
        ('b', 'direct', 'EVX2 ', 'o2@x.com', 'published')
      """, deadline: .soon)
    try await CeleryPublisher.publish(
      [.init("m1@x.com", "evx2"), .init("m2@x.com", " eVx2")], on: world.redis)
    try world.sync()
    let run = try await CommandRun.invitectl(
      ["force-resync", "--all", "--yes"], environment: world.environment)
    #expect(run.exitCode == 0, "\(run)")
    #expect(try world.used("EVX2") == 9)
    #expect(try world.tokens("EVX2") == 1)
    #expect(try world.standing("EVX2") == "exact -0 +0 held 0")
  }

  @Test func `of two codes that differ in case each has its own, and capitals the rest`()
    async throws
  {
    let world = try SyncWorld(withRedisOf: ["--appendonly", "yes"])
    for code in ["TWIN", "twin"] {
      try world.addSyncedCode(code)
      try world.take(code, code == "TWIN" ? 3 : 1)
      try world.bucket.send("DEL", world.key(code), world.key(code) + ":sync")
    }
    try await CeleryPublisher.publish(
      [.init("a@x.com", "TWIN"), .init("b@x.com", "Twin"), .init("c@x.com", "twin")],
      on: world.redis)
    try world.postgres.executeScript(
      """
      INSERT INTO invite_queue (email, redeem_code, status, retry_count, created_at)
      VALUES ('d@x.com', 'tWIN', 'FAILED', 0, now() AT TIME ZONE 'utc')
      """, deadline: .soon)
    try world.sync()
    // Asked for alone, it does not take the other's either.
    let one = try await CommandRun.invitectl(
      ["force-resync", "TWIN", "--yes"], environment: world.environment)
    #expect(one.exitCode == 0, "\(one)")
    #expect(try world.tokens("TWIN") == 7)
    let all = try await CommandRun.invitectl(
      ["force-resync", "--all", "--yes"], environment: world.environment)
    #expect(all.exitCode == 0, "\(all)")
    #expect(try world.tokens("twin") == 9)
    #expect(try world.standing("twin") == "exact -0 +0 held 0")
  }
}
