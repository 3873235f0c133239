internal import InviteDomain
internal import InviteStorage
internal import Localization
internal import LosslessJSON
internal import PostgresClient

/// Rows of an archive for which their partitioned table has no partition: one was dropped, or detached,
/// and there is no default. They are named by month, with what makes room for them.
struct RestoreHomeless {
  let table: CleanupTable
  /// A moment of each of their days, as the archive has it.
  private var days: [Substring: String] = [:]
  private var counts: [Substring: Int] = [:]

  init(_ table: CleanupTable) { self.table = table }

  /// Whether it was for want of a partition: of all that violates a check this alone names no constraint
  /// (ExecFindPartition of src/backend/executor/execPartition.c).
  static func isHomeless(_ fault: RowFault) -> Bool {
    guard let diagnostics = fault.diagnostics else { return false }
    return diagnostics.sqlState == .checkViolation && diagnostics.constraint == nil
      && diagnostics.table != nil && !diagnostics.isInner
  }

  /// Takes a row that was refused for that.
  mutating func note(_ row: Substring) {
    let moment = Self.moment(of: row)
    let day = moment.prefix(Self.day)
    if days[day] == nil { days[day] = moment }
    counts[day.prefix(7), default: 0] += 1
  }

  /// Moments of all their days, in order; none of rows without one.
  var moments: [String] { days.values.filter { !$0.isEmpty }.sorted() }

  /// Parts rows of days of which one was refused, which are not tried again, from the others. None is
  /// counted yet: what fails is halved and comes by once more.
  func part(
    _ rows: ArraySlice<Substring>
  ) -> (others: ArraySlice<Substring>, strays: [Substring]) {
    guard !days.isEmpty else { return (rows, []) }
    var (others, strays): ([Substring], [Substring]) = ([], [])
    for row in rows {
      if days[Self.moment(of: row).prefix(Self.day)] != nil {
        strays.append(row)
      } else {
        others.append(row)
      }
    }
    return (others[...], strays)
  }

  var count: Int { counts.values.reduce(0, +) }

  /// What a day takes of a moment: `2026-03-31`.
  private static let day = 10

  private static func moment(of row: Substring) -> String {
    (try? JSONValue(parsing: Array(row.utf8)))?["created_at"]?.string ?? ""
  }

  /// - Parameter statements: by month, what makes partitions for its rows; none where the table is partitioned by
  ///   something else than ranges of created_at.
  func findings(_ statements: [String: [String]]) -> [(finding: RowFinding, count: Int)] {
    counts.sorted { $0.key < $1.key }.map { month, count in
      let reason =
        month.isEmpty
        ? tr(
          count, "\(count) row is without created_at, for which it has no partition",
          "\(count) rows are without created_at, for which it has no partition")
        : tr(
          count, "\(count) row is of \(month), for which it has no partition",
          "\(count) rows are of \(month), for which it has no partition")
      let made = statements[String(month)]?.joined(separator: "; ")
      return (
        RowFinding(
          table: table.rawValue, id: nil, sqlState: SQLState.checkViolation.rawValue,
          reason: reason,
          hint: made.map { tr("make it, then run the same command again: \($0)") }
            ?? tr(
              count, "make a partition for it, then run the same command again",
              "make a partition for them, then run the same command again")
        ), count
      )
    }
  }
}
