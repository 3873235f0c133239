import CeleryProtocol
import InviteOps
import LosslessJSON
import PostgresClient
import TestSupport
import TestWorlds
import Testing

/// The result of a redemption is the invite, not Celery's SUCCESS: with a real worker that, like
/// the backend's, swallows what goes wrong.
@Suite struct InviteFateTests {
  private func redeem(_ world: RedeemWorld, _ arguments: String...) async throws -> CommandResult {
    try await CommandRun.invitectl(["redeem"] + arguments, environment: world.environment)
  }

  private func json(_ result: CommandResult) throws -> JSONValue {
    try JSONValue(parsing: Array(result.output.utf8))
  }

  private static func fillTeams(_ world: RedeemWorld) throws {
    try world.postgres.execute("UPDATE teams SET max_seats = 0", deadline: .soon)
  }

  @Test func `no free seat is a failure with the reason of the row`() async throws {
    let world = try RedeemWorld(enums: "enums-upper")
    let worker = try ReferenceWorker(world)
    try Self.fillTeams(world)
    for code in ["DIRECT10", "LINUXDO5"] {
      let result = try await redeem(world, code, "seatless@example.com", "--wait=60s", "-o", "json")
      #expect(result.exitCode == 9, "\(result.output)\(result.errors)\(worker.logged)")
      let outcome = try json(result)
      #expect(outcome["task"]?["fate"]?.string == "failed")
      #expect(outcome["task"]?["state"]?.string == "SUCCESS", "Celery's own state is told too")
      #expect(outcome["task"]?["reason"]?.string == "no team with a free seat")
      #expect(outcome["task"]?["queue_row"]?["status"]?.string == "FAILED")
      #expect(result.errors.contains("no team with a free seat"), "\(result.errors)")
    }
    let text = try await redeem(world, "DIRECT10", "other@example.com", "--wait=60s")
    #expect(text.exitCode == 9)
    #expect(text.output.contains("result     FAILED"), "\(text.output)")
    #expect(text.output.contains("reason     no team with a free seat"), "\(text.output)")
    #expect(!text.output.contains("result     SUCCESS"))
  }

  @Test(arguments: ["enums-upper", "enums-lower"])
  func `what the remote service refuses is a failure, and its token can be given back as printed`(
    enums: String
  ) async throws {
    let world = try RedeemWorld(enums: enums)
    let worker = try ReferenceWorker(world)
    let result = try await redeem(
      world, "DIRECT10", "a+refused@example.com", "--wait=60s", "-o", "json")
    #expect(result.exitCode == 9, "\(result.output)\(result.errors)\(worker.logged)")
    let outcome = try json(result)
    #expect(outcome["task"]?["fate"]?.string == "failed")
    #expect(outcome["task"]?["reason"]?.string == "seat limit reached (400)")
    #expect(outcome["task"]?["invite"]?["status"]?.string == "FAILED")
    let id = try #require(outcome["task_id"]?.string)
    let typed = "invitectl redeem refund DIRECT10 --task \(id)"
    #expect(result.errors.contains("'\(typed)'"), "\(result.errors)")
    let before = try #require(try world.tokens("DIRECT10"))
    let refund = try await CommandRun.run(
      "/bin/bash", ["-c", "invitectl() { \(CommandRun.invitectlPath) \"$@\"; }; \(typed)"],
      environment: world.environment)
    #expect(refund.exitCode == 0, "\(refund.errors)")
    #expect(try world.tokens("DIRECT10") == before + 1)
    // The same email's success by the same code keeps its token, refused or not before.
    let good = try await redeem(world, "DIRECT10", "fine@example.com", "--wait=60s", "-o", "json")
    #expect(good.exitCode == 0, "\(good.errors)")
    let kept = try #require(try json(good)["task_id"]?.string)
    let denied = try await redeem(world, "refund", "DIRECT10", "--task", kept)
    #expect(denied.exitCode == 7)
    #expect(denied.errors.contains("invited somebody"), "\(denied.errors)")
  }

