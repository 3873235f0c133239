public import InviteDomain
internal import PostgresClient

/// The statements that make, drop and rebuild an index beside writers, here and nowhere else: a plan
/// shows what a run executes. The names are our own constants, so that only the schema needs quotes; those of
/// partitions and of their indexes come from the catalog.
extension PerformanceIndex {
  /// The statement that builds it without blocking writers.
  public func createStatement(in schema: BackendSchema) -> String {
    "CREATE INDEX CONCURRENTLY \(identifier) ON \(tablePlace(in: schema)) (\(columnList))"
  }

  /// The statement that drops it without blocking writers.
  public func dropStatement(in schema: BackendSchema) -> String {
    "DROP INDEX CONCURRENTLY \(place(in: schema))"
  }

  /// The statement that rebuilds it and keeps whatever else it carries.
  public func reindexStatement(in schema: BackendSchema) -> String {
    "REINDEX INDEX CONCURRENTLY \(place(in: schema))"
  }

  /// The statement that makes it on a partitioned table, without its partitions: it is invalid until each of
  /// them has its own attached.
  public func createOnlyStatement(in schema: BackendSchema) -> String {
    "CREATE INDEX \(identifier) ON ONLY \(tablePlace(in: schema)) (\(columnList))"
  }

  /// The statement that makes `part` the part of this one on its partition.
  public func attachStatement(_ part: PerformanceIndex, in schema: BackendSchema) -> String {
    "ALTER INDEX \(place(in: schema)) ATTACH PARTITION \(part.place(in: schema))"
  }

  /// The statement that drops it with those of all partitions, for which there is no concurrent form
  /// (https://www.postgresql.org/docs/15/sql-dropindex.html).
  public func dropAllStatement(in schema: BackendSchema) -> String {
    "DROP INDEX \(place(in: schema))"
  }

  /// With its schema, as it stands in a statement.
  package func place(in schema: BackendSchema) -> String {
    "\(partition?.schema ?? schema.description).\(identifier)"
  }

  private func tablePlace(in schema: BackendSchema) -> String {
    partition.map { "\($0.schema).\($0.table)" } ?? "\(schema).\(table)"
  }

  /// No keyword begins with `ix_`.
  private var identifier: String {
    let isPlain = name.utf8.allSatisfy {
      UInt8(ascii: "a")...UInt8(ascii: "z") ~= $0 || UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0
        || $0 == UInt8(ascii: "_")
    }
    return isPlain && name.hasPrefix("ix_") ? name : PostgresIdentifier.quoted(name)
  }

  /// The columns as they stand between the parentheses of an index.
  var columnList: String { columns.joined(separator: ", ") }
}
