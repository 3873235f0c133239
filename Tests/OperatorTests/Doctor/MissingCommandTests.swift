import Foundation
import InviteOps
import RedisClient
import TestSupport
import TestWorlds
import Testing

/// A Redis that lacks commands: `doctor` says so by name, and what needs them says what to do.
@Suite struct MissingCommandTests {
  private struct Report: Decodable {
    struct Check: Decodable {
      let name: String
      let verdict: String
      let detail: String
      let fix: String?
    }
    let checks: [Check]
  }

  /// By its path alone: what else a test uses needs scripts.
  private func variables(_ server: PrivateRedis, login: String = "") -> [String: String] {
    guard case .unix(let path) = server.endpoint.address else { return [:] }
    func url(_ database: Int) -> String { "unix://\(login)\(path)?db=\(database)" }
    return [
      "REDIS_URL": url(0), "INVITECTL_BROKER_URL": url(1), "INVITECTL_RESULT_URL": url(2),
    ]
  }

  private func look(_ server: PrivateRedis) async throws -> [Report.Check] {
    let result = try await CommandRun.invitectl(
      ["doctor", "-o", "json", "--only", "redis", "--only", "broker", "--only", "results"],
      environment: variables(server))
    return try JSONDecoder().decode(Report.self, from: Data(result.output.utf8)).checks
  }

  @Test(arguments: ["EVAL", "EVALSHA", "SCAN", "PUBLISH", "LPUSH", "ZMSCORE", "TIME", "EXEC"])
  func `doctor names what was renamed away`(command: String) async throws {
    let server = try PrivateRedis(["--rename-command", command, ""])
    let checks = try await look(server)
    #expect(checks.count == 3)
    for check in checks {
      #expect(check.verdict == "fail", "\(check)")
      #expect(check.detail.contains(command), "\(check)")
      #expect(check.fix?.contains("rename-command") == true, "\(check)")
    }
  }

  @Test func `where all are there it passes, and nothing is run or denied by the look`()
    async throws
  {
    let server = try PrivateRedis()
    let admin = try TestRedis.connect(server.endpoint)
    for check in try await look(server) { #expect(check.verdict == "pass", "\(check)") }
    let keys = try admin.send("INFO", "keyspace").asString()
    #expect(!keys.contains("db"), "\(keys)")
    // A user without a single one of them is not told that the server lacks them.
    try admin.call(
      ["ACL", "SETUSER", "bare", "on", "nopass", "~*", "&*", "+info", "+select", "+time"],
      deadline: .soon)
    let result = try await CommandRun.invitectl(
      ["doctor", "-o", "json", "--only", "redis"],
      environment: variables(server, login: "bare:x@"))
    #expect(result.output.contains(#""verdict":"pass""#), "\(result)")
    #expect(try admin.send("ACL", "LOG").asArray().isEmpty)
  }

  @Test func `a command that needs it says what to do, and has done nothing`() async throws {
    let server = try PrivateRedis(["--rename-command", "EVAL", ""])
    let database = try TestDatabase.inviteHub()
    let result = try await CommandRun.invitectl(
      ["redeem", "DIRECT10", "a@x.io", "--new-queue"],
      environment: variables(server).merging(["DATABASE_URL": database.url()]) { $1 })
    #expect(result.exitCode == 1, "\(result)")
    // Redis 6.2 puts its name between backticks.
    #expect(result.errors.contains(/unknown command ['`]EVAL['`]/), "\(result)")
    #expect(result.errors.contains("rename-command"), "\(result)")
    let admin = try TestRedis.connect(server.endpoint)
    #expect(try admin.send("KEYS", "*").asStrings().filter { $0.contains("redeem:") } == [])
  }
}
