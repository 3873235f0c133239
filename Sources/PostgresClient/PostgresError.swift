internal import ClientSupport
internal import Localization

/// What became of a statement whose answer was not waited for.
public enum StatementFate: String, Sendable, Equatable {
  /// It never left.
  case notSent
  /// The server confirmed the cancellation; outside of a transaction nothing of it remains, save
  /// what CREATE and DROP INDEX CONCURRENTLY leave behind.
  case cancelled
  /// The connection was dropped before the server said anything: it may have run, or run still.
  case unknown
}

/// A value that is not what the caller takes it for.
public struct DecodingFailure: Sendable, Equatable {
  public enum Reason: Sendable, Equatable {
    case noSuchColumn
    case null
    case notUTF8
    /// The value is there, and it is no such thing, e.g. `an integer`.
    case not(String)
    /// A result that should have had one row.
    case rowCount(Int)
  }

  /// Empty where the whole result is meant.
  public let column: String
  public let reason: Reason
}

/// Why a call of this client failed.
///
/// ``description`` is safe to show and to log: no password, no parameter, no row's content.
/// ``fullDescription`` adds whatever the server said.
public enum PostgresError: Error, Sendable, Equatable {
  case couldNotConnect(ConnectFailure)
  /// The server answered with an error; the connection is usable.
  case server(ServerDiagnostics)
  /// The connection is gone. The diagnostics are the server's last words, if it had any, e.g.
  /// that an administrator terminated the session.
  case connectionLost(message: String, diagnostics: ServerDiagnostics?)
  case timedOut(StatementFate)
  case interrupted(StatementFate)
  /// Not run, because an earlier statement of the same pipeline failed.
  case pipelineAborted
  /// COMMIT was answered by ROLLBACK, because a statement of the transaction had failed.
  case transactionRolledBack
  /// Text with a NUL character, which PostgreSQL cannot take; where, e.g. `parameter $2`.
  case embeddedNUL(String)
  case decoding(DecodingFailure)
  /// A call that makes no sense now, e.g. a query on a connection whose statement still runs.
  case misuse(String)

  /// The server's code, if the server spoke.
  public var sqlState: SQLState? { diagnostics?.sqlState ?? connectFailure?.sqlState }

  /// The same, knowing what the server was given.
  func about(_ given: GivenValues) -> PostgresError {
    guard case .server(var diagnostics) = self else { return self }
    diagnostics.given = given.values
    return .server(diagnostics)
  }

  /// Everything the server said about it.
  public var diagnostics: ServerDiagnostics? {
    switch self {
    case .server(let diagnostics): diagnostics
    case .connectionLost(_, let diagnostics): diagnostics
    default: nil
    }
  }

  /// Whether the connection cannot be used any more.
  public var isConnectionGone: Bool {
    switch self {
    case .couldNotConnect, .connectionLost, .timedOut(.unknown), .interrupted(.unknown): true
    default: false
    }
  }

  /// Whether it was a signal that ended the call.
  public var isInterruption: Bool {
    switch self {
    case .interrupted: true
    case .couldNotConnect(let failure): failure.kind == .interrupted
    default: false
    }
  }

  private var connectFailure: ConnectFailure? {
    if case .couldNotConnect(let failure) = self { failure } else { nil }
  }
}

extension PostgresError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .couldNotConnect(let failure):
      tr("could not connect to \(failure.target): \(failure.message)")
    case .server(let diagnostics):
      "\(diagnostics.safeMessage) (SQLSTATE \(diagnostics.sqlState))"
    case .connectionLost(let message, let diagnostics):
      diagnostics.map { tr("the connection was lost: \($0.safeMessage) (SQLSTATE \($0.sqlState))") }
        ?? tr("the connection was lost: \(ForeignText.masked(message))")
    case .timedOut(let fate): tr("timed out \(fate.phrase)")
    case .interrupted(let fate): tr("interrupted \(fate.phrase)")
    case .pipelineAborted: tr("not run, because an earlier statement of its pipeline failed")
    case .transactionRolledBack:
      tr("the transaction was rolled back, because a statement in it had failed")
    case .embeddedNUL(let place): tr("\(place) contains a NUL character, which PostgreSQL refuses")
    case .decoding(let failure): failure.description
    case .misuse(let message): message
    }
  }

  /// ``description`` and all the server said: detail, hint, context, names, position. It may
  /// quote values; show it only when asked for.
  public var fullDescription: String {
    guard let diagnostics else { return description }
    var lines = [
      "\(diagnostics.severity): \(diagnostics.message) (SQLSTATE \(diagnostics.sqlState))"
    ]
    let fields: [(String, String?)] = [
      ("detail", diagnostics.detail), ("hint", diagnostics.hint),
      ("context", diagnostics.context), ("schema", diagnostics.schema),
      ("table", diagnostics.table), ("column", diagnostics.column),
      (verbatim("data type"), diagnostics.dataType), ("constraint", diagnostics.constraint),
      ("position", diagnostics.position.map(String.init)),
      (verbatim("internal query"), diagnostics.internalQuery),
      ("source", diagnostics.sourceFunction),
    ]
    for case (let name, let value?) in fields { lines.append("\(name): \(value)") }
    return lines.joined(separator: "\n")
  }
}

extension StatementFate {
  fileprivate var phrase: String {
    switch self {
    case .notSent: tr("before the next statement was sent")
    case .cancelled: tr("and the statement was cancelled")
    case .unknown: tr("and the server did not confirm the cancellation; the connection was dropped")
    }
  }
}

extension DecodingFailure: CustomStringConvertible {
  public var description: String {
    switch reason {
    case .noSuchColumn: tr("the result has no column \(column)")
    case .null: tr("column \(column) is NULL")
    case .notUTF8: tr("column \(column) is not valid UTF-8")
    case .not(let type): tr("column \(column) is not \(type)")
    case .rowCount(let count): tr("one row was expected and \(count) came")
    }
  }
}
