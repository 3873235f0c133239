internal import InviteDomain

/// Rows of one table that the backend fails over or passes by, with the statement that mends them: both
/// by one condition, so that what is typed changes what was counted.
package struct RowTrap: Sendable {
  private let table: String
  private let condition: @Sendable (BackendSchema) -> String
  private let values: @Sendable (BackendSchema) -> String

  /// - Parameters:
  ///   - condition: on the columns of `table`, by their bare names.
  ///   - values: as behind SET.
  init(_ table: String, where condition: String, set values: String) {
    self.init(table, where: { _ in condition }, set: { _ in values })
  }

  init(
    _ table: String, where condition: @escaping @Sendable (BackendSchema) -> String,
    set values: @escaping @Sendable (BackendSchema) -> String
  ) {
    self.table = table
    self.condition = condition
    self.values = values
  }

  /// Gives `count` and some `ids`.
  package func look(_ backend: BackendSchema) -> String {
    TrapQueries.counted("SELECT id FROM \(backend).\(table) WHERE \(condition(backend))")
  }

  /// For a person to type.
  package func mend(_ backend: BackendSchema) -> String {
    TrapQueries.line(
      "UPDATE \(backend).\(table) SET \(values(backend)) WHERE \(condition(backend))")
  }

  static let utc = "(now() AT TIME ZONE 'utc')"

  /// Rows without a time get that of the latest row before them, which is not after their own: what is
  /// younger than a row is still found to be so.
  static func timeless(_ table: String, where more: String) -> RowTrap {
    RowTrap(
      table, where: { _ in "(created_at IS NULL OR NOT isfinite(created_at)) AND \(more)" },
      set: { backend in
        """
        created_at = coalesce((SELECT max(o.created_at) FROM \(backend).\(table) o
          WHERE o.id < \(table).id AND isfinite(o.created_at) AND o.created_at < \(utc)), 'epoch')
        """
      })
  }
}