  @Test func `without a seat the later backend waits, and so does the command`() async throws {
    let world = try RedeemWorld(enums: "enums-lower")
    let worker = try ReferenceWorker(world)
    // The worker is up when this is over.
    let first = try await redeem(world, "DIRECT10", "first@example.com", "--wait=60s")
    #expect(first.exitCode == 0, "\(first.errors)\(worker.logged)")
    try Self.fillTeams(world)
    let id = CeleryID.random()
    let result = try await redeem(
      world, "DIRECT10", "waits@example.com", "--id", id, "--wait=15s", "-o", "json")
    #expect(result.exitCode == 69, "\(result.output)\(result.errors)\(worker.logged)")
    #expect(try json(result)["task"]?["fate"]?.string == "waiting")
    #expect(result.errors.contains("waits for a free seat"), "\(result.errors)")
    let early = try await redeem(world, "refund", "DIRECT10", "--task", id)
    #expect(early.exitCode == 7)
    #expect(early.errors.contains("waits for a free seat"), "\(early.errors)")
    // What was printed to be typed; meanwhile the backend's next message finds a seat.
    let database = world.database
    let again = try await CommandRun.invitectl(
      ["redeem", "DIRECT10", "waits@example.com", "--id", id, "--wait=60s", "-o", "json"],
      environment: world.environment
    ) { _, said in
      try await eventually("it waits") { said().contains("no team has a free seat") }
      try database.connect().executeScript(
        """
        UPDATE invite_queue SET status = 'processing' WHERE email = 'waits@example.com';
        INSERT INTO invite_records (team_id, email, status, redeem_code, created_at, is_rebind)
        SELECT id, 'waits@example.com', 'success', 'DIRECT10', now() AT TIME ZONE 'utc', false
        FROM teams WHERE name = 'roomy'
        """, deadline: .soon)
    }
    #expect(again.exitCode == 0, "\(again.output)\(again.errors)")
    #expect(try json(again)["task"]?["fate"]?.string == "invited")
    #expect(try json(again)["task"]?["invite"]?["status"]?.string == "SUCCESS")
  }

  @Test func `SUCCESS without a row is never told as success`() async throws {
    let world = try RedeemWorld()
    let worker = try ReferenceWorker(world)
    // An older invite of the same email by the same code is another redemption's.
    let first = try await redeem(world, "DIRECT10", "a+lost@example.com", "--wait=60s")
    #expect(first.exitCode == 69, "\(first.output)\(first.errors)\(worker.logged)")
    #expect(first.output.contains("result     UNKNOWN"), "\(first.output)")
    #expect(first.errors.contains("is not known"), "\(first.errors)")
    try world.postgres.executeScript(
      """
      INSERT INTO invite_records (team_id, email, status, redeem_code, created_at, is_rebind)
      SELECT id, 'b+lost@example.com', 'SUCCESS', 'DIRECT10',
        (now() AT TIME ZONE 'utc') - interval '5 seconds', false
      FROM teams WHERE name = 'roomy'
      """, deadline: .soon)
    let id = CeleryID.random()
    for _ in 0..<2 {  // queued, then as a repetition
      let result = try await redeem(
        world, "DIRECT10", "b+lost@example.com", "--id", id, "--wait=60s", "-o", "json")
      #expect(result.exitCode == 69, "\(result.output)\(result.errors)")
      #expect(try json(result)["task"]?["fate"]?.string == "unknown")
    }
  }

  @Test func `rows tell where the worker keeps no result`() async throws {
    let world = try RedeemWorld()
    let worker = try ReferenceWorker(world)
    let id = CeleryID.random()
    let done = try await redeem(world, "LINUXDO5", "a@example.com", "--id", id, "--wait=60s")
    #expect(done.exitCode == 0, "\(done.errors)\(worker.logged)")
    let results = try TestRedis.connect(world.redis.result)
    try results.send("DEL", "celery-task-meta-\(id)")
    let again = try await redeem(
      world, "LINUXDO5", "a@example.com", "--id", id, "--flow", "redeem", "--wait=60s")
    #expect(again.exitCode == 0, "\(again.output)\(again.errors)")
    #expect(again.output.contains("team roomy"), "\(again.output)")
  }

  @Test func `a database without invite_queue is no error`() async throws {
    let world = try RedeemWorld()
    let worker = try ReferenceWorker(world)
    try world.postgres.execute("DROP TABLE invite_queue", deadline: .soon)
    let result = try await redeem(world, "DIRECT10", "a@example.com", "--wait=60s")
    #expect(result.exitCode == 0, "\(result.output)\(result.errors)\(worker.logged)")
  }
}
