import ClientSupport
import Foundation
import PostgresClient
import TestSupport
import TestWorlds
import Testing

/// What is printed for other roles, and what may not be seen.
extension MigrateRoleTests {
  /// A login whose sessions act as the owner at once may not see what its own others do.
  @Test func `a login that becomes the owner builds, and names who is in the way`() async throws {
    let world = try MigrateWorld()
    let owner = try TestRole(in: world.database, options: "NOLOGIN")
    let role = try TestRole(in: world.database, options: "LOGIN NOINHERIT")
    try owner.takeTables()
    try world.database.run(
      """
      GRANT CREATE ON SCHEMA public TO \(owner.quoted);
      GRANT CREATE ON DATABASE \(world.database.name) TO \(owner.quoted);
      GRANT \(owner.quoted) TO \(role.quoted);
      ALTER ROLE \(role.quoted) SET role TO \(owner.quoted)
      """)
    let url = world.database.url(role: role.name)
    let writer = try world.holdWriter()
    let late = try await world.migrate("up", "--writer-wait", "1s", url: url)
    #expect(late.exitCode == 6, "\(late.errors)")
    #expect(late.errors.contains("waiting for writers: pid "), "\(late.errors)")
    writer.release()
    let up = try await world.migrate("up", url: url)
    #expect(up.exitCode == 0, "\(up.errors)")
    try world.expectDone()
    #expect(
      try world.value(
        "SELECT pg_get_userbyid(relowner) FROM pg_class WHERE relname = '\(MigrateWorld.last)'")
        == owner.name)
  }

  /// Names as clouds give them: every statement that is printed works as it stands.
  @Test func `what is printed for a role and a database of odd names works when typed`()
    async throws
  {
    let world = try MigrateWorld()
    let role = try TestRole(in: world.database, suffix: #"@proj-x.iam "it's""#)
    // An owner of such a name as well.
    let owner = try TestRole(in: world.database, suffix: "@owner.iam")
    try owner.takeTables()
    try world.database.run("GRANT SELECT ON ALL TABLES IN SCHEMA public TO \(role.quoted)")
    var typed: [String] = []
    for _ in 0..<12 {
      let result = try await world.migrate("up", url: world.database.url(role: role.name))
      if result.exitCode == 0 { break }
      let grants = result.errors.matches(of: /GRANT [^;\n]* TO [^;\n]*/).map { String($0.output) }
      try #require(!grants.isEmpty, "\(result.errors)")
      for grant in grants {
        try #require(!typed.contains(grant), "printed again: \(grant)")
        typed.append(grant)
        try world.database.run(grant)
      }
    }
    #expect(typed.contains { $0.contains("iam") }, "\(typed)")
    try world.expectDone()
  }

  @Test(arguments: ["ROLE", "DATABASE"])
  func `whose limit of connections it is, is said, with what raises it`(whose: String) async throws
  {
    let world = try MigrateWorld()
    let role = try TestRole(in: world.database, suffix: "-limit.iam")
    let name = whose == "ROLE" ? role.quoted : world.database.name
    try world.database.run("ALTER \(whose) \(name) CONNECTION LIMIT 0")
    let refused = try await world.migrate("status", url: world.database.url(role: role.name))
    #expect(refused.exitCode == 75, "\(refused.errors)")
    #expect(!refused.errors.contains("max_connections"))
    let typed = try #require(
      refused.errors.firstMatch(of: /ALTER (ROLE|DATABASE) .* CONNECTION LIMIT -1/),
      "\(refused.errors)"
    ).output.0
    try world.database.run(String(typed))
    #expect(
      try await world.migrate("status", url: world.database.url(role: role.name)).exitCode != 75)
  }

  /// Neither a password nor pg_hba.conf has to do with it.
  @Test(arguments: ["ROLE", "DATABASE"])
  func `whom an attribute keeps out is told what lets them in`(whose: String) async throws {
    let world = try MigrateWorld()
    let role = try TestRole(in: world.database, suffix: "-closed.iam")
    let url = world.database.url(role: role.name)
    // No session closes the database that it is in.
    let admin = try PostgresConnection.connect(Sandbox.postgres(), deadline: .soon)
    try admin.execute(
      whose == "ROLE"
        ? "ALTER ROLE \(role.quoted) NOLOGIN"
        : "ALTER DATABASE \(world.database.name) ALLOW_CONNECTIONS false", deadline: .soon)
    let refused = try await world.migrate("status", url: url)
    #expect(refused.exitCode == 1, "\(refused.errors)")
    #expect(!refused.errors.contains("pg_hba.conf"), "\(refused.errors)")
    let typed = try #require(
      refused.errors.firstMatch(of: /ALTER (ROLE|DATABASE) ".*" (LOGIN|ALLOW_CONNECTIONS true)/),
      "\(refused.errors)"
    ).output.0
    try admin.execute(String(typed), deadline: .soon)
    let status = try await world.migrate("status", url: url)
    #expect(!status.errors.contains("could not connect"), "\(status.errors)")
    // It is not let go before this.
    #expect(whose == "DATABASE" || typed.contains(role.quoted), "\(typed)")
  }

  @Test func `who may only look is told of what it may not do when that is asked, not before`()
    async throws
  {
    let world = try MigrateWorld()
    let role = try TestRole(in: world.database)
    try world.database.run("GRANT SELECT ON ALL TABLES IN SCHEMA public TO \(role.name)")
    let url = world.database.url(role: role.name)
    // A dry run ends as the run would.
    for arguments in [["up", "-n"], ["plan", "--sql"], ["up"]] {
      let result = try await CommandRun.invitectl(
        ["migrate"] + arguments, environment: ["DATABASE_URL": url])
      #expect(result.exitCode == 1, "\(arguments): \(result.errors)")
    }
    #expect(try await world.migrate("status", "--exit-code", url: url).exitCode == 3)
    #expect(try await world.migrate("up").exitCode == 0)
    try world.database.run(
      """
      GRANT USAGE ON SCHEMA invitectl TO \(role.name);
      GRANT SELECT ON ALL TABLES IN SCHEMA invitectl TO \(role.name)
      """)
    for command in ["status", "plan"] {
      let look = try await world.migrate(command, "--exit-code", url: url)
      #expect(look.exitCode == 0, "\(look.output)\(look.errors)")
    }
    let down = try await world.migrate("down", "-n", url: url)
    #expect(down.exitCode == 1, "\(down.errors)")
    #expect(down.errors.contains("does not own"))
  }

  @Test func `21 - without pg_read_all_stats it works, and prints the GRANT`() async throws {
    let world = try MigrateWorld()
    let role = try TestRole(in: world.database)
    try role.takeTables()
    try world.database.run(
      "GRANT CREATE ON SCHEMA public TO \(role.name);"
        + "GRANT CREATE ON DATABASE \(world.database.name) TO \(role.name)")
    let url = world.database.url(role: role.name)
    let snapshot = try world.holdSnapshot()
    let result = try await world.migrate("up", url: url) { _, said in
      try await eventually("it says whom it waits for") {
        said().contains("waiting for pid \(snapshot.pid)")
      }
      snapshot.release()
    }
    #expect(result.exitCode == 0, "\(result.errors)")
    #expect(result.errors.contains("GRANT pg_read_all_stats TO \(role.quoted)"))
    #expect(result.errors.contains("waiting for pid \(snapshot.pid)"))
    let status = try await world.migrate("status", url: url)
    #expect(status.output.contains("GRANT pg_read_all_stats TO \(role.quoted)"))
    try world.expectDone()
  }

  @Test func `21 - a build of a role that cannot be seen is not taken for debris`() async throws {
    let world = try MigrateWorld()
    let role = try TestRole(in: world.database)
    try role.takeTables()
    try world.database.run(
      "GRANT CREATE ON SCHEMA public TO \(role.name);"
        + "GRANT CREATE ON DATABASE \(world.database.name) TO \(role.name)")
    let snapshot = try world.holdSnapshot()
    buildElsewhere(
      world, "CREATE INDEX CONCURRENTLY ix_team_members_team_id ON public.team_members (team_id)")
    let pid = try await world.waitForPhase("waiting for old snapshots")
    let result = try await world.migrate("up", url: world.database.url(role: role.name)) {
      _, said in
      try await eventually("it says who builds") { said().contains("pid \(pid) is building") }
      snapshot.release()
    }
    #expect(result.exitCode == 0, "\(result.errors)")
    #expect(result.errors.contains("pid \(pid) is building"))
    #expect(try world.valid().count == 11)
  }
}
