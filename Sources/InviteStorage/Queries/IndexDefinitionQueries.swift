package import InviteDomain

/// Lets the server itself say what each index should look like: on an empty temporary table of
/// the same shape, in a transaction that is rolled back.
package enum IndexDefinitionQueries {
  /// Makes the tables and the indexes. The names are constants of ours.
  package static func make(_ backend: BackendSchema, _ indexes: [PerformanceIndex]) -> String {
    var statements: [String] = []
    var seen: Set<String> = []
    for index in indexes {
      if seen.insert(index.table).inserted {
        statements.append("CREATE TEMPORARY TABLE \(index.table) (LIKE \(backend).\(index.table))")
      }
      statements.append(
        "CREATE INDEX \(index.name) ON pg_temp.\(index.table) "
          + "(\(index.columnList))")
    }
    return statements.joined(separator: "; ")
  }

  /// `name`, `definition` of what was made.
  package static let read = """
    SELECT c.relname AS name, pg_get_indexdef(c.oid) AS definition
    FROM pg_class c WHERE c.relnamespace = pg_my_temp_schema() AND c.relkind = 'i'
    """
}
