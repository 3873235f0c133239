internal import ClientSupport
public import InviteDomain
public import InviteStorage
internal import Localization
internal import PostgresClient

/// Tables that may have the backend's revision, where nobody can tell which has.
public struct UnclearRecord: Sendable, Equatable {
  /// Each with what it says, where that was read.
  public struct Table: Sendable, Equatable {
    public let table: RevisionTable
    public let revisions: [Revision]
  }

  public let tables: [Table]
  /// Where the revision would be looked for; `nil` where several are found there.
  let expected: RevisionTable?

  /// Completes "database D: …" and stands alone.
  func sentence(in backend: BackendSchema) -> String {
    let names = tables.map { found in
      found.revisions.isEmpty
        ? "\(found.table)"
        : "\(found.table) (\(found.revisions.map(\.rawValue).joined(separator: ", ")))"
    }
    let all = names.dropFirst().reduce(names.first ?? "") { tr("\($0) and \($1)") }
    guard let expected else {
      return tr("Alembic's revision is in \(all): which is the backend's?")
    }
    return tr("there is no revision in \(expected), where Alembic would look, and one in \(all)")
  }

  /// What to type, whichever is right.
  var hint: String {
    let flags = (tables.map(\.table) + [expected].compactMap { $0 }).map {
      "--version-table \($0.argument)"
    }
    let all = flags.dropFirst().reduce(flags.first ?? "") { tr("\($0) or \($1)") }
    return tr(
      "say which is the backend's, as its Alembic has it: \(all), "
        + "or once for all the setting database.versionTable")
  }

  func failure(_ database: String, in backend: BackendSchema) -> Failure {
    Failure(.conflict, tr("database \(database): \(sentence(in: backend))"), hint: hint)
  }
}

/// Reads the revision from where the look found it.
struct RecordReader {
  let connection: PostgresConnection
  let deadline: Deadline

  /// - Parameter answer: of ``RevisionQueries/current(_:)`` on the session's own table.
  /// - Returns: the revision, and for a table that somebody chose and that has none, where one is.
  func read(
    _ answer: Result<PostgresRows, PostgresError>
  ) throws(PostgresError) -> (RecordedRevision, elsewhere: UnclearRecord?) {
    if case .unclear(let tables)? = connection.facts?.record {
      var found: [UnclearRecord.Table] = []
      for table in tables { found.append(try revisions(of: table)) }
      return (.unclear(UnclearRecord(tables: found, expected: nil)), nil)
    }
    let recorded = try SnapshotReader.revision(answer)
    guard recorded == .tableMissing || recorded == .empty, let elsewhere = try elsewhere() else {
      return (recorded, nil)
    }
    return connection.facts?.isRecordChosen == true
      ? (recorded, elsewhere) : (.unclear(elsewhere), nil)
  }

  /// A table of another name, or in another schema than Alembic looks in: told by its form, and by a
  /// revision of the backend's. Another backend's own is not asked about.
  private func elsewhere() throws(PostgresError) -> UnclearRecord? {
    let own = connection.revisionTable
    let others = (connection.facts?.candidates ?? []).filter { $0.name != connection.backend.name }
    var found: [UnclearRecord.Table] = []
    for row in try connection.query(RevisionQueries.lookalikes, deadline: deadline) {
      let table = RevisionTable(
        schema: BackendSchema(identifier: try row.string("schema")), name: try row.string("name"))
      guard table != own, !others.contains(where: { $0.name == table.schema.name }) else {
        continue
      }
      let seen = try revisions(of: table)
      if seen.revisions.contains(where: { $0.number != nil || $0.meant != nil }) {
        found.append(seen)
      }
    }
    return found.isEmpty ? nil : UnclearRecord(tables: found, expected: own)
  }

  private func revisions(
    of table: RevisionTable
  ) throws(PostgresError) -> UnclearRecord.Table {
    do throws(PostgresError) {
      let rows = try connection.query(RevisionQueries.current(table), deadline: deadline)
      return .init(
        table: table,
        revisions: try rows.map { (row) throws(PostgresError) in
          Revision(rawValue: try row.string("version_num"))
        })
    } catch {
      // Of one that may not be read, or went away, the name has to do.
      guard error.sqlState == .insufficientPrivilege || error.sqlState == .undefinedTable else {
        throw error
      }
      return .init(table: table, revisions: [])
    }
  }
}
