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
}
