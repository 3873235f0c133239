import ClientSupport
import InviteOps
import PostgresClient
import RedisClient
import TestSupport
import Testing

/// The users that `doctor --grants` prints, made as printed, and every command run as them.
@Suite struct GrantsTests {
  /// The two roles in a database with the schema; gone with the object.
  private final class Roles {
    let database: TestDatabase
    let writer: String
    let reader: String

    init() throws {
      database = try TestDatabase.inviteHub()
      writer = database.name + "_w"
      reader = database.name + "_r"
      _ = try Migrate(OperationContext.test(database: database, redis: TestRedis())).up()
      try database.run(GrantStatements.sql(writer: writer, reader: reader))
    }

    deinit {
      for role in [writer, reader] {
        _ = try? database.run("DROP OWNED BY \(role); DROP ROLE \(role)")
      }
    }
  }

  private func restrictedRedis() throws -> (server: PrivateRedis, environment: [String: String]) {
    let server = try PrivateRedis(tcp: true)
    let connection = try TestRedis.connect(server.endpoint)
    let line = GrantStatements.acl().split(separator: "\n").first { $0.hasPrefix("ACL") }
    let words = try #require(line).split(separator: " ").map { String($0) }
    try connection.call(words, deadline: .soon)
    func url(_ database: Int) -> String {
      "redis://invitectl:PASSWORD@127.0.0.1:\(server.port ?? 0)/\(database)"
    }
    return (
      server,
      [
        "REDIS_URL": url(0), "INVITECTL_BROKER_URL": url(1), "INVITECTL_RESULT_URL": url(2),
      ]
    )
  }

  @Test func `the reader and the writer have what the commands need, and no more`() async throws {
    let roles = try Roles()
    let (server, redis) = try restrictedRedis()
    func run(_ role: String, _ arguments: [String]) async throws -> CommandResult {
      try await CommandRun.invitectl(
        arguments,
        environment: Sandbox.variables(database: roles.database, role: role).merging(redis) { $1 })
    }
    for arguments in [
      ["metrics-dump"], ["cleanup-queue", "--dry-run"],
      ["cleanup-queue", "--dry-run", "--invite-records", "90d"],
      ["doctor", "--skip", "workers", "--skip", "redis-persistence"],
    ] {
      let result = try await run(roles.reader, arguments)
      #expect(result.exitCode == 0, "\(arguments): \(result.errors) \(result.output)")
    }
    for arguments in [
      ["cleanup-queue", "--yes", "--invite-records", "90d"], ["cleanup-queue", "--stuck", "--yes"],
      ["redeem", "DIRECT10", "a@example.com"], ["redeem", "LINUXDO5", "b@example.com"],
      ["doctor", "--skip", "workers"],
    ] {
      let result = try await run(roles.writer, arguments)
      #expect(result.exitCode == 0, "\(arguments): \(result.errors) \(result.output)")
    }
    let refused = try await run(roles.reader, ["cleanup-queue", "--yes"])
    #expect(refused.exitCode == 1)
    #expect(refused.errors.contains("doctor"))
    // Neither sees a secret, and the Redis user cannot destroy anything at large.
    let writer = try PostgresConnection.connect(
      roles.database.parameters.with("user", roles.writer), deadline: .soon)
    #expect(throws: PostgresError.self) {
      try writer.execute("SELECT session_token FROM teams", deadline: .soon)
    }
    let connection = try RedisConnection.connect(
      RedisEndpoint.parse(url: redis["REDIS_URL"] ?? ""), deadline: .soon)
    for words in [["FLUSHALL"], ["CONFIG", "SET", "maxmemory", "1"], ["SET", "elsewhere", "x"]] {
      #expect(throws: RedisError.self) { try connection.call(words, deadline: .soon) }
    }
    withExtendedLifetime(server) {}
  }

  @Test func `doctor --grants prints both`() async throws {
    let result = try await CommandRun.invitectl(["doctor", "--grants"])
    #expect(result.exitCode == 0)
    #expect(result.output.contains("CREATE ROLE invitectl LOGIN;"))
    #expect(result.output.contains("ACL SETUSER invitectl on"))
    #expect(!result.output.contains("session_token"))
  }
}
