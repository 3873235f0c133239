internal import ClientSupport
package import InviteDomain
internal import Localization
package import Logging
package import PostgresClient
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
package struct StatementObserver: Sendable {
  package let logger: Logger
  /// `nil` where nothing is to be logged.
  package let slow: SlowStatements?
  /// Asks the server for the plan of a statement, line by line, over another connection: the
  /// statement's own may be inside of a transaction, which a failed EXPLAIN would end.
  package let plan: @Sendable (PostgresStatement) -> Result<[String], Failure>

  package init(
    logger: Logger, slow: SlowStatements?,
    plan: @escaping @Sendable (PostgresStatement) -> Result<[String], Failure>
  ) {
    self.logger = logger
    self.slow = slow
    self.plan = plan
  }

  package func attach(to connection: PostgresConnection) {
    let isTraced = Spans.areRecorded
    guard isTraced || slow != nil else { return }
    connection.onStatement = { report in
      let text = StatementText.redacted(report.statement.sql, showsNumbers: true)
      if isTraced {
        let name = String(text.prefix { $0.isLetter })
        // OpenTelemetry semantic conventions for SQL, 1.33.
        Spans.ended(
          name.isEmpty ? "SQL" : name,
          ["db.system.name": "postgresql", "db.query.text": .string(text)],
          took: report.duration, error: report.error)
      }
      if let slow, report.duration >= slow.threshold { log(report, text, slow) }
    }
  }

  private func log(_ report: StatementReport, _ text: String, _ slow: SlowStatements) {
    logger.warning(
      "slow statement",
      metadata: [
        "took": "\(DurationText.format(report.duration))", "statement": "\(text)",
      ])
    guard slow.explains else { return }
    do throws(Failure) {
      for line in try plan(report.statement).get() {
        logger.warning(
          "plan", metadata: ["line": "\(StatementText.redacted(line, showsNumbers: true))"])
      }
    } catch {
      logger.warning("no plan", metadata: ["why": "\(Speech.english(of: error.message))"])
    }
  }
}
