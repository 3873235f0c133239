import InviteOps
import LosslessJSON
import RedisClient
import TestSupport
import TestWorlds
import Testing

/// Redemptions of ours and of the backend's web path in a mix, where uses are counted on join: a
/// real worker invites, the member sync counts.
@Suite struct BesideJoinTests {
  /// With the patience of a crowd: forty wait for one row, one after the other, and a lock is waited for
  /// half as long as a request.
  private func redeem(
    _ world: GenerationWorld, _ code: String, _ email: String, _ more: String...
  ) async throws -> CommandResult {
    try await CommandRun.invitectl(
      ["redeem", code, email, "--no-limit", "--timeout", "4m"] + more,
      environment: world.environment)
  }

  private func records(_ world: GenerationWorld, _ condition: String) throws -> Int {
    Int(try world.value("SELECT count(*) FROM invite_records WHERE \(condition)") ?? "") ?? -1
  }

  /// Waits for that many invites of the worker, and until it has no message left.
  private func invited(_ count: Int, _ world: GenerationWorld, _ condition: String) async throws {
    let broker = try TestRedis.connect(world.redis.broker)
    try await eventually("the worker has invited \(count)", limit: .seconds(90)) {
      try records(world, condition + " AND status = 'success'") >= count
    }
    // Between the list and `unacked` a message is nowhere: that alone would not do.
    try await eventually("the worker has nothing left", limit: .seconds(90)) {
      try broker.send("EXISTS", RedeemWorld.queue, "invites", "unacked").asInteger() == 0
    }
  }

