internal import CLibpq
internal import ClientSupport

/// How long the waits of one call may last, and whether the statement was cancelled meanwhile.
struct Patience {
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
    _ handle: OpaquePointer, writing: Bool, _ patience: inout Patience
  ) throws(PostgresError) {
    let end =
      patience.cancelled == nil
      ? patience.deadline : patience.deadline.earlier(.after(Patience.cancelAgain))
    switch SocketWait.wait(
      for: PQsocket(handle), reading: true, writing: writing, until: end,
      interrupt: patience.interrupt)
    {
    case .readable:
      guard PQconsumeInput(handle) == 1 else { throw brokenWhileReading(handle) }
    case .writable: break
    case .timedOut where !patience.deadline.hasPassed:
      CancelHandle(handle)?.send(bound: patience.deadline.remaining ?? drainBound)
    case .timedOut: try giveUp(handle, .deadline, &patience)
    case .interrupted: try giveUp(handle, .interrupt, &patience)
    }
  }

  func giveUp(
    _ handle: OpaquePointer, _ cause: Patience.Cause, _ patience: inout Patience
  ) throws(PostgresError) {
    if let first = patience.cancelled {
      close()
      throw first.error(.unknown)
    }
    CancelHandle(handle)?.send(bound: min(drainBound, .seconds(5)))
    patience.cancel(cause, drainBound: drainBound)
  }

  /// Sends what libpq still holds back, reading meanwhile: "wait for the socket to become
  /// read-ready or write-ready; if read-ready, call PQconsumeInput, then PQflush again"
  /// (chapter 34.4).
  func flush(_ handle: OpaquePointer, _ patience: inout Patience) throws(PostgresError) {
    while true {
      switch PQflush(handle) {
      case 0: return
      case 1: try wait(handle, writing: true, &patience)
      default: throw brokenWhileReading(handle)
      }
    }
  }

  /// The next result of what was sent; `nil` after the last.
  func nextResult(
    _ handle: OpaquePointer, _ patience: inout Patience, columns: [String]? = nil
  ) throws(PostgresError) -> ResultStorage? {
    try flush(handle, &patience)
    while PQisBusy(handle) == 1 {
      try wait(handle, writing: false, &patience)
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
