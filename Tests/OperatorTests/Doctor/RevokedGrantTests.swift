import InviteStorage
import TestSupport
import TestWorlds
import Testing

/// What `doctor --grants` prints is what is needed: without any one of it doctor says so, and what it then
/// prints gives that back.
@Suite struct RevokedGrantTests {
  @Test(arguments: [true, false])
  func `each grant that is taken away is missed by name, and given back as printed`(
    writes: Bool
  ) async throws {
    let roles = try PrintedRoles()
    let role = writes ? roles.writer : roles.reader
    let redis = try TestRedis()
    let variables = Sandbox.variables(database: roles.database, role: role, redis: redis)
    let printed = GrantStatements.sql(writer: roles.writer, reader: roles.reader)
      .split(separator: "\n").filter { !$0.hasPrefix("--") }.joined(separator: " ")
    var taken = 0
    for statement in printed.split(separator: ";") {
      guard let match = statement.wholeMatch(of: /\s*GRANT (.+ ON .+) TO (.+)/),
        match.output.2.contains(role)
      else { continue }
      taken += 1
      let what = match.output.1
      try roles.database.run("REVOKE \(what) FROM \(role)")
      var found: DoctorFinding?
      var seen: [String] = []
      for check in ["postgres-privileges", "invitectl-schema"] {
        let finding = try await DoctorFinding(check, roles.database, redis, variables)
        seen.append("\(finding)")
        guard finding.fix?.contains("GRANT") == true, !finding.detail.contains("does not own")
        else {
          continue
        }
        found = finding
        try finding.type(into: roles.database)
      }
      let missed = try #require(found, "nobody misses \(what): \(seen)")
      #expect(missed.verdict != "pass", "\(what)")
      for check in ["postgres-privileges", "invitectl-schema"] {
        let after = try await DoctorFinding(check, roles.database, redis, variables)
        #expect(!after.detail.contains("lack"), "\(what): \(after)")
      }
    }
    #expect(taken > 12)
  }
}
