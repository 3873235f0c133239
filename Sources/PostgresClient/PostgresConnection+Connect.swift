internal import CLibpq
public import ClientSupport
internal import Localization
internal import SocketStream

extension PostgresConnection {
  /// Connects, with TCP keepalives after 30 s, every 10 s, 3 times, text in UTF-8, and the
  /// application name `invitectl` unless another is asked for.
  ///
  /// The deadline covers all hosts of a list together. Only the resolution of host names, which
  /// libpq leaves to getaddrinfo(3), is bound by the resolver's own timeouts.
  ///
  /// - Throws: ``PostgresError/couldNotConnect(_:)``.
  public static func connect(
    _ parameters: ConnectionParameters, deadline: Deadline, interrupt: Interrupt? = nil
  ) throws(PostgresError) -> PostgresConnection {
    let target = parameters.description
    var complete = try parameters.withSystemAuthorities().with("client_encoding", "UTF8")
    for (keyword, value) in defaults where complete[keyword] == nil { complete[keyword] = value }
    let keywords = complete.keywords
    let names = try CStringList(keywords) { _ in tr("a connection keyword") }
    let values = try CStringList(keywords.map { complete[$0] }) {
      tr("the connection parameter \(keywords[$0])")
    }
    // expand_dbname 0: a database name that looks like a connection string stays a name.
    guard let handle = PQconnectStartParams(names.pointers, values.pointers, 0) else {
      throw failure(.other, target, tr("out of memory"))
    }
    let connection = PostgresConnection(adopting: handle, target: target, interrupt: interrupt)
    PQsetErrorVerbosity(handle, PQERRORS_VERBOSE)
    try connection.finishConnecting(handle, parameters, until: deadline)
    PQsetErrorVerbosity(handle, PQERRORS_DEFAULT)
    guard PQsetnonblocking(handle, 1) == 0 else { throw connection.lost(handle) }
    return connection
  }

  private static let defaults = [
    "keepalives": "1", "keepalives_idle": "30", "keepalives_interval": "10",
    "keepalives_count": "3", "fallback_application_name": "invitectl",
  ]

  /// The loop of chapter 34.1: "if PQconnectPoll last returned PGRES_POLLING_READING, wait until
  /// the socket is ready to read", and at the start "behave as if it last returned WRITING".
  private func finishConnecting(
    _ handle: OpaquePointer, _ parameters: ConnectionParameters, until deadline: Deadline
  ) throws(PostgresError) {
    var state = PQstatus(handle) == CONNECTION_BAD ? PGRES_POLLING_FAILED : PGRES_POLLING_WRITING
    while state != PGRES_POLLING_OK {
      guard state != PGRES_POLLING_FAILED else {
        var failure = refusal(handle, until: deadline)
        if failure.kind == .authenticationFailed, PQconnectionUsedPassword(handle) == 1 {
          failure.passwordSource = PasswordSource.name(parameters)
        }
        throw .couldNotConnect(failure)
      }
      // The socket may be another one after each step: hosts and TLS are tried in turn.
      switch SocketWait.wait(
        for: PQsocket(handle), reading: state == PGRES_POLLING_READING,
        writing: state == PGRES_POLLING_WRITING, until: deadline, interrupt: interrupt)
      {
      case .readable, .writable: state = PQconnectPoll(handle)
      case .timedOut: throw Self.failure(.timedOut, target, tr("the time to connect was over"))
      case .interrupted: throw Self.failure(.interrupted, target, tr("interrupted"))
      }
    }
  }

  private func refusal(_ handle: OpaquePointer, until deadline: Deadline) -> ConnectFailure {
    let failure = ConnectFailure(
      libpqMessage: PQerrorMessage(handle).map { String(cString: $0) } ?? "",
      target: target, needsPassword: PQconnectionNeedsPassword(handle) == 1)
    guard failure.kind == .certificateUntrusted,
      let reason = CertificateDiagnosis.reason(of: handle, until: deadline, interrupt: interrupt)
    else { return failure }
    return ConnectFailure(
      kind: reason == .expired ? .certificateExpired : .certificateUntrusted,
      target: target, message: tr("\(reason); \(failure.message)"), sqlState: nil)
  }

  private static func failure(
    _ kind: ConnectFailure.Kind, _ target: String, _ message: String
  ) -> PostgresError {
    .couldNotConnect(
      ConnectFailure(kind: kind, target: target, message: message, sqlState: nil))
  }
}
