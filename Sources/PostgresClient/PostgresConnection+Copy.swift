internal import CLibpq
public import ClientSupport

extension PostgresConnection {
  /// Runs a `COPY … FROM STDIN` whose data `body` writes.
  ///
  /// When `body` throws, or the time is over, the COPY fails on the server, so that nothing of it
  /// is kept.
  ///
  /// - Returns: the number of rows copied.
  /// - Throws: a ``PostgresError``, or what `body` throws.
  @discardableResult
  public func copyIn(
    _ sql: String, deadline: Deadline, _ body: (CopyWriter) throws -> Void
  ) throws -> Int {
    var patience = Patience(deadline, interrupt)
    let handle = try startCopy(sql, PGRES_COPY_IN, &patience)
    var bodyError: (any Error)?
    var limits = patience
    let writer = CopyWriter { (bytes) throws(PostgresError) in
      try self.put(handle, bytes, &limits)
    }
    do {
      try body(writer)
      try writer.flush()
    } catch {
      bodyError = error
    }
    guard isUsable else { throw bodyError ?? lost(handle) }
    patience = limits
    let failed = bodyError != nil || patience.cancelled != nil
    // Returns 0 only in non-blocking mode with a full buffer, as PQputCopyData does.
    while true {
      let ended =
        failed ? PQputCopyEnd(handle, "given up by the client") : PQputCopyEnd(handle, nil)
      if ended == 1 { break }
      guard ended == 0 else { throw lost(handle) }
      try wait(handle, writing: true, &patience)
    }
    let results: [ResultStorage]
    do {
      results = try collect(handle, &patience)
    } catch {
      // Unless the connection broke, the server's error is the echo of what the body threw.
      throw error.isConnectionGone ? error : bodyError ?? error
    }
    if let bodyError { throw bodyError }
    return results.last?.affectedRows ?? 0
  }

  /// Runs a `COPY … TO STDOUT` and gives its data to `body` as it comes, a row at a time.
  ///
  /// When `body` throws, the COPY is cancelled and the rest drained.
  ///
  /// - Throws: a ``PostgresError``, or what `body` throws.
  public func copyOut(
    _ sql: String, deadline: Deadline, _ body: (UnsafeRawBufferPointer) throws -> Void
  ) throws {
    var patience = Patience(deadline, interrupt)
    let handle = try startCopy(sql, PGRES_COPY_OUT, &patience)
    var bodyError: (any Error)?
    receiving: while true {
      var row: UnsafeMutablePointer<CChar>?
      // > 0: a row, to be freed by PQfreemem; 0: not there yet; -1: done; -2: an error, which
      // PQgetResult tells (chapter 34.10.2).
      let length = PQgetCopyData(handle, &row, 1)
      defer { PQfreemem(row) }
      switch length {
      case 1...:
        guard bodyError == nil, patience.cancelled == nil else { continue }
        do {
          try body(UnsafeRawBufferPointer(start: row, count: Int(length)))
        } catch {
          bodyError = error
          try giveUp(handle, .caller, &patience)
        }
      case 0: try wait(handle, writing: false, &patience)
      default: break receiving
      }
    }
    do {
      _ = try collect(handle, &patience)
    } catch {
      throw bodyError ?? error
    }
    if let bodyError { throw bodyError }
    if let cause = patience.cancelled { throw cause.error(.cancelled) }
  }

  private func startCopy(
    _ sql: String, _ expected: ExecStatusType, _ patience: inout Patience
  ) throws(PostgresError) -> OpaquePointer {
    let handle = try idleHandle(patience)
    if sql.utf8.contains(0) { throw .embeddedNUL("the statement") }
    guard PQsendQuery(handle, sql) == 1 else { throw lost(handle) }
    guard let first = try nextResult(handle, &patience) else { throw lost(handle) }
    if first.status == expected { return handle }
    var outcome = StatementOutcome()
    outcome.add(first)
    while outcome.error != nil, let result = try nextResult(handle, &patience) {
      outcome.add(result)
    }
    _ = try outcome.verdict(self, patience)
    close()
    throw .misuse("the statement is not the COPY that was expected; the connection was closed")
  }

  /// Sends one piece and waits until libpq holds none of it back, so that memory stays bounded.
  private func put(
    _ handle: OpaquePointer, _ bytes: UnsafeRawBufferPointer, _ patience: inout Patience
  ) throws(PostgresError) {
    while true {
      let queued = PQputCopyData(
        handle, bytes.baseAddress?.assumingMemoryBound(to: CChar.self), Int32(bytes.count))
      if queued == 1 { break }
      guard queued == 0 else { throw lost(handle) }
      try wait(handle, writing: true, &patience)
      if let cause = patience.cancelled { throw cause.error(.cancelled) }
    }
    try flush(handle, &patience)
    if let cause = patience.cancelled { throw cause.error(.cancelled) }
  }
}
