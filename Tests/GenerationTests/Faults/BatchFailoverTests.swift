import ClientSupport
import Foundation
import PostgresClient
import RedisClient
import TestSupport
import TestWorlds
import Testing

/// A batch of redemptions over three real sentinels, whose primary is killed in the middle.
@Suite struct BatchFailoverTests {
  @Test func `the batch ends, and no token is without its message`() async throws {
    let world = try RedeemWorld()
    let group = try SentinelGroup()
    try group.waitUntilReady()
    let lines = 20_000
    try world.postgres.execute(
      "UPDATE redeem_codes SET max_uses = $1::int WHERE code = 'DIRECT10'",
      [String(lines * 2)], deadline: .soon)
    let directory = URL(fileURLWithPath: Sandbox.temporaryPath())
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: false)
    defer { try? FileManager.default.removeItem(at: directory) }
    let input = directory.appendingPathComponent("lines.csv").path
    try Data((0..<lines).map { "DIRECT10,user\($0)@example.com\n" }.joined().utf8)
      .write(to: URL(fileURLWithPath: input))
    let arguments = [
      "redeem", "--batch", input, "--state", directory.appendingPathComponent("state").path, "-q",
    ]
    let environment = world.environment.merging([
      "REDIS_URL": group.url(database: 0), "INVITECTL_BROKER_URL": group.url(database: 1),
      "INVITECTL_RESULT_URL": group.url(database: 2), "INVITECTL_TIMEOUT": "20s",
    ]) { $1 }

    try world.redis.declareInvites(in: group.servers[0].endpoint.withDatabase(1))
    @Sendable func left(_ server: PrivateRedis) throws -> (tokens: Int?, messages: Int) {
      let redis = try TestRedis.connect(server.endpoint)
      let tokens = try redis.send("GET", "redeem:DIRECT10:remaining").asOptionalInteger()
      try redis.send("SELECT", 1)
      return (tokens, try redis.send("LLEN", RedeemWorld.queue).asInteger())
    }
    var result = try await CommandRun.invitectl(arguments, environment: environment) { _ in
      // In the middle of the work, not before it.
      try await eventually("a quarter is done") {
        try left(group.servers[0]).messages >= lines / 4
      }
      group.servers[0].kill()
    }
    var attempts = 1
    while result.exitCode != 0, attempts < 10 {
      #expect(result.exitCode == 1 || result.exitCode == 8 || result.exitCode == 75)
      result = try await CommandRun.invitectl(arguments, environment: environment)
      attempts += 1
    }
    #expect(result.exitCode == 0, "\(result.errors)")
    print("the batch ended after \(attempts) attempts")
    let (tokens, messages) = try left(group.servers[1])
    #expect(lines * 2 - (tokens ?? 0) == messages)
    // A replica that was behind has lost confirmed lines as a whole, never half of one.
    #expect(messages <= lines)
    #expect(messages > lines / 2)
  }
}
