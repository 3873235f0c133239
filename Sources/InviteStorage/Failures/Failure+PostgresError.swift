internal import InviteDomain
internal import Localization
package import PostgresClient

extension Failure {
  /// Turns what PostgreSQL or the way to it said into a sentence with a next step.
  ///
  /// - Parameter action: what was being done, e.g. `read the codes`; completes "could not …".
  package init(_ error: PostgresError, doing action: String) {
    switch error {
    case .couldNotConnect(let failure):
      self.init(failure)
    case .server(let diagnostics) where Self.isSilence(diagnostics):
      self.init(silence: diagnostics, action: action)
    case .connectionLost(_, let diagnostics?) where Self.isSilence(diagnostics):
      self.init(silence: diagnostics, action: action)
    case .server(let diagnostics):
      self.init(server: error, diagnostics, action: action)
    case .connectionLost:
      self.init(
        .error, tr("could not \(action): \(error)"),
        hint: tr(
          "see whether the server restarted; run the same command again to see what was done"))
    case .timedOut(let fate):
      self.init(
        fate == .unknown ? .error : .transient, tr("could not \(action): \(error)"),
        hint: tr("see who holds a lock with 'invitectl doctor', or allow more time with --timeout"))
    case .interrupted:
      self.init(.interrupted, tr("stopped: could not \(action)"))
    case .pipelineAborted, .transactionRolledBack, .embeddedNUL, .decoding, .misuse:
      self.init(.error, tr("could not \(action): \(error)"))
    }
    isAboutConnection = Self.isAboutConnection(error)
    isAboutWaiting = Self.isAboutWaiting(error)
  }

  private static func isAboutWaiting(_ error: PostgresError) -> Bool {
    switch error {
    case .timedOut: return true
    case .server(let diagnostics):
      return [.lockNotAvailable, .queryCancelled].contains(diagnostics.sqlState)
    default: return false
    }
  }

  /// Whether the server ended the session because it had not heard of this process for too long.
  private static func isSilence(_ diagnostics: ServerDiagnostics) -> Bool {
    diagnostics.sqlState == .idleSessionTimeout || diagnostics.sqlState == .idleInTransactionTimeout
  }

  private init(silence diagnostics: ServerDiagnostics, action: String) {
    self.init(
      .transient,
      tr(
        "could not \(action): the server has ended this session and taken its locks, because this "
          + "process was stopped, or could not be reached, for too long "
          + "(SQLSTATE \(diagnostics.sqlState))"),
      hint: tr("nothing was written since; run the same command again"))
  }

  private static func isAboutConnection(_ error: PostgresError) -> Bool {
    switch error {
    case .couldNotConnect, .connectionLost: return true
    case .server(let diagnostics):
      let states: [SQLState] = [.adminShutdown, .crashShutdown, .cannotConnectNow]
      return states.contains(diagnostics.sqlState)
    default: return false
    }
  }

  private init(_ failure: ConnectFailure) {
    let (kind, hint): (Kind, String?) =
      switch failure.kind {
      case .invalidParameters:
        (.usage, tr("correct the database URL: postgresql://USER@HOST:PORT/DATABASE"))
      case .unknownHost: (.error, tr("correct the host name in the database URL"))
      case .unreachable: (.error, tr("see whether this machine has a way to that host"))
      case .refused:
        (.error, tr("see whether PostgreSQL runs there, and whether host and port are right"))
      case .socketMissing:
        (.error, tr("see whether PostgreSQL runs here, or give a host in the database URL"))
      case .passwordMissing:
        (
          .error,
          tr(
            "put the password into ~/.pgpass, PGPASSWORD, the database URL, or a file that "
              + "INVITECTL_DATABASE_PASSWORD_FILE names")
        )
      case .authenticationFailed:
        (
          .error,
          failure.passwordSource.map {
            tr(
              "correct user or password, which came from \($0); "
                + "pg_hba.conf on the server decides who gets in")
          } ?? tr("correct user or password; pg_hba.conf on the server decides who gets in")
        )
      case .notPermitted:
        (.error, tr("GRANT CONNECT on the database to this role, or use another role"))
      case .databaseMissing:
        (.error, tr("correct the database name; 'psql -l' lists those of the server"))
      case .tls:
        (.error, tr("set sslmode and sslrootcert in the database URL to what the server has"))
      case .certificateUntrusted:
        (.error, tr("give the authority that signed it: sslrootcert=FILE in the database URL"))
      case .certificateWrongHost:
        (
          .error,
          tr("use a host name that the certificate has, with hostaddr=IP if it is not in DNS")
        )
      case .certificateExpired: (.error, tr("renew the server's certificate"))
      case .tooManyConnections: (.transient, Self.connectionLimitHint(failure.message))
      case .notReady:
        (.transient, tr("the server says it is starting or stopping; try again later"))
      case .wrongServerRole:
        (.error, tr("point the database URL at a server of the kind target_session_attrs asks for"))
      case .notPostgres: (.error, tr("correct the port: what answers there is not PostgreSQL"))
      case .closed: (.error, tr("see the server's log for why it closed the connection"))
      case .timedOut:
        (.error, tr("see whether host and port are right, or allow more with --timeout"))
      case .interrupted: (.interrupted, nil)
      case .other: (.error, nil)
      }
    self.init(
      kind, tr("could not connect to PostgreSQL (\(failure.target)): \(failure.message)"),
      hint: Self.closedHint(failure) ?? hint)
  }

