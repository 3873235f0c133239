public import InviteDomain

/// The statements that make, drop and rebuild an index beside writers, here and nowhere else: a plan
/// shows what a run executes. The names are our own constants, so that only the schema needs quotes.
extension PerformanceIndex {
  /// The statement that builds it without blocking writers.
  public func createStatement(in schema: BackendSchema) -> String {
    "CREATE INDEX CONCURRENTLY \(name) ON \(schema).\(table) (\(columnList))"
  }

  /// The statement that drops it without blocking writers.
  public func dropStatement(in schema: BackendSchema) -> String {
    "DROP INDEX CONCURRENTLY \(schema).\(name)"
  }

  /// The statement that rebuilds it and keeps whatever else it carries.
  public func reindexStatement(in schema: BackendSchema) -> String {
    "REINDEX INDEX CONCURRENTLY \(schema).\(name)"
  }

  /// The columns as they stand between the parentheses of an index.
  var columnList: String { columns.joined(separator: ", ") }
}
