import InviteStorage
import PostgresClient
import TestSupport
import TestWorlds
import Testing

/// What `doctor --grants` prints where the backend's schema has a name that needs quotes, or is closed to PUBLIC.
@Suite struct PrintedSchemaTests {
  @Test func `the printed roles need nothing of what PUBLIC may do in the schema`() async throws {
    let roles = try PrintedRoles()
    try roles.database.run("REVOKE ALL ON SCHEMA public FROM PUBLIC")
    for (role, flag) in [(roles.reader, "--dry-run"), (roles.writer, "--yes")] {
      let result = try await CommandRun.invitectl(
        ["cleanup-queue", flag, "--invite-records", "400d"],
        environment: Sandbox.variables(database: roles.database, role: role))
      #expect(result.exitCode == 0, "\(role): \(result.output)\(result.errors)")
    }
  }

  @Test func `every statement is one in a schema of an odd name, also those that are comments`()
    throws
  {
    let database = try TestDatabase.inviteHub(prepared: true)
    try database.run("ALTER SCHEMA public RENAME TO \"It's App\"")
    let (writer, reader) = (database.name + "_w", database.name + "_r")
    defer {
      for role in [writer, reader] {
        _ = try? database.run("DROP OWNED BY \(role); DROP ROLE \(role)")
      }
    }
    let printed = GrantStatements.sql(writer: writer, reader: reader, schema: "It's App")
    try database.run(printed)
    // For other revisions and servers, each as it is once the dashes are gone.
    let comments = printed.split(separator: "\n")
      .filter { $0.hasPrefix("-- GRANT ") || $0.hasPrefix("--   TO ") }
      .map { String($0.dropFirst(3)) }.joined(separator: " ").split(separator: ";")
    #expect(comments.count >= 8, "\(comments)")
    let session = try database.connect()
    for statement in comments {
      if statement.contains("MAINTAIN"), session.serverVersion < 170_000 { continue }
      do throws(PostgresError) {
        try session.execute(String(statement), deadline: .soon)
      } catch {
        // What the revision of this database does not have.
        let isMissing = error.sqlState == .undefinedColumn || error.sqlState == .undefinedTable
        #expect(isMissing, "\(statement): \(error)")
      }
    }
  }
}
