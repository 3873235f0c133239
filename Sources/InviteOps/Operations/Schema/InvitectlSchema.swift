internal import ClientSupport
internal import InviteDomain
internal import InviteStorage
internal import Localization
internal import PostgresClient

/// Schema `invitectl`: what invitectl keeps in the database besides the backend's tables.
///
/// It has a version of its own, since Alembic must not know of it. Each version is one
/// transaction, whose statements can be run again; the version moves by compare-and-set, under the
/// lock ``AdvisoryLock/migrate``. A database that a newer invitectl has touched is left as it is.
enum InvitectlSchema {
  static let versions = OwnSchema.versions
  static let latest = OwnSchema.latest

  /// The tables that a schema of this version has, of those that this invitectl knows.
  static func tables(at version: Int) -> Set<OwnTable> {
    guard version > 0 else { return [] }
    return Set(versions.prefix(version).joined().compactMap(\.table)).union([.version])
  }

  /// Brings the schema to the latest version, with all of its tables: one that somebody dropped is
  /// made again, empty.
  ///
  /// - Precondition: the caller holds ``AdvisoryLock/migrate`` on `connection`.
  /// - Returns: the versions that were made now.
  /// - Throws: also where it is not complete in the end, or not readable: whoever looks again would
  ///   find the same to do.
  static func bringUpToDate(
    _ connection: PostgresConnection, deadline: Deadline
  ) throws(TransactionError) -> [Int] {
    try shortTransaction(connection, deadline) {
      try connection.executeScript(SchemaQueries.makeSchema, deadline: deadline)
      // Somebody may have made it since this session began.
      try checkTrust(connection, deadline)
      try connection.executeScript(SchemaQueries.create, deadline: deadline)
    }
    try shortTransaction(connection, deadline) { try remake(connection, deadline) }
    var made: [Int] = []
    while let version = try step(connection, deadline) { made.append(version) }
    try shortTransaction(connection, deadline) {
      guard try missing(connection, deadline).isEmpty else {
        throw Failure(
          .transient, tr("somebody drops tables of schema invitectl at the same time"),
          hint: tr("see who does, then run the same command again"))
      }
      // Who may make tables here but not read this one would be told to make it, again and again.
      _ = try connection.query(IndexWorkQueries.all, deadline: deadline)
    }
    return made
  }

  /// Makes the tables that are missing of the version that is recorded. Of a newer version they
  /// are not ours to make.
  private static func remake(_ connection: PostgresConnection, _ deadline: Deadline) throws {
    let lost = try missing(connection, deadline)
    for statement in versions.prefix(try recorded(connection, deadline)).joined()
    where statement.table.map(lost.contains) ?? false {
      try connection.executeScript(statement.sql, deadline: deadline)
    }
  }

  /// Of the recorded version, in the order of their names.
  ///
  /// - Throws: ``Failure/Kind/conflict`` where something else has the name of one.
  private static func missing(
    _ connection: PostgresConnection, _ deadline: Deadline
  ) throws -> [OwnTable] {
    let version = try recorded(connection, deadline)
    guard version <= latest else { return [] }
    var isTable: [String: Bool] = [:]
    for row in try connection.query(SchemaQueries.relations, deadline: deadline) {
      isTable[try row.string("name")] = try row.bool("is_table")
    }
    let missing = tables(at: version).filter { isTable[$0.rawValue] != true }
      .sorted { $0.rawValue < $1.rawValue }
    if let taken = missing.first(where: { isTable[$0.rawValue] == false }) {
      throw Failure(
        .conflict, tr("invitectl.\(taken.rawValue) is not a table"),
        hint: tr("rename or drop what has its name, after seeing who needs it, then run this again")
      )
    }
    return missing
  }

  private static func recorded(
    _ connection: PostgresConnection, _ deadline: Deadline
  ) throws -> Int {
    let version = try connection.query(SchemaQueries.version, deadline: deadline).only()
      .int("version")
    guard version >= 0 else {
      throw SessionFacts.noVersion(version, database: connection.facts?.database ?? "?")
    }
    return version
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
      let current = try recorded(connection, deadline)
      guard current < latest else { return nil }
      for statement in versions[current] {
        try connection.executeScript(statement.sql, deadline: deadline)
      }
      let moved = try connection.execute(
        SchemaQueries.advance, [String(current + 1), String(current)], deadline: deadline)
      guard moved == 1 else {
        throw Failure(
          .transient,
          tr("another session changed the version of schema invitectl at the same time"),
          hint: tr("run the same command again"))
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
