/// Where a column stands in a result, so that its name is looked for once and not in every row.
/// Valid for all results of the same statement.
public struct PostgresColumn: Sendable {
  let name: String
  let position: Int

  init(_ name: String, in storage: ResultStorage) throws(PostgresError) {
    guard let position = storage.columns.firstIndex(of: name) else {
      throw .decoding(DecodingFailure(column: name, reason: .noSuchColumn))
    }
    self.name = name
    self.position = position
  }
}

extension PostgresRows {
  /// - Throws: ``PostgresError/decoding(_:)`` if there is no such column.
  public func column(_ name: String) throws(PostgresError) -> PostgresColumn {
    try PostgresColumn(name, in: storage)
  }
}
