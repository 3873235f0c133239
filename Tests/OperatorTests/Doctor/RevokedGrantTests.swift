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
    // Else nobody misses theirs.
    try roles.database.run("REVOKE ALL ON SCHEMA public FROM PUBLIC")
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

  /// What `force-resync` needs it needs, too: it asks it whether uses are counted still.
  @Test(arguments: [
    "INSERT ON invitectl.redeem_sync_ledger", "UPDATE ON invitectl.redeem_sync",
    "SELECT ON invitectl.redis_incarnation", "INSERT ON invitectl.invite_retry",
    "UPDATE ON redeem_codes",
  ])
  func `redeem retry says what it lacks before it does anything`(privilege: String) async throws {
    let roles = try PrintedRoles()
    let redis = try TestRedis()
    try roles.database.run(
      """
      REVOKE \(privilege) FROM \(roles.writer);
      REVOKE UPDATE (used_count) ON redeem_codes FROM \(roles.writer)
      """)
    if privilege != "UPDATE ON redeem_codes" {
      try roles.database.run("GRANT UPDATE (used_count) ON redeem_codes TO \(roles.writer)")
    }
    let variables = Sandbox.variables(
      database: roles.database, role: roles.writer, redis: redis)
    let refused = try await CommandRun.invitectl(
      ["redeem", "retry", "--yes"], environment: variables)
    #expect(refused.exitCode == 1, "\(refused)")
    let table = try #require(privilege.split(separator: " ").last).split(separator: ".").last
    #expect(refused.errors.contains(try #require(table)), "\(refused)")
    let hint = try #require(refused.errors.split(separator: "\n").last { $0.contains("GRANT") })
    let statements = try #require(hint.firstRange(of: "GRANT ")).lowerBound
    try roles.database.run(String(hint[statements...]))
    let run = try await CommandRun.invitectl(
      ["redeem", "retry", "--yes"], environment: variables)
    #expect(run.exitCode == 0, "\(run)")
  }
}
