package import ClientSupport
internal import InviteDomain
package import PostgresClient

extension PostgresConnection {
  /// What was seen when this session began.
  package var facts: SessionFacts? { attachment as? SessionFacts }

  /// The schema that was found when this session began.
  package var backend: BackendSchema {
    facts?.schema ?? .standard
  }

  /// Where Alembic's revision is kept; where that is not clear, what Alembic makes in the schema of the
  /// backend's tables.
  package var revisionTable: RevisionTable {
    facts?.record.table ?? RevisionTable(schema: backend)
  }

  /// A statement about the backend's tables, which are where this session found them.
  package func query(
    _ statement: (BackendSchema) -> String, _ parameters: [String?] = [], deadline: Deadline
  ) throws(PostgresError) -> PostgresRows {
    try query(statement(backend), parameters, deadline: deadline)
  }

  @discardableResult
  package func execute(
    _ statement: (BackendSchema) -> String, _ parameters: [String?] = [], deadline: Deadline
  ) throws(PostgresError) -> Int {
    try execute(statement(backend), parameters, deadline: deadline)
  }

  package func executeScript(
    _ script: (BackendSchema) -> String, deadline: Deadline
  ) throws(PostgresError) {
    try executeScript(script(backend), deadline: deadline)
  }

  package func start(
    _ statement: (BackendSchema) -> String, _ parameters: [String?] = [], deadline: Deadline
  ) throws(PostgresError) {
    try start(statement(backend), parameters, deadline: deadline)
  }

  /// A statement about sessions of one's own, as who logged in. `ALTER ROLE deploy SET role TO app` has each
  /// session of deploy act as app, which may neither see what deploy's others do nor end them
  /// (src/include/pgstat.h, HAS_PGSTAT_PERMISSIONS; pg_signal_backend).
  package func queryAsLogin(
    _ sql: String, _ parameters: [String?], deadline: Deadline
  ) throws(PostgresError) -> PostgresRows {
    guard let facts, facts.login != facts.role else {
      return try query(sql, parameters, deadline: deadline)
    }
    // What comes in one pipeline is one transaction.
    let answers = try pipeline(
      [PostgresStatement(SessionQueries.asLogin), PostgresStatement(sql, parameters)],
      deadline: deadline)
    return try answers[1].get()
  }
}
