import ClientSupport
import Foundation
import InviteOps
import LosslessJSON
import PostgresClient
import RedisClient
import TestSupport
import TestWorlds
import Testing

/// A batch whose connections are cut, again and again.
@Suite struct BatchReconnectTests {
  /// A Redis of its own, whose clients may all be killed.
  private let server: PrivateRedis
  private let world: RedeemWorld
  private let environment: [String: String]
  private let lines = 8000

  init() throws {
    server = try PrivateRedis(tcp: true)
    world = try RedeemWorld()
    try world.redis.declareInvites(in: server.endpoint.withDatabase(1))
    let url = "redis://127.0.0.1:\(server.port ?? 0)"
    environment = world.environment.merging([
      "REDIS_URL": url, "INVITECTL_BROKER_URL": url + "/1", "INVITECTL_RESULT_URL": url + "/2",
    ]) { $1 }
    try world.postgres.execute(
      "UPDATE redeem_codes SET max_uses = 100000 WHERE code = 'DIRECT10'", deadline: .soon)
  }

  /// A file: a pipe that nobody reads any more would end this process.
  private func input() throws -> String {
    let file = server.directory.appendingPathComponent("lines.csv")
    try Data((0..<lines).map { "DIRECT10,u\($0)@example.com\n" }.joined().utf8).write(to: file)
    return file.path
  }

  private static func left(_ server: PrivateRedis) throws -> (tokens: Int?, messages: Int) {
    let redis = try TestRedis.connect(server.endpoint)
    let tokens = try redis.send("GET", "redeem:DIRECT10:remaining").asOptionalInteger()
    try redis.send("SELECT", 1)
    return (tokens, try redis.send("LLEN", RedeemWorld.queue).asInteger())
  }

  @Test func `goes on by itself, each line done once`() async throws {
    let cuts = Counter()
    let (server, database) = (server, world.database)
    let result = try await CommandRun.invitectl(
      ["redeem", "--batch", try input(), "--rate", "1000/s"], environment: environment
    ) { pid in
      let redis = try TestRedis.connect(server.endpoint)
      let postgres = try database.connect()
      try await eventually("it has begun") { try redis.send("DBSIZE") != .integer(0) }
      // This connection alone is never cut.
      try redis.send("SELECT", 1)
      func queued() throws -> Int { try redis.send("LLEN", RedeemWorld.queue).asInteger() }
      while !HeldProcess.hasEnded(pid) {
        let killed = try redis.send("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes")
        cuts.add(try killed.asInteger())
        try postgres.execute(
          """
          SELECT pg_terminate_backend(pid) FROM pg_stat_activity
          WHERE datname = current_database() AND pid <> pg_backend_pid()
            AND application_name LIKE 'invitectl%'
          """, deadline: .soon)
        // Where connecting takes longer than this, it must come on all the same.
        let before = try queued()
        try await Task.sleep(for: .milliseconds(150))
        try await eventually("it has come on") {
          try HeldProcess.hasEnded(pid) || queued() > before
        }
      }
    }
    #expect(result.exitCode == 0, "\(result.errors)")
    #expect(cuts.value >= 5, "nothing was cut, so that nothing was shown")
    let answers = try result.output.split(separator: "\n").map {
      try JSONValue(parsing: Array($0.utf8))
    }
    #expect(answers.map { $0["line"]?.int ?? 0 } == Array(1...lines))
    // A line whose answer was cut off is one that was done before when it is asked again.
    #expect(answers.allSatisfy { ["queued", "duplicate"].contains($0["status"]?.string) })
    let (tokens, messages) = try Self.left(server)
    #expect(messages == lines)
    #expect(tokens == 100_000 - lines)
  }

  @Test func `a server that stays away ends it within the deadline`() async throws {
    let start = ContinuousClock.now
    let server = server
    let result = try await CommandRun.invitectl(
      ["redeem", "--batch", try input(), "--rate", "4000/s", "--timeout", "2s"],
      environment: environment
    ) { _ in
      try await eventually("it has begun") { try Self.left(server).messages > 0 }
      server.kill()
    }
    #expect(result.exitCode == 1)
    #expect(result.errors.contains("Redis"), "\(result.errors)")
    #expect(ContinuousClock.now - start < .seconds(30))
    // What was answered before is in the output, whole lines in their order.
    let seen = result.output.split(separator: "\n").compactMap {
      (try? JSONValue(parsing: Array($0.utf8)))?["line"]?.int
    }
    #expect(!seen.isEmpty)
    #expect(seen == Array(1...seen.count))
  }

  @Test func `servers that were never there are not waited for`() async throws {
    server.kill()
    let start = ContinuousClock.now
    let result = try await CommandRun.invitectl(
      ["redeem", "--batch", try input(), "--timeout", "60s"], environment: environment)
    #expect(result.exitCode == 1)
    #expect(result.errors.contains("connection refused"), "\(result.errors)")
    #expect(ContinuousClock.now - start < .seconds(30))
  }
}
