internal import PostgresClient

/// How a role gets the rights of another one, as a person would type it.
package enum MembershipStatement {
  /// From this version on a membership itself says whether it hands on rights and lets the member become the
  /// other role; a GRANT that says neither leaves a membership as it is
  /// (https://www.postgresql.org/docs/16/sql-grant.html, "GRANT on Roles").
  private static let ownOptions = 160_000

  /// - Parameters:
  ///   - other: the role whose rights are wanted.
  ///   - member: the role that wants them.
  ///   - version: of the server, e.g. 160004.
  ///   - inherits: whether the member has the attribute INHERIT, which alone decides on older servers.
  package static func grant(
    _ other: String, to member: String, version: Int, inherits: Bool
  ) -> String {
    let member = PostgresIdentifier.quoted(member)
    let grant = "GRANT \(name(other)) TO \(member)"
    if version >= ownOptions { return grant + " WITH INHERIT TRUE, SET TRUE" }
    return inherits ? grant : grant + "; ALTER ROLE \(member) INHERIT"
  }

  /// The server's own roles need no quotes, and are better known without.
  private static func name(_ role: String) -> String {
    role.hasPrefix("pg_") ? role : PostgresIdentifier.quoted(role)
  }
}
