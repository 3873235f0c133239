import FoundationEssentials
import InviteOps
import TestSupport
import TestWorlds
import Testing

@Suite struct DoctorCommandTests {
  private struct Report: Decodable {
    struct Check: Decodable { let name: String, verdict: String, detail: String, fix: String? }
    struct Shown: Decodable { let name: String, value: String?, source: String }
    let schemaVersion: Int
    let checks: [Check]
    let settings: [Shown]
  }

  private func decode(_ text: String) throws -> Report {
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    return try decoder.decode(Report.self, from: Data(text.utf8))
  }

  private func run(
    _ arguments: [String], _ database: TestDatabase?, _ redis: TestRedis?,
    more: [String: String] = [:]
  ) async throws -> CommandResult {
    try await CommandRun.invitectl(
      ["doctor"] + arguments,
      environment: Sandbox.variables(database: database, redis: redis)
        .merging(more) { $1 })
  }

  @Test func `a failed check is exit code 1, a warning 0, or 3 when asked`() async throws {
    let database = try TestDatabase.inviteHub()
    let redis = try TestRedis()
    let well = try await run(["--only", "revision"], database, redis)
    #expect(well.exitCode == 0)
    #expect(well.output.contains("pass revision: 008_add_composite_indexes"))
    try database.run("ALTER DATABASE \(database.name) SET timezone TO 'Asia/Shanghai'")
    for (arguments, code) in [([], 0), (["--exit-code"], 3)] as [([String], Int32)] {
      let warned = try await run(["--only", "time-zone"] + arguments, database, redis)
      #expect(warned.exitCode == code)
      #expect(warned.output.contains("warn time-zone: Asia/Shanghai"))
      #expect(warned.output.contains("fix: ALTER DATABASE"))
    }
    let failed = try await run(["--only", "configuration"], nil, redis)
    #expect(failed.exitCode == 1)
    #expect(failed.output.contains("FAIL configuration: no database is configured"))
  }

  @Test func `in JSON every check has its verdict and every setting its source`() async throws {
    let database = try TestDatabase.inviteHub()
    let result = try await run(
      ["-o", "json"], database, TestRedis(), more: ["INVITECTL_TIMEOUT": "7s"])
    let report = try decode(result.output)
    #expect(report.schemaVersion == 1)
    #expect(Set(report.checks.map(\.name)) == Set(DoctorCheckName.usual.map(\.rawValue)))
    #expect(report.checks.count == DoctorCheckName.usual.count)
    let timeout = report.settings.first { $0.name == "timeout" }
    #expect(timeout?.value == "7s")
    #expect(timeout?.source == "environment INVITECTL_TIMEOUT")
  }

  @Test func `only and skip choose the checks, and nothing else is waited for`() async throws {
    let database = try TestDatabase.inviteHub()
    let only = try await run(
      ["--only", "revision", "--only", "indexes", "--skip", "indexes", "-o", "json"], database, nil)
    #expect(only.exitCode == 0)
    let report = try decode(only.output)
    #expect(report.checks.map(\.name) == ["revision"])
  }

  @Test func `no password is shown`() async throws {
    let result = try await run(
      [], nil, nil,
      more: [
        "DATABASE_URL": "postgresql://user:hidden1@127.0.0.1:1/db?password=hidden2",
        "REDIS_URL": "redis://user:hidden3@127.0.0.1:1/0",
      ])
    #expect(result.exitCode == 1)
    #expect(!result.output.contains("hidden"))
    #expect(!result.errors.contains("hidden"))
    #expect(result.output.contains("environment DATABASE_URL"))
  }
}
