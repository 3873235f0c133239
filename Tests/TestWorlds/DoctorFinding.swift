import Foundation
import LosslessJSON
package import TestSupport
import Testing

/// What `doctor --only` says of one check.
package struct DoctorFinding {
  package let verdict: String?
  package let detail: String
  package let why: String?
  package let fix: String?

  package init(
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
    why = found["why"]?.string
    fix = found["fix"]?.string
  }

  /// Types the remedy as it stands, a line each; commands of ours are not for the database.
  package func type(into database: TestDatabase) throws {
    let statements = try #require(fix).components(separatedBy: "\n").filter {
      !$0.hasPrefix("invitectl ")
    }
    #expect(!statements.isEmpty, "\(self)")
    for statement in statements { try database.run(statement) }
  }
}
