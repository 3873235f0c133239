/// What one call did on a connection, for logs and traces.
public struct StatementReport: Sendable {
  /// Its parameters are for asking the server about it again, never for a log.
  public let statement: PostgresStatement
  public let duration: Duration
  /// Whether it ended as it should.
  public let error: PostgresError?
}

extension PostgresConnection {
  /// Runs `body` and tells ``onStatement`` about it, if somebody listens.
  func observed<T, E: Error>(
    _ sql: String, _ parameters: [String?], _ body: () throws(E) -> T
  ) throws(E) -> T {
    guard let onStatement else { return try body() }
    let begin = ContinuousClock.now
    func tell(_ error: PostgresError?) {
      onStatement(
        StatementReport(
          statement: PostgresStatement(sql, parameters), duration: begin.duration(to: .now),
          error: error))
    }
    do {
      let value = try body()
      tell(nil)
      return value
    } catch {
      tell(error as? PostgresError)
      throw error
    }
  }
}
