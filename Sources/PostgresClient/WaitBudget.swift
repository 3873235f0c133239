internal import CLibpq
internal import ClientSupport

/// How long the waits of one call may last, and whether the statement was cancelled meanwhile.
struct WaitBudget {
  /// Why a statement was cancelled.
  enum Cause {
    case deadline
    case interrupt
    /// The caller's own closure threw, or it asked for it.
    case caller

    func error(_ fate: StatementFate) -> PostgresError {
      self == .interrupt ? .interrupted(fate) : .timedOut(fate)
    }
  }

  /// A cancellation that arrives before the statement has begun is forgotten by the server, and
  /// one that it obeys is answered sooner than this.
  static let cancelAgain = Duration.milliseconds(250)

  var deadline: Deadline
  var interrupt: Interrupt?
  private(set) var cancelled: Cause?

  init(_ deadline: Deadline, _ interrupt: Interrupt?) {
    self.deadline = deadline
    self.interrupt = interrupt
  }

  /// From here on it only waits for the cancelled statement to end.
  mutating func cancel(_ cause: Cause, drainBound: Duration) {
    cancelled = cause
    deadline = .after(drainBound)
    interrupt = nil
  }
}

extension PostgresConnection {
  /// Waits once for the socket. When the time is over or the interrupt comes, it cancels the
  /// statement and returns, so that the caller's loop goes on to drain the answer, and asks for
  /// the cancellation again now and then; the second time it drops the connection.
  func wait(
    _ handle: OpaquePointer, writing: Bool, _ budget: inout WaitBudget
  ) throws(PostgresError) {
    let end =
      budget.cancelled == nil
      ? budget.deadline : budget.deadline.earlier(.after(WaitBudget.cancelAgain))
    switch SocketWait.wait(
      for: PQsocket(handle), reading: true, writing: writing, until: end,
      interrupt: budget.interrupt)
    {
    case .readable:
      guard PQconsumeInput(handle) == 1 else { throw brokenWhileReading(handle) }
    case .writable: break
    case .timedOut where !budget.deadline.hasPassed:
      CancelHandle(handle)?.send(bound: budget.deadline.remaining ?? drainBound)
    case .timedOut: try giveUp(handle, .deadline, &budget)
    case .interrupted: try giveUp(handle, .interrupt, &budget)
    }
  }

  func giveUp(
    _ handle: OpaquePointer, _ cause: WaitBudget.Cause, _ budget: inout WaitBudget
  ) throws(PostgresError) {
    if let first = budget.cancelled {
      close()
      throw first.error(.unknown)
    }
    CancelHandle(handle)?.send(bound: min(drainBound, .seconds(5)))
    budget.cancel(cause, drainBound: drainBound)
  }

  /// Sends what libpq still holds back, reading meanwhile: "wait for the socket to become
  /// read-ready or write-ready; if read-ready, call PQconsumeInput, then PQflush again"
  /// (chapter 34.4).
  func flush(_ handle: OpaquePointer, _ budget: inout WaitBudget) throws(PostgresError) {
    while true {
      switch PQflush(handle) {
      case 0: return
      case 1: try wait(handle, writing: true, &budget)
      default: throw brokenWhileReading(handle)
      }
    }
  }

  /// The next result of what was sent; `nil` after the last.
  func nextResult(
    _ handle: OpaquePointer, _ budget: inout WaitBudget, columns: [String]? = nil
  ) throws(PostgresError) -> ResultStorage? {
    try flush(handle, &budget)
    while PQisBusy(handle) == 1 {
      try wait(handle, writing: false, &budget)
    }
    return takeResult(handle, columns: columns)
  }

  /// A result that is there already; `nil` after the last.
  func takeResult(_ handle: OpaquePointer, columns: [String]? = nil) -> ResultStorage? {
    guard let pointer = PQgetResult(handle) else { return nil }
    let result = ResultStorage(adopting: pointer, columns: columns)
    hear(result)
    return result
  }

  /// The server's last words may have arrived before the socket broke.
  func brokenWhileReading(_ handle: OpaquePointer) -> PostgresError {
    // The connection is bad, so PQgetResult does not block any more.
    while PQstatus(handle) == CONNECTION_BAD, let result = PQgetResult(handle) {
      hear(ResultStorage(adopting: result))
    }
    return lost(handle)
  }

  /// Remembers the words with which the server ends a session.
  private func hear(_ result: ResultStorage) {
    guard result.status == PGRES_FATAL_ERROR else { return }
    if let words = ServerDiagnostics(copying: result.pointer), words.endsSession {
      lastWords = words
    }
  }
}