  /// The server has one code for its three limits, and English words for two of them
  /// (src/backend/utils/init/miscinit.c, postinit.c). A name that looks like an email is masked in its
  /// words, and stands in no statement.
  private static func connectionLimitHint(_ message: String) -> String {
    let told = message.firstMatch(
      of: /too many connections for (?<kind>role|database) "(?<name>.*)"/)
    guard let told else {
      return tr(
        "try again later, or raise max_connections of the server (or the limit of this role or "
          + "database, if it has one)")
    }
    let kind = String(told.kind)
    let raise = "ALTER \(kind.uppercased()) \(quoted(told.name)) CONNECTION LIMIT -1"
    return kind == "role"
      ? tr("the role has a limit of its own; try again later, or raise it: \(raise)")
      : tr("the database has a limit of its own; try again later, or raise it: \(raise)")
  }

  private init(
    server error: PostgresError, _ diagnostics: ServerDiagnostics, action: String
  ) {
    let (kind, hint): (Kind, String?) =
      switch diagnostics.sqlState {
      case .undefinedTable where diagnostics.internalQuery != nil,
        .undefinedFunction where diagnostics.internalQuery != nil,
        .undefinedObject where diagnostics.internalQuery != nil:
        (.error, Self.searchPathHint(diagnostics))
      case .undefinedTable, .undefinedColumn, .undefinedFunction:
        (
          .error,
          tr(
            "see with 'invitectl doctor' whether this is InviteHub's database, and at which revision"
          )
        )
      case .insufficientPrivilege:
        (.error, tr("'invitectl doctor' prints the GRANTs that this role needs"))
      case .readOnlyTransaction:
        (
          .error,
          tr(
            "this server is a read-only replica, or the role's transactions only read: "
              + "'invitectl doctor --only postgres' says which")
        )
      case .diskFull:
        (.error, tr("make room on the server's disk, then run the same command again"))
      case .lockNotAvailable, .deadlockDetected, .serializationFailure:
        (.transient, tr("another session was in the way; run the same command again"))
      case .queryCancelled:
        (.transient, tr("see who holds a lock with 'invitectl doctor', then run it again"))
      case .adminShutdown, .crashShutdown, .cannotConnectNow:
        (.transient, tr("the server says it is starting or stopping; try again later"))
      default: (.error, nil)
      }
    self.init(kind, tr("could not \(action): \(error)"), hint: hint)
  }

  /// For a function of the database, mostly a trigger's, that relies on the search path of whoever
  /// writes. The context's first line is `PL/pgSQL function public.audit() line 3 at …`.
  ///
  /// - Returns: `nil` for an error of another kind.
  package static func searchPathHint(_ diagnostics: ServerDiagnostics) -> String? {
    let names: [SQLState] = [.undefinedTable, .undefinedFunction, .undefinedObject]
    guard diagnostics.internalQuery != nil, names.contains(diagnostics.sqlState) else { return nil }
    let line = diagnostics.context?.split(separator: "\n").first.map { String($0) } ?? ""
    // From the word behind `function` to the closing parenthesis of its arguments.
    let name = line.split(separator: " ").drop { $0 != "function" }.dropFirst()
      .joined(separator: " ").prefix { $0 != ")" }
    let function = name.isEmpty ? "NAME" : name + ")"
    return tr(
      "the function names something without its schema, and invitectl looks in pg_catalog only: "
        + "ALTER FUNCTION \(function) SET search_path = public, or the schema it means")
  }
}
