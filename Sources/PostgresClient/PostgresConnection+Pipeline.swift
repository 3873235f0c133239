internal import CLibpq
public import ClientSupport
internal import Localization

extension PostgresConnection {
  /// Sends all statements at once and then reads their answers: one round trip (pipeline mode,
  /// chapter 34.5 of the manual).
  ///
  /// They are one transaction: after the first failure the rest is
  /// ``PostgresError/pipelineAborted`` and nothing is kept, unless a transaction block was open
  /// already. To take everything or the first error, `try results.map { try $0.get() }`.
  ///
  /// - Returns: as many results as statements, in their order.
  /// - Throws: what concerns the connection as a whole, or the deadline; or what the commit of
  ///   statements that all went well said, e.g. a deferred constraint.
  public func pipeline(
    _ statements: [PostgresStatement], deadline: Deadline
  ) throws(PostgresError) -> [Result<PostgresRows, PostgresError>] {
    if statements.isEmpty { return [] }
    try startPipeline(statements, deadline: deadline)
    return try finishPipeline(deadline: deadline)
  }

  /// Sends all statements and returns at once, so that there is something to do while the server
  /// works. End it by ``finishPipeline(deadline:)``; nothing else can be sent before.
  public func startPipeline(
    _ statements: [PostgresStatement], deadline: Deadline
  ) throws(PostgresError) {
    let handle = try idleHandle(WaitBudget(deadline, interrupt))
    // Checked before any is handed over, because a half-sent pipeline cannot be taken back.
    let values = try statements.map { (statement) throws(PostgresError) in
      try Self.values(of: statement)
    }
    guard PQenterPipelineMode(handle) == 1 else { throw lost(handle) }
    for (statement, values) in zip(statements, values) {
      remember(handle, statement.parameters)
      try send(handle, statement.sql, values)
    }
    guard PQpipelineSync(handle) == 1 else { throw lost(handle) }
    // What does not go out now does so when it is waited for.
    guard PQflush(handle) >= 0 else { throw brokenWhileReading(handle) }
    pipelined = statements.count
  }

  /// Whether a started pipeline has not been finished.
  public var isPipelining: Bool { pipelined != nil && handle != nil }

  /// Waits for the answers of a started pipeline, as ``pipeline(_:deadline:)`` gives them.
  public func finishPipeline(
    deadline: Deadline
  ) throws(PostgresError) -> [Result<PostgresRows, PostgresError>] {
    guard let handle, let count = pipelined else { throw .misuse(tr("no pipeline was started")) }
    pipelined = nil
    var budget = WaitBudget(deadline, interrupt)
    var results: [Result<PostgresRows, PostgresError>] = []
    for _ in 0..<count {
      results.append(try nextAnswer(handle, &budget))
    }
    // The sync point is a result that no NULL follows. Before it comes what the commit said: a
    // deferred constraint is checked there, and then nothing of the statements is kept.
    var commit = StatementOutcome()
    var sync = try nextResult(handle, &budget)
    while let result = sync, result.status != PGRES_PIPELINE_SYNC {
      commit.add(result)
      sync = try nextResult(handle, &budget)
      if sync == nil { sync = try nextResult(handle, &budget) }
    }
    guard sync != nil, PQstatus(handle) == CONNECTION_OK, PQexitPipelineMode(handle) == 1 else {
      defer { close() }
      throw lost(handle)
    }
    if let error = commit.error { throw error.about(given) }
    if let cause = budget.cancelled,
      results.contains(where: { $0.failure?.sqlState == .queryCancelled })
    {
      throw cause.error(.cancelled)
    }
    return results
  }

  /// One statement's answer: its result, and the NULL that ends it.
  private func nextAnswer(
    _ handle: OpaquePointer, _ budget: inout WaitBudget
  ) throws(PostgresError) -> Result<PostgresRows, PostgresError> {
    var outcome = StatementOutcome()
    while let result = try nextResult(handle, &budget) {
      outcome.add(result)
      if PQstatus(handle) == CONNECTION_BAD { throw lost(handle) }
    }
    if let error = outcome.error { return .failure(error.about(given)) }
    do throws(PostgresError) {
      return .success(try Self.only(outcome.results))
    } catch {
      return .failure(error)
    }
  }
}

extension Result {
  fileprivate var failure: Failure? {
    if case .failure(let error) = self { error } else { nil }
  }
}
