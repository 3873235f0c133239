internal import CLibpq
public import ClientSupport
internal import Localization

/// One session with a server. Its calls block in poll(2), by a deadline, and end early when the
/// interrupt is raised.
///
/// A statement that runs out of time, or is interrupted, is cancelled on the server and its answer
/// drained, and the connection stays usable; if the server does not answer the cancellation
/// within ``drainBound`` either, the connection is dropped.
///
/// It belongs to one thread at a time, as a PGconn does (chapter 34.20 of the manual).
public final class PostgresConnection {
  /// `nil` once dropped or closed.
  private(set) var handle: OpaquePointer?

  /// Raised by signals; `nil` while cleaning up after one.
  public var interrupt: Interrupt?

  /// Receives notices and warnings while a call runs. They are dropped without it.
  public var onNotice: ((ServerDiagnostics) -> Void)?

  /// Told after each statement of ``query(_:_:deadline:)``, ``executeScript(_:deadline:)`` and
  /// ``forEachRow(_:_:deadline:_:)``. It must not use this connection.
  public var onStatement: ((StatementReport) -> Void)?

  /// How long a cancelled statement may take to end.
  public var drainBound: Duration = .seconds(5)

  /// What its owner found out about this very session and wants to keep with it; not read here.
  public var attachment: (any Sendable)?

  /// The one started by ``start(_:_:)`` that has not been finished.
  var running: RunningStatement?

  /// How many statements ``startPipeline(_:deadline:)`` sent that have not been finished.
  var pipelined: Int?

  /// What the statements of the transaction were given.
  private(set) var given = GivenValues()

  /// What the server said before it ended the session, e.g. that an administrator did.
  var lastWords: ServerDiagnostics?

  /// Where it connects to, without secrets.
  public let target: String

  init(adopting handle: OpaquePointer, target: String, interrupt: Interrupt?) {
    self.handle = handle
    self.target = target
    self.interrupt = interrupt
    // By default libpq writes notices to stderr. The receiver gets a PGresult that it must not
    // clear, and is called only from within calls on this connection (chapter 34.13).
    PQsetNoticeReceiver(
      handle,
      { context, result in
        guard let context, let result, let notice = ServerDiagnostics(copying: result) else {
          return
        }
        let connection = Unmanaged<PostgresConnection>.fromOpaque(context).takeUnretainedValue()
        // A session that is ended while it idles is told so by what libpq takes for a notice.
        if notice.endsSession { connection.lastWords = notice }
        connection.onNotice?(notice)
      }, Unmanaged.passUnretained(self).toOpaque())
  }

  deinit {
    // Also after a refused connection: "PQfinish should be called even if the server connection
    // attempt fails" (chapter 34.1).
    PQfinish(handle)
  }

  /// Ends the session. Nothing but `close` may be called afterwards.
  public func close() {
    PQfinish(handle)
    handle = nil
    running = nil
    pipelined = nil
  }

  /// Whether a statement can be sent, as far as this side knows.
  public var isUsable: Bool {
    handle.map { PQstatus($0) == CONNECTION_OK } ?? false
  }

  /// E.g. 150018 for 15.18; 0 without a connection.
  public var serverVersion: Int { handle.map { Int(PQserverVersion($0)) } ?? 0 }

  /// The process that serves this session, as in pg_stat_activity; behind a pooler it is whatever
  /// the pooler says. 0 without a connection.
  public var backendPID: Int { handle.map { Int(PQbackendPID($0)) } ?? 0 }

  /// A setting that the server reports by itself, e.g. `server_version`, `TimeZone`,
  /// `in_hot_standby`; `nil` if it does not report it.
  public func parameterStatus(_ name: String) -> String? {
    handle.flatMap { PQparameterStatus($0, name) }.map { String(cString: $0) }
  }

  /// Whether the session is inside of a transaction block, a failed one included.
  public var isInTransaction: Bool {
    guard let handle else { return false }
    let status = PQtransactionStatus(handle)
    return status == PQTRANS_INTRANS || status == PQTRANS_INERROR
  }

  /// The handle for a new statement.
  ///
  /// - Throws: if the connection is gone, a statement still runs, the time is over already or the
  ///   interrupt is up.
  func idleHandle(_ budget: borrowing WaitBudget) throws(PostgresError) -> OpaquePointer {
    guard let handle else {
      throw .connectionLost(message: tr("it was closed before"), diagnostics: nil)
    }
    guard PQstatus(handle) == CONNECTION_OK else { throw lost(handle) }
    guard PQtransactionStatus(handle) != PQTRANS_ACTIVE else {
      throw .misuse(tr("a statement is still running on this connection"))
    }
    if budget.interrupt?.isTriggered == true { throw .interrupted(.notSent) }
    if budget.deadline.hasPassed { throw .timedOut(.notSent) }
    return handle
  }

  /// Remembers what a statement that is about to be sent is given.
  func remember(_ handle: OpaquePointer, _ parameters: [String?]) {
    if PQtransactionStatus(handle) == PQTRANS_IDLE { given = GivenValues() }
    given.add(parameters)
  }

  /// What libpq says about a connection that broke, and what the server said before.
  func lost(_ handle: OpaquePointer) -> PostgresError {
    let text = PQerrorMessage(handle).map { String(cString: $0) } ?? ""
    let line = text.split(whereSeparator: \.isNewline).first.map(String.init)
    return .connectionLost(message: line ?? tr("no reason given"), diagnostics: lastWords)
  }
}
