import ClientSupport
import Foundation
import InviteOps
import PostgresClient
import RedisClient
import TestSupport
import TestWorlds
import Testing

/// Servers that are killed and started again in the middle of a command: a proxy holds the traffic
/// up at one byte, and meanwhile the server goes.
@Suite struct RestartTests {
  private func environment(
    _ world: RedeemWorld, _ changes: [String: String]
  ) -> [String: String] {
    world.environment.merging(["INVITECTL_TIMEOUT": "5s"]) { $1 }.merging(changes) { $1 }
  }

  /// For a run that nothing is in the way of: its time is no subject here.
  private func patient(_ environment: [String: String]) -> [String: String] {
    environment.merging(["INVITECTL_TIMEOUT": "60s"]) { $1 }
  }

  /// Runs the command with `restart` at a random byte of what goes through the proxy: of the first
  /// nine tenths, since two runs are not of the same length to the byte.
  private func run(
    _ arguments: [String], _ environment: [String: String], _ proxy: FaultProxy,
    _ sizes: [FaultProxy.Direction: Int], _ generator: inout SeededGenerator,
    _ restart: @escaping @Sendable () throws -> Void
  ) async throws -> CommandResult {
    let direction = FaultProxy.Direction.allCases.randomElement(using: &generator) ?? .toServer
    let byte = Int.random(in: 0..<(try #require(sizes[direction]) * 9 / 10), using: &generator)
    proxy.arm(.init(.delay(milliseconds: 300), direction, at: byte))
    let result = try await CommandRun.invitectl(arguments, environment: environment) { pid in
      while !proxy.hasStruck, !HeldProcess.hasEnded(pid) {
        try await Task.sleep(for: .milliseconds(2))
      }
      try restart()
    }
    #expect(proxy.hasStruck, "\(direction) \(byte) of \(sizes)")
    #expect(proxy.settle())
    proxy.arm(nil)
    #expect(
      result.exitCode.map { [0, 1, 75].contains($0) } == true,
      "\(direction) \(byte): \(result.errors)")
    return result
  }

  /// What an undisturbed run sends and gets. The second one: the first one loads the scripts.
  private func measure(
    _ proxy: FaultProxy, _ code: String, _ environment: [String: String], reset: () throws -> Void
  ) async throws -> [FaultProxy.Direction: Int] {
    for run in 0..<2 {
      try reset()
      #expect(proxy.settle())
      proxy.arm(nil)
      let plain = try await CommandRun.invitectl(
        ["redeem", code, "a\(run)@example.com", "--id", "measure-\(run)"],
        environment: patient(environment))
      #expect(plain.exitCode == 0, "\(plain.errors)")
    }
    return Dictionary(
      uniqueKeysWithValues: FaultProxy.Direction.allCases.map { ($0, proxy.passed($0)) })
  }

  @Test func `Redis restarted mid-command: no token without its message, and once in the end`()
    async throws
  {
    let world = try RedeemWorld()
    // What it confirmed it must still know after SIGKILL.
    let server = try PrivateRedis(
      ["--appendonly", "yes", "--appendfsync", "always"], tcp: true)
    let proxy = try FaultProxy(.tcp(port: try #require(server.port)))
    let url = "redis://127.0.0.1:\(proxy.port)"
    let environment = environment(
      world, ["REDIS_URL": "\(url)/0", "INVITECTL_BROKER_URL": "\(url)/1"])
    func reset() throws {
      let admin = try TestRedis.connect(server.endpoint)
      try admin.send("FLUSHALL")
      try admin.send("SET", "redeem:DIRECT10:remaining", 5)
      try world.redis.declareInvites(in: server.endpoint.withDatabase(1))
    }
    func state() throws -> [Int] {
      let admin = try TestRedis.connect(server.endpoint)
      let left = try admin.send("GET", "redeem:DIRECT10:remaining").asInteger()
      try admin.send("SELECT", 1)
      return [5 - left, try admin.send("LLEN", RedeemWorld.queue).asInteger()]
    }
    let sizes = try await measure(proxy, "DIRECT10", environment, reset: reset)
    var generator = SeededGenerator()
    var done = 0
    for run in 0..<10 {
      try reset()
      let arguments = [
        "redeem", "DIRECT10", "a\(run)@example.com", "--id", "restart-\(run)",
      ]
      let first = try await self.run(arguments, environment, proxy, sizes, &generator) {
        server.kill()
        try server.start()
      }
      if first.exitCode == 0 { done += 1 }
      let after = try state()
      #expect(after[0] == after[1], "\(after), \(first.errors)")
      #expect(first.exitCode != 0 || after == [1, 1])
      let again = try await CommandRun.invitectl(
        arguments, environment: patient(environment))
      #expect(again.exitCode == 0, "\(again.errors)")
      #expect(try state() == [1, 1])
    }
    print("restarts of Redis: \(done) of 10 were done at the first attempt")
  }

  @Test func `PostgreSQL restarted mid-command: a use is counted once, and its message follows`()
    async throws
  {
    let world = try RedeemWorld()
    // Without fsync (-F), which only a machine that loses power would notice.
    let server = try PrivatePostgres()
    try Fixture.load(
      "enums-upper", "schema-006", "invite-queue", "seed-small", into: server.connect())
    let place = server.parameters
    let proxy = try FaultProxy(
      .unix(path: "\(place["host"] ?? "")/.s.PGSQL.\(place["port"] ?? "")"))
    let environment = environment(
      world,
      ["DATABASE_URL": "postgresql://postgres@127.0.0.1:\(proxy.port)/postgres?sslmode=disable"])
    let tables = try await CommandRun.invitectl(
      ["migrate", "up"], environment: patient(environment))
    #expect(tables.exitCode == 0, "\(tables.errors)")
    func reset() throws {
      try server.connect().execute(
        """
        UPDATE redeem_codes SET used_count = 0, bound_email = NULL, activated_at = NULL
        WHERE code = 'LINUXDO5'
        """, deadline: .soon)
      try world.broker.send("DEL", RedeemWorld.queue)
    }
    let sizes = try await measure(proxy, "LINUXDO5", environment, reset: reset)
    var generator = SeededGenerator()
    for run in 0..<5 {
      try reset()
      let arguments = [
        "redeem", "LINUXDO5", "a\(run)@example.com", "--id", "restart-\(run)",
      ]
      _ = try await self.run(arguments, environment, proxy, sizes, &generator) {
        server.kill()
        try server.start()
      }
      let again = try await CommandRun.invitectl(
        arguments, environment: patient(environment))
      #expect(again.exitCode == 0, "\(again.errors)")
      let used = try server.connect().query(
        "SELECT used_count FROM redeem_codes WHERE code = 'LINUXDO5'", deadline: .soon
      ).only().int("used_count")
      #expect(used == 1)
      #expect(try world.queued() == 1)
    }
  }
}
