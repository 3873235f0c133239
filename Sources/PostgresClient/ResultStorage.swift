internal import CLibpq

/// The one owner of a PGresult: it is cleared once, when its last row is let go.
final class ResultStorage {
  let pointer: OpaquePointer
  let columns: [String]

  /// - Parameter columns: those of an earlier result of the same statement, in single-row mode,
  ///   where every row is a result of its own.
  init(adopting pointer: OpaquePointer, columns: [String]? = nil) {
    self.pointer = pointer
    self.columns =
      columns
      ?? (0..<PQnfields(pointer)).map { PQfname(pointer, $0).map { String(cString: $0) } ?? "" }
  }

  deinit {
    PQclear(pointer)
  }

  var status: ExecStatusType { PQresultStatus(pointer) }

  var rowCount: Int { Int(PQntuples(pointer)) }

  /// `nil` for SQL's NULL. The length is libpq's, not strlen's. Valid as long as the storage is.
  func bytes(row: Int, column: Int) -> UnsafeRawBufferPointer? {
    let (row, column) = (Int32(row), Int32(column))
    guard PQgetisnull(pointer, row, column) == 0, let start = PQgetvalue(pointer, row, column)
    else { return nil }
    return UnsafeRawBufferPointer(start: start, count: Int(PQgetlength(pointer, row, column)))
  }

  /// The command tag, e.g. `UPDATE 3`.
  var commandTag: String { PQcmdStatus(pointer).map { String(cString: $0) } ?? "" }

  /// 0 for commands that count nothing.
  var affectedRows: Int {
    PQcmdTuples(pointer).flatMap { Int(String(cString: $0)) } ?? 0
  }
}
