import CeleryProtocol
import ClientSupport
import Foundation
import InviteOps
import LosslessJSON
import PostgresClient
import RedisClient
import TestSupport
import TestWorlds
import Testing

/// Commands that need more than one run to show that they may do all they do.
extension GrantsTests {
  /// Until it follows and has counted a take.
  func follow(
    _ bucket: RedisConnection, _ roles: PrintedRoles, _ redis: Redis
  ) throws {
    let variables = Sandbox.variables(database: roles.database, role: roles.writer)
    let before = try used(roles)
    try bucket.send("DECR", "redeem:DIRECT10:remaining")
    let process = try FollowProcess(
      ["--every", "100ms", "--rows-every", "100ms"],
      environment: variables.merging(redis.environment) { $1 })
    try process.waitUntilItFollows()
    let code = process.end(SIGTERM)
    #expect(code == 0, "\(process.errors)")
    #expect(try redis.denied() == [], "\(process.errors)")
    #expect(try used(roles) == before + 1, "\(process.errors)")
  }

  private func used(_ roles: PrintedRoles) throws -> Int {
    try roles.database.connect().query(
      "SELECT used_count FROM redeem_codes WHERE code = 'DIRECT10'", deadline: .soon
    ).only().int("used_count")
  }

  /// A message in a file and back, while nobody takes any.
  func drainAndQuarantine(
    _ worker: WorkerProcess, _ folder: String, _ roles: PrintedRoles, _ redis: Redis
  ) async throws {
    let control = ["inspect-workers", "control"]
    let node = "\(worker.name)@test"
    try await run(
      control + ["drain", "-d", node, "--wait", "60s", "--yes"], as: roles.writer, roles, redis)
    let broker = try TestRedis.connect(redis.databases.broker)
    try broker.send("LPUSH", "sync", "no message")
    for arguments in [
      ["quarantine", "sync", "--to", "\(folder)/message", "--yes"],
      ["quarantine", "--put-back", "\(folder)/message", "--yes"],
    ] { try await run(control + arguments, as: roles.writer, roles, redis) }
    #expect(try broker.send("LRANGE", "sync", 0, -1).asStrings() == ["no message"])
    try broker.send("DEL", "sync")
    for queue in InviteTask.backendQueues {
      try await run(
        control + ["add-consumer", queue, "-d", node, "--yes"], as: roles.writer, roles, redis)
    }
  }

  /// It takes out of `unacked`, for which its own line is typed besides.
  func restore(
    _ worker: WorkerProcess, _ broker: RedisConnection, _ roles: PrintedRoles, _ redis: Redis
  ) async throws {
    let call = try InviteTask(email: "back@example.com", code: "DIRECT10")
    let envelope = try MessageEnvelope(decoding: try call.message().encoded)
    try broker.send(
      "HSET", "unacked", "back", JSONValue.array([envelope.json, "", "invites"]).pythonJSON)
    let arguments = ["inspect-workers", "control", "restore-unacked", "back", "--yes"]
    // The worker is stopped: nothing may go back while it may have it.
    try await run(arguments, as: roles.writer, roles, redis, exits: [75])
    worker.kill()
    let line = RedisGrants(try OperationContext.test(redis: redis.databases))
      .restoringLine()
    let waiting = try broker.send("LLEN", "invites\u{06}\u{16}3").asInteger()
    if Redis.dialect == .seven {
      let refused = try await CommandRun.invitectl(
        arguments,
        environment: Sandbox.variables(database: roles.database, role: roles.writer).merging(
          redis.environment
        ) { $1 })
      #expect(refused.exitCode == 1, "\(refused)")
      #expect(refused.errors.contains("doctor --grants"), "\(refused)")
      #expect(try broker.send("HEXISTS", "unacked", "back").asInteger() == 1)
      #expect(try broker.send("LLEN", "invites\u{06}\u{16}3").asInteger() == waiting)
      #expect(try !redis.denied().isEmpty)
    }
    try redis.admin.call(line.split(separator: " ").map { String($0) }, deadline: .soon)
    try await run(arguments, as: roles.writer, roles, redis)
    #expect(try broker.send("HEXISTS", "unacked", "back").asInteger() == 0)
    #expect(try broker.send("LLEN", "invites\u{06}\u{16}3").asInteger() == waiting + 1)
    try redis.grant()
  }

  func run(
    _ arguments: [String], refusedTo role: String, _ roles: PrintedRoles, _ redis: Redis
  ) async throws {
    let refused = try await CommandRun.invitectl(
      arguments,
      environment: Sandbox.variables(database: roles.database, role: role).merging(
        redis.environment
      ) { $1 })
    #expect(refused.exitCode == 1, "\(arguments): \(refused.output)")
    #expect(refused.errors.contains("GRANT"), "\(refused.errors)")
  }
}
