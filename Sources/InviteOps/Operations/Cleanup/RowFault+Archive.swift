internal import InviteDomain
internal import InviteStorage
internal import Localization

extension RowFault {
  /// Of a row that cannot be archived.
  ///
  /// - Parameter column: whose value would not be read back as it is.
  init(lossy column: ArchiveColumn) {
    self.init(Self.reason(column), hint: Self.hint)
  }

  private static func reason(_ column: ArchiveColumn) -> String {
    tr(
      "it cannot be archived: what type \(column.type) writes for column \(column.name) would not be "
        + "read back as it is")
  }

  /// Of a row in a database of another encoding than UTF-8.
  static let recoded = RowFault(
    tr("it cannot be archived: it has a character that would come back from UTF-8 as another one"),
    hint: hint)

  private static let hint =
    tr("correct the value; without --archive the row is deleted for good")
}

/// Columns of which values cannot be archived, with how many of their rows were met. A type that loses
/// every value is told as that, and not row by row.
struct LossyColumns {
  /// So many rows of one column show what its type is.
  private static let most = 100

  private var counts: [String: Int] = [:]

  /// - Throws: ``Failure`` when it is the column, and not a few of its values.
  mutating func note(_ column: ArchiveColumn, of table: CleanupTable) throws(Failure) {
    counts[column.name, default: 0] += 1
    guard counts[column.name] ?? 0 >= Self.most else { return }
    throw Failure(
      .error,
      tr(
        "column \(column.name) of \(table.rawValue) cannot be archived: of \(Self.most) rows its value "
          + "would not be read back as it is, and they were left"),
      hint:
        tr(
          "give it another type than \(column.type), or delete the rows for good, without --archive"
        ))
  }
}
