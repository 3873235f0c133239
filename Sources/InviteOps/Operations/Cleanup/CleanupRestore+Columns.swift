internal import InviteDomain
internal import InviteStorage
internal import Localization
internal import LosslessJSON
internal import PostgresClient

/// An archive may be older than a column of its table, or than the want of one.
extension CleanupRestore {
  /// What the backend's revision 024 gave the rows that were there when it made columns without a default.
  private static let ofOldRows = ["is_rebind": "false", "consume_immediately": "true"]

  func checkColumns(
    _ batch: ArchiveReader.Batch, _ manifest: ArchiveManifest, _ connection: PostgresConnection
  ) throws {
    let rows = try connection.query(
      ArchiveQueries.unknownColumns,
      [ArchiveReader.Batch.json(batch.rows.prefix(1)), manifest.table.rawValue],
      deadline: context.requestDeadline)
    guard let first = rows.first else { return }
    let name = try first.string("name")
    throw Failure(
      .conflict,
      tr("\(manifest.table.rawValue) has no column \(name), which the archive has"),
      hint: tr("restore it into a database of the revision it was archived at"))
  }

  /// The columns that rows of an archive have. The others get what the table gives new rows, and not NULL.
  ///
  /// - Parameters:
  ///   - columns: those of the table.
  ///   - batch: of rows that all have the same, since one run has written them.
  /// - Throws: ``Failure/Kind/conflict`` for a column that has no value for them.
  static func archived(
    _ columns: [ArchiveColumn], _ batch: ArchiveReader.Batch, _ table: CleanupTable,
    _ backend: BackendSchema
  ) throws(Failure) -> [ArchiveColumn] {
    guard let first = batch.rows.first,
      let row = try? JSONValue(parsing: Array(first.utf8)), let keys = row.object?.keys
    else { return columns }
    let missing = columns.filter { $0.hasNoDefault && !keys.contains($0.key) }
    guard missing.isEmpty else { throw lacking(missing, "\(backend).\(table.rawValue)") }
    return columns.filter { keys.contains($0.key) }
  }

  /// - Parameter table: as it is typed.
  private static func lacking(_ columns: [ArchiveColumn], _ table: String) -> Failure {
    let values = columns.map { "ALTER \($0.name) SET DEFAULT \(ofOldRows[$0.key] ?? "VALUE")" }
    let set = "ALTER TABLE \(table) \(values.joined(separator: ", "));"
    let none = columns.map { "ALTER \($0.name) DROP DEFAULT" }
    let drop = "ALTER TABLE \(table) \(none.joined(separator: ", "));"
    let names = columns.map(\.name).joined(separator: ", ")
    let message = tr(
      "the archive is older than \(names) of \(table), without which it takes no row")
    if columns.allSatisfy({ ofOldRows[$0.key] != nil }) {
      return Failure(
        .conflict, message,
        hint: tr(
          "have its rows get what 'alembic upgrade' gave old ones, by the statement below, in psql, and run the "
            + "same command again; this takes it back: \(drop)"), statements: [set])
    }
    return Failure(
      .conflict, message,
      hint: tr(
        "have its rows get a value of yours: \(set) Then run the same command again; this takes it "
          + "back: \(drop)"))
  }
}
