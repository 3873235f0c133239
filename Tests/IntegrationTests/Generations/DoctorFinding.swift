import Foundation
import LosslessJSON
import TestSupport
import Testing

/// What `doctor --only` says of one check.
struct DoctorFinding {
  let verdict: String?
  let detail: String
  let fix: String?

  init(
    _ check: String, _ database: TestDatabase, _ redis: TestRedis? = nil,
    _ more: [String: String] = [:]
  ) async throws {
    let result = try await CommandRun.invitectl(
      ["doctor", "--only", check, "-o", "json"],
      environment: Sandbox.variables(database: database, redis: redis).merging(more) { $1 })
    let checks = try JSONValue(parsing: result.output)["checks"]?.array ?? []
    let all = checks.filter { $0["name"]?.string == check }
    let found = try #require(all.first, "\(result.output)\(result.errors)")
    verdict = found["verdict"]?.string
    detail = found["detail"]?.string ?? ""
    fix = found["fix"]?.string
  }

  /// Types every statement of the remedy; what is no statement is said to a person.
  func type(into database: TestDatabase) throws {
    let statements = try #require(fix).components(separatedBy: "; ").filter {
      $0.hasPrefix("UPDATE ") || $0.hasPrefix("WITH ")
    }
    #expect(!statements.isEmpty, "\(self)")
    for statement in statements { try database.run(statement) }
  }
}
