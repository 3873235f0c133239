internal import ClientSupport
internal import InviteDomain
internal import InviteStorage
internal import PostgresClient

/// Schema `invitectl`: what invitectl keeps in the database besides the backend's tables.
///
/// It has a version of its own, since Alembic must not know of it. Each version is one
/// transaction, whose statements can be run again; the version moves by compare-and-set, under the
/// lock ``AdvisoryLock/migrate``. A database that a newer invitectl has touched is left as it is.
enum InvitectlSchema {
  /// What each version adds, the first being version 1.
  static let versions: [[String]] = [
    SyncSchema.statements + [IndexWorkQueries.create, OutboxSchema.create],
    SyncSchema.secondVersion, SyncSchema.thirdVersion,
  ]

  static var latest: Int { versions.count }

  /// Brings the schema to the latest version.
  ///
  /// - Precondition: the caller holds ``AdvisoryLock/migrate`` on `connection`.
  /// - Returns: the versions that were made now.
  static func bringUpToDate(
    _ connection: PostgresConnection, deadline: Deadline
  ) throws(TransactionError) -> [Int] {
    try shortTransaction(connection, deadline) {
      try connection.executeScript(SchemaQueries.makeSchema, deadline: deadline)
      // Somebody may have made it since this session began.
      try checkTrust(connection, deadline)
      try connection.executeScript(SchemaQueries.create, deadline: deadline)
    }
    var made: [Int] = []
    while let version = try step(connection, deadline) { made.append(version) }
    return made
  }

  private static func checkTrust(_ connection: PostgresConnection, _ deadline: Deadline) throws {
    let foreign = try SessionLook.foreignObjects(connection, connection.facts, deadline)
    if let failure = SessionFacts.untrusted(foreign) { throw failure }
  }

  /// One version; `nil` when there is none left.
  private static func step(
    _ connection: PostgresConnection, _ deadline: Deadline
  ) throws(TransactionError) -> Int? {
    try shortTransaction(connection, deadline) { () throws -> Int? in
      let current = try connection.query(SchemaQueries.version, deadline: deadline).only()
        .int("version")
      guard current < latest else { return nil }
      for statement in versions[current] {
        try connection.executeScript(statement, deadline: deadline)
      }
      let moved = try connection.execute(
        SchemaQueries.advance, [String(current + 1), String(current)], deadline: deadline)
      guard moved == 1 else {
        throw Failure(
          .transient, "another session changed the version of schema invitectl at the same time",
          hint: "run the same command again")
      }
      return current + 1
    }
  }

  private static func shortTransaction<Value>(
    _ connection: PostgresConnection, _ deadline: Deadline, _ body: () throws -> Value
  ) throws(TransactionError) -> Value {
    try connection.transaction(deadline: deadline) {
      try connection.executeScript(SessionQueries.shortTransaction, deadline: deadline)
      return try body()
    }
  }
}
