internal import CLibpq
public import ClientSupport
internal import Localization

/// What ``PostgresConnection/poll(until:)`` saw.
public enum StatementProgress: Sendable, Equatable {
  case finished
  case running
  /// Still running; what to do about the interrupt is the caller's.
  case interrupted
}

/// A statement that was started and has not been finished.
struct RunningStatement {
  var outcome = StatementOutcome()
  var isComplete = false
}

extension PostgresConnection {
  /// Sends one statement and returns at once, so that a thread can watch it through another
  /// connection while it runs. End it by ``finish(deadline:)`` or ``cancelRunning(bound:)``.
  public func start(
    _ sql: String, _ parameters: [String?] = [], deadline: Deadline
  ) throws(PostgresError) {
    var budget = WaitBudget(deadline, interrupt)
    let handle = try idleHandle(budget)
    try send(handle, sql, parameters)
    running = RunningStatement()
    try flush(handle, &budget)
  }

  /// Whether a started statement has not been finished.
  public var isRunning: Bool { running != nil && handle != nil }

  /// Waits for the started statement until `moment`; never cancels it.
  ///
  /// - Throws: ``PostgresError/connectionLost(message:diagnostics:)``; an error of the statement
  ///   itself is told by ``finish(deadline:)``.
  public func poll(until moment: Deadline) throws(PostgresError) -> StatementProgress {
    guard let handle, var statement = running else { throw noneRunning }
    defer { if self.handle != nil { running = statement } }
    while !statement.isComplete {
      if PQisBusy(handle) == 1 {
        switch SocketWait.wait(
          for: PQsocket(handle), reading: true, writing: PQflush(handle) == 1, until: moment,
          interrupt: interrupt)
        {
        case .timedOut: return .running
        case .interrupted: return .interrupted
        case .readable:
          guard PQconsumeInput(handle) == 1 else { throw brokenWhileReading(handle) }
        case .writable: break
        }
      } else if let result = takeResult(handle) {
        statement.outcome.add(result)
      } else {
        statement.isComplete = true
      }
    }
    return .finished
  }

  /// Waits for the started statement and returns its rows; at the deadline, or when interrupted,
  /// it is cancelled as a ``query(_:_:deadline:)`` would be.
  public func finish(deadline: Deadline) throws(PostgresError) -> PostgresRows {
    try Self.only(end(WaitBudget(deadline, interrupt)))
  }

  /// Cancels the started statement and drains it, ignoring the interrupt.
  ///
  /// - Parameter bound: how long the server may take to end it.
  /// - Returns: the rows, if it had ended before.
  /// - Throws: ``PostgresError/timedOut(_:)`` with the fate `cancelled` when it was cancelled, or
  ///   `unknown`, and then the connection is gone; the statement's own error if it had failed.
  public func cancelRunning(bound: Duration) throws(PostgresError) -> PostgresRows {
    guard let handle, running != nil else { throw noneRunning }
    CancelHandle(handle)?.send(bound: bound)
    var budget = WaitBudget(.never, nil)
    budget.cancel(.caller, drainBound: bound)
    return try Self.only(end(budget))
  }

  private func end(_ limits: WaitBudget) throws(PostgresError) -> [ResultStorage] {
    guard let handle, var statement = running else { throw noneRunning }
    running = nil
    var budget = limits
    while !statement.isComplete {
      if let result = try nextResult(handle, &budget) {
        statement.outcome.add(result)
      } else {
        statement.isComplete = true
      }
    }
    return try statement.outcome.verdict(self, budget)
  }

  private var noneRunning: PostgresError { .misuse(tr("no statement was started")) }
}
