/// The answer to one statement: its rows, and how many it touched.
public struct PostgresRows: RandomAccessCollection {
  let storage: ResultStorage

  public var startIndex: Int { 0 }
  public var endIndex: Int { storage.rowCount }

  public subscript(position: Int) -> PostgresRow {
    PostgresRow(storage: storage, index: position)
  }

  /// In the order of the statement.
  public var columns: [String] { storage.columns }

  /// What the command tag counts: rows inserted, updated, deleted, selected; 0 for the others.
  public var affectedRows: Int { storage.affectedRows }

  /// E.g. `INSERT 0 1`.
  public var commandTag: String { storage.commandTag }

  /// The only row.
  ///
  /// - Throws: ``PostgresError/decoding(_:)`` if there is none, or more than one.
  public func only() throws(PostgresError) -> PostgresRow {
    guard count == 1 else {
      throw .decoding(DecodingFailure(column: "", reason: .rowCount(count)))
    }
    return self[0]
  }
}
