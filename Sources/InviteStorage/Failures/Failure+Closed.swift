internal import InviteDomain
internal import Localization
internal import PostgresClient

extension Failure {
  /// What lets sessions in that an attribute of their role or database keeps out: no password and no pg_hba.conf
  /// does (src/backend/utils/init/miscinit.c, postinit.c).
  ///
  /// - Returns: `nil` for a refusal of another kind.
  static func closedHint(_ failure: ConnectFailure) -> String? {
    guard failure.sqlState == .invalidAuthorization || failure.sqlState == .objectNotReady else {
      return nil
    }
    if let told = failure.message.firstMatch(of: /role "(?<name>.*)" is not permitted to log in/) {
      let statement = "ALTER ROLE \(quoted(told.name)) LOGIN"
      return tr("the role is none to log in with; use another one, or make it one: \(statement)")
    }
    if let told = failure.message.firstMatch(
      of: /database "(?<name>.*)" is not currently accepting connections/)
    {
      let statement = verbatim("ALTER DATABASE \(quoted(told.name)) ALLOW_CONNECTIONS true")
      return tr("somebody has closed the database; when its reason is over, open it: \(statement)")
    }
    if failure.message.contains(verbatim("cannot connect to invalid database")) {
      return tr(
        "a DROP DATABASE of it was broken off: nothing is left but to drop it and to restore a backup"
      )
    }
    return nil
  }

  /// A name from the server's words, as it is typed. One that looks like an email is masked in them.
  static func quoted(_ name: Substring) -> String {
    name.contains("***") ? "…" : PostgresIdentifier.quoted(String(name))
  }
}
