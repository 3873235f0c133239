internal import ClientSupport
internal import InviteDomain
internal import InviteStorage
internal import Localization
internal import PostgresClient

/// A table that has rows itself: the backend's, or a partition of it. Where a row is (its ctid) is unique in it.
struct CleanupLeaf {
  /// As it is typed, with its schema.
  let place: String
  /// Of the finished statuses, as this database writes them.
  let statuses: [String]
  /// Whether a trigger or rule may take rows out of a DELETE without an error.
  let isFiltered: Bool
  /// Whether triggers run when a row is deleted.
  let isWatched: Bool
}

/// Finds where the rows of a table are.
struct CleanupLeaves {
  let connection: PostgresConnection
  let deadline: Deadline

  /// What there is of a table.
  struct Found {
    /// Of the finished statuses, as this database writes them.
    var statuses: [String]
    var leaves: [CleanupLeaf]
    /// Partitions that are passed over, as sentences.
    var notes: [String] = []
  }

  /// The finished statuses of a table, as this database writes them; `nil` when there is no such table here.
  func statuses(_ table: CleanupTable) throws -> [String]? {
    try labels("\(connection.backend).\(table.rawValue)", table).map { row throws(PostgresError) in
      try row.strings("labels")
    }
  }

  /// - Returns: `nil` when there is no such table here.
  /// - Throws: ``Failure/Kind/conflict`` for child tables, ``Failure/Kind/error`` for a partition whose rows this
  ///   role may not delete.
  func find(_ table: CleanupTable) throws -> Found? {
    let whole = "\(connection.backend).\(table.rawValue)"
    guard let row = try labels(whole, table) else { return nil }
    // Rows of children are found in the whole, and their places are not its own.
    if try row.bool("divided") {
      throw Failure(
        .conflict,
        tr("\(table.rawValue) has child tables, which cleanup-queue does not delete from"),
        hint: tr("ALTER TABLE child NO INHERIT \(whole) parts one from it"))
    }
    let leaf = try leaf(whole, row)
    guard try row.string("kind") == "p" else {
      return Found(statuses: leaf.statuses, leaves: [leaf])
    }
    var found = Found(statuses: leaf.statuses, leaves: [])
    try refuseLacking(table)
    for part in try connection.query(
      PartitionQueries.leaves, [PostgresArray.literal([table.rawValue])], deadline: deadline)
    {
      let (place, title) = (try part.string("place"), try part.string("title"))
      guard try part.string("kind") == "r" else {
        found.notes.append(
          tr("\(title), a partition of \(table.rawValue), is a foreign table: passed over"))
        continue
      }
      // It may have been dropped by now.
      guard let row = try labels(place, table) else { continue }
      guard try row.bool("allowed") else { throw Self.hidden(place, title, of: table) }
      found.leaves.append(try self.leaf(place, row))
    }
    return found
  }

  private func labels(_ place: String, _ table: CleanupTable) throws(PostgresError) -> PostgresRow?
  {
    try connection.query(
      CleanupQueries.labels, [place, PostgresArray.literal(table.finishedStatuses)],
      deadline: deadline
    ).first
  }

  private func leaf(_ place: String, _ row: PostgresRow) throws(PostgresError) -> CleanupLeaf {
    CleanupLeaf(
      place: place, statuses: try row.strings("labels"), isFiltered: try row.bool("filtered"),
      isWatched: try row.bool("watched"))
  }

  /// Rows are deleted from each partition by itself, for which rights on the whole do not do.
  private func refuseLacking(_ table: CleanupTable) throws {
    let lacking = try PartitionGrants(
      connection.query(
        PartitionGrants.lacking, [PostgresArray.literal([table.rawValue])], deadline: deadline
      ).only())
    let role = connection.facts?.role ?? ""
    let statements = lacking.statements(to: PostgresIdentifier.quoted(role))
    guard !statements.isEmpty else { return }
    let message =
      lacking.places.isEmpty
      ? tr(
        "role \(role) may not use the schema of partitions of \(table.rawValue): "
          + "\(lacking.schemas.joined(separator: ", "))")
      : tr(
        "role \(role) may not delete the rows of \(CountText.of(lacking.places.count, "partition")) of "
          + "\(table.rawValue) by itself, such as \(lacking.places[0])")
    throw Failure(
      .error, message,
      hint: statements.joined(separator: "; "))
  }

  private static func hidden(_ place: String, _ title: String, of table: CleanupTable) -> Failure {
    Failure(
      .error, tr("row security hides rows of \(title), a partition of \(table.rawValue)"),
      hint: tr("as its owner: ALTER TABLE \(place) DISABLE ROW LEVEL SECURITY"))
  }
}
