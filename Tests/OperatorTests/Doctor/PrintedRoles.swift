import InviteStorage
import TestSupport
import TestWorlds

/// The two roles that `doctor --grants` prints, in a database with schema invitectl; gone with the object.
final class PrintedRoles {
  let database: TestDatabase
  let writer: String
  let reader: String

  init() throws {
    database = try TestDatabase.inviteHub(prepared: true)
    writer = database.name + "_w"
    reader = database.name + "_r"
    try database.run(GrantStatements.sql(writer: writer, reader: reader))
  }

  deinit {
    for role in [writer, reader] {
      _ = try? database.run("DROP OWNED BY \(role); DROP ROLE \(role)")
    }
  }
}