  @Test func `twenty of ours and twenty of the backend's count forty, and none beyond the limit`()
    async throws
  {
    let world = try await GenerationWorld(.g026)
    try world.run(
      """
      INSERT INTO redeem_codes (code, code_type, max_uses, used_count, is_active, validity_days,
        created_at) VALUES ('MIX', 'direct', 40, 0, true, 30, now() AT TIME ZONE 'utc')
      """)
    let accepted = try await withThrowingTaskGroup(of: Bool.self) { group in
      for index in 0..<44 {
        group.addTask {
          if index.isMultiple(of: 2) {
            let result = try await redeem(world, "MIX", "mix@example.com")
            let used = result.exitCode == 5 && result.output.hasPrefix("CODE_USED_UP\n")
            #expect(result.exitCode == 0 || used, "\(result.output)\(result.errors)")
            return result.exitCode == 0
          }
          let answer = try await world.peer.web("direct", "MIX", "mix@example.com")
          #expect(
            answer["state"]?.string == "INVITE_QUEUED"
              || answer["error"]?.string == "CODE_USED_UP", "\(answer)")
          return answer["status"]?.int == 200
        }
      }
      return try await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
    }
    #expect(accepted == 40)
    #expect(try records(world, "redeem_code = 'MIX' AND status = 'reserved'") == 40)
    #expect(try world.used("MIX") == "0")
    let worker = try WorkerProcess(world.database, world.redis, app: "later.e6")
    try await invited(40, world, "redeem_code = 'MIX'")
    #expect(try records(world, "redeem_code = 'MIX' AND status = 'success'") == 40)
    _ = try await world.peer.sync()
    #expect(try world.used("MIX") == "40")
    #expect(try records(world, "redeem_code = 'MIX' AND consumed_at IS NULL") == 0)
    let late = try await redeem(world, "MIX", "mix@example.com")
    #expect(late.exitCode == 5)
    withExtendedLifetime(worker) {}
  }

  @Test func `of sixteen processes on the last seat one holds it, and the others wait`()
    async throws
  {
    let world = try await GenerationWorld(.g026)
    // Group beta has one seat in gamma.
    try world.run(
      """
      INSERT INTO redeem_codes (code, code_type, max_uses, used_count, is_active, validity_days,
        group_id, created_at)
      SELECT 'LAST' || n, 'direct', 1, 0, true, 30, (SELECT id FROM team_groups WHERE name = 'beta'),
        now() AT TIME ZONE 'utc' FROM generate_series(1, 16) n
      """)
    try await withThrowingTaskGroup(of: Void.self) { group in
      for index in 1...16 {
        group.addTask {
          let result = try await redeem(world, "LAST\(index)", "last\(index)@example.com")
          #expect(result.exitCode == 0, "\(result.output)\(result.errors)")
        }
      }
      try await group.waitForAll()
    }
    #expect(try records(world, "redeem_code LIKE 'LAST%' AND status = 'reserved'") == 1)
    #expect(
      try world.value(
        "SELECT count(DISTINCT email) FROM invite_queue WHERE status = 'waiting' AND retry_count = 0"
      )
        == "15")
    #expect(
      try world.value(
        "SELECT count(*) FROM redeem_codes WHERE code LIKE 'LAST%' AND bound_email IS NULL")
        == "0")
    // A seat more, and the backend's own job takes up one that waited with us.
    try world.run("UPDATE teams SET max_seats = max_seats + 1 WHERE name = 'gamma'")
    #expect(try await world.peer.job("e6", "drain").contains("'processed': 1"))
    let worker = try WorkerProcess(world.database, world.redis, app: "later.e6")
    try await invited(2, world, "redeem_code LIKE 'LAST%'")
    #expect(try records(world, "redeem_code LIKE 'LAST%' AND status = 'success'") == 2)
    _ = try await world.peer.sync()
    #expect(
      try world.value("SELECT sum(used_count) FROM redeem_codes WHERE code LIKE 'LAST%'") == "2")
    withExtendedLifetime(worker) {}
  }

  @Test func `a task that fails for good takes our reserved row along, and no use`() async throws {
    let world = try await GenerationWorld(.g026)
    try world.run("UPDATE redeem_codes SET used_count = 2 WHERE code = 'DIRECT10'")
    let worker = try WorkerProcess(world.database, world.redis, app: "later.e6")
    let result = try await redeem(world, "DIRECT10", "a+fail@example.com", "--wait=60s")
    #expect(result.exitCode == 9, "\(result.output)\(result.errors)")
    #expect(try records(world, "redeem_code = 'DIRECT10'") == 0)
    #expect(try world.used("DIRECT10") == "2")
    withExtendedLifetime(worker) {}
  }

  @Test func `a refused invitation of ours stays reserved, and is told as unknown at best`()
    async throws
  {
    let world = try await GenerationWorld(.g026)
    let worker = try WorkerProcess(world.database, world.redis, app: "later.e6")
    let result = try await redeem(world, "DIRECT10", "a+refused@example.com", "--wait=30s")
    #expect(result.exitCode == 69 || result.exitCode == 9, "\(result.output)\(result.errors)")
    // The task is over with SUCCESS, which says nothing of the invite.
    #expect(result.output.contains("  result     UNKNOWN "), "\(result.output)")
    #expect(try records(world, "status = 'reserved'") == 1)
    withExtendedLifetime(worker) {}
  }

  @Test func `a rebind of ours counts on join, leaves the old team, and the next is refused`()
    async throws
  {
    let world = try await GenerationWorld(.g026)
    try world.run(
      """
      INSERT INTO team_members (team_id, email, chatgpt_user_id)
      VALUES (4, 'rebind@example.com', 'user-9');
      UPDATE invite_records SET consumed_at = accepted_at
      """)
    let worker = try WorkerProcess(world.database, world.redis, app: "later.e6")
    let result = try await redeem(
      world, "LINUXDOREBIND", "rebind@example.com", "--flow", "rebind", "--wait=60s")
    #expect(result.exitCode == 0, "\(result.output)\(result.errors)")
    #expect(try records(world, "is_rebind AND status = 'success'") == 1)
    #expect(try world.value("SELECT count(*) FROM team_members WHERE team_id = 4") == "0")
    _ = try await world.peer.sync()
    #expect(
      try world.value(
        "SELECT rebind_count || '/' || used_count FROM redeem_codes WHERE code = 'LINUXDOREBIND'")
        == "1/1")
    let again = try await redeem(
      world, "LINUXDOREBIND", "rebind@example.com", "--flow", "rebind")
    #expect(again.exitCode == 5)
    #expect(again.output.hasPrefix("REBIND_LIMIT_REACHED\n"))
    withExtendedLifetime(worker) {}
  }

  @Test func `a rebind that waits with us keeps its old team until a seat is free`() async throws {
    let world = try await GenerationWorld(.g026)
    try world.run(
      """
      INSERT INTO team_members (team_id, email, chatgpt_user_id)
      VALUES (4, 'rebind@example.com', 'user-9');
      UPDATE invite_records SET consumed_at = accepted_at;
      UPDATE teams SET max_seats = 0 WHERE name = 'roomy'
      """)
    let result = try await redeem(
      world, "LINUXDOREBIND", "rebind@example.com", "--flow", "rebind")
    #expect(result.exitCode == 0, "\(result.output)\(result.errors)")
    #expect(
      try world.value(
        "SELECT status::text || old_team_id || old_team_chatgpt_user_id || is_rebind || consume_immediately FROM invite_queue"
      ) == "waiting4user-9truefalse")
    try world.run("UPDATE teams SET max_seats = 9 WHERE name = 'roomy'")
    #expect(try await world.peer.job("e6", "drain").contains("'processed': 1"))
    let worker = try WorkerProcess(world.database, world.redis, app: "later.e6")
    try await invited(1, world, "is_rebind")
    #expect(try records(world, "is_rebind AND status = 'success'") == 1)
    #expect(try world.value("SELECT count(*) FROM team_members WHERE team_id = 4") == "0")
    withExtendedLifetime(worker) {}
  }
}
