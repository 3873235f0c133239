internal import CLibpq
internal import Localization

/// Gathers the results of one call until libpq has no more, and then says how it ended.
struct StatementOutcome {
  private(set) var results: [ResultStorage] = []
  private(set) var error: PostgresError?

  /// Takes a result in. The first error is the one that counts.
  mutating func add(_ result: ResultStorage) {
    switch result.status {
    case PGRES_FATAL_ERROR, PGRES_BAD_RESPONSE, PGRES_NONFATAL_ERROR:
      if error == nil { error = Self.error(of: result) }
    case PGRES_PIPELINE_ABORTED:
      if error == nil { error = .pipelineAborted }
    case PGRES_PIPELINE_SYNC: break
    default: results.append(result)
    }
  }

  /// What a failed result says; without a SQLSTATE it is libpq itself that speaks, and then the
  /// connection is lost.
  static func error(of result: ResultStorage) -> PostgresError {
    if let diagnostics = ServerDiagnostics(copying: result.pointer) { return .server(diagnostics) }
    let text = PQresultErrorMessage(result.pointer).map { String(cString: $0) } ?? ""
    let line = text.split(whereSeparator: \.isNewline).first.map(String.init)
    return .connectionLost(message: line ?? tr("no reason given"), diagnostics: nil)
  }

  /// The verdict, once everything is drained.
  ///
  /// A cancellation that came too late changed nothing: the statement did end, so its results
  /// count. Only the server's own "canceling statement" makes it a timeout.
  func verdict(
    _ connection: PostgresConnection, _ budget: WaitBudget
  ) throws(PostgresError) -> [ResultStorage] {
    guard let error else { return results }
    if let handle = connection.handle, PQstatus(handle) == CONNECTION_BAD {
      throw connection.lost(handle)
    }
    if let cause = budget.cancelled, error.sqlState == .queryCancelled {
      throw cause.error(.cancelled)
    }
    throw error.about(connection.given)
  }
}

extension PostgresConnection {
  /// Reads everything that the statement sent before has to say.
  func collect(
    _ handle: OpaquePointer, _ budget: inout WaitBudget
  ) throws(PostgresError) -> [ResultStorage] {
    var outcome = StatementOutcome()
    while let result = try nextResult(handle, &budget) {
      outcome.add(result)
      if result.status == PGRES_COPY_IN || result.status == PGRES_COPY_OUT {
        // PQgetResult would return the same for ever.
        close()
        throw .misuse(tr("COPY from or to the client is not supported; the connection was closed"))
      }
    }
    return try outcome.verdict(self, budget)
  }
}
