internal import ClientSupport
internal import Logging
internal import PostgresClient
internal import Tracing

/// What is said about slow statements.
public struct SlowStatements: Sendable, Equatable {
  /// From here on a statement is slow.
  public let threshold: Duration
  /// Whether the server is asked for its plan, over a connection of its own.
  public let explains: Bool

  public init(threshold: Duration, explains: Bool) {
    self.threshold = threshold
    self.explains = explains
  }
}

/// Makes spans of the statements of a connection, and logs the slow ones.
struct StatementObserver {
  private let context: OperationContext

  init(_ context: OperationContext) {
    self.context = context
  }

  func attach(to connection: PostgresConnection) {
    let isTraced = Spans.areRecorded
    guard isTraced || context.slow != nil else { return }
    connection.onStatement = { report in
      let text = StatementText.redacted(report.statement.sql)
      if isTraced {
        let name = String(text.prefix { $0.isLetter })
        // OpenTelemetry semantic conventions for SQL, 1.33.
        Spans.ended(
          name.isEmpty ? "SQL" : name,
          ["db.system.name": "postgresql", "db.query.text": .string(text)],
          took: report.duration, error: report.error)
      }
      if let slow = context.slow, report.duration >= slow.threshold {
        log(report, text, slow)
      }
    }
  }

  private func log(_ report: StatementReport, _ text: String, _ slow: SlowStatements) {
    context.logger.warning(
      "slow statement",
      metadata: [
        "took": "\(DurationText.format(report.duration))", "statement": "\(text)",
      ])
    guard slow.explains else { return }
    do throws(Failure) {
      for line in try plan(report.statement) {
        context.logger.warning("plan", metadata: ["line": "\(StatementText.redacted(line))"])
      }
    } catch {
      context.logger.warning("no plan", metadata: ["why": "\(error.message)"])
    }
  }

  /// Over another connection: the statement's own may be inside of a transaction, which a failed
  /// EXPLAIN would end. EXPLAIN alone runs nothing.
  private func plan(_ statement: PostgresStatement) throws(Failure) -> [String] {
    guard let explain = SessionQueries.explain(statement.sql) else {
      throw Failure(.error, "this kind of statement has none")
    }
    let quiet = OperationContext(
      configuration: context.configuration, interrupt: context.interrupt,
      logger: context.logger, trace: context.trace)
    let connection = try quiet.with(context.purpose).postgres()
    // This one is not of interest.
    connection.onStatement = nil
    do throws(PostgresError) {
      return try connection.query(
        explain, statement.parameters, deadline: context.requestDeadline
      ).map { (row) throws(PostgresError) in try row.string("QUERY PLAN") }
    } catch {
      throw Failure(error, doing: "ask for the plan")
    }
  }
}
