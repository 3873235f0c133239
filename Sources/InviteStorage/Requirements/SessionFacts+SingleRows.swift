package import InviteDomain
internal import Localization

extension SessionFacts {
  /// Every table that is used must be all there is to its name, and of the codes, of which tokens, uses
  /// and rows of ours are kept by code and id, there must be one of each.
  package func ambiguityFailure(_ uses: [TableUse]) -> Failure? {
    for use in uses {
      guard let table = tables[use.table] else { continue }
      if table.hasChildren {
        return Failure(
          .error,
          tr("table \(schema).\(use.table) has child tables, whose rows are found as its own"),
          hint: tr(
            "SELECT inhrelid::regclass FROM pg_inherits WHERE inhparent = "
              + "\(schema.regclass(use.table)) shows them; ALTER TABLE child NO INHERIT "
              + "\(schema).\(use.table) parts one from it"),
          reason: Requirement.singleRows.rawValue)
      }
      guard use.table == "redeem_codes" else { continue }
      for column in ["code", "id"] where !table.uniqueColumns.contains(column) {
        return Failure(
          .error, tr("column \(column) of \(schema).\(use.table) is not unique"),
          hint: tr(
            "SELECT \(column), count(*) FROM \(schema).\(use.table) GROUP BY 1 "
              + "HAVING count(*) > 1 shows what is there twice; leave one row of each, then "
              + "CREATE UNIQUE INDEX CONCURRENTLY ON \(schema).\(use.table) (\(column))"),
          reason: Requirement.singleRows.rawValue)
      }
    }
    return nil
  }
}
