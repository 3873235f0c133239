internal import CLibpq
public import ClientSupport
internal import Localization

extension PostgresConnection {
  /// Runs one statement and returns all its rows.
  ///
  /// Parameters are text, `$1` and so on; write `$1::bigint` where the type is not plain. `nil` is
  /// NULL.
  ///
  /// - Throws: any ``PostgresError``; after a timeout or an interrupt the connection is usable
  ///   unless ``PostgresError/isConnectionGone`` says otherwise.
  public func query(
    _ sql: String, _ parameters: [String?] = [], deadline: Deadline
  ) throws(PostgresError) -> PostgresRows {
    try observed(sql, parameters) { () throws(PostgresError) in
      var budget = WaitBudget(deadline, interrupt)
      let handle = try idleHandle(budget)
      try send(handle, sql, parameters)
      return try Self.only(collect(handle, &budget))
    }
  }

  /// Runs one statement and returns how many rows it touched.
  @discardableResult
  public func execute(
    _ sql: String, _ parameters: [String?] = [], deadline: Deadline
  ) throws(PostgresError) -> Int {
    try query(sql, parameters, deadline: deadline).affectedRows
  }

  /// Runs several statements, separated by semicolons, without parameters. Outside of a
  /// transaction block they are one transaction, unless they say BEGIN and COMMIT themselves.
  public func executeScript(_ sql: String, deadline: Deadline) throws(PostgresError) {
    _ = try queryScript(sql, deadline: deadline)
  }

  /// The same with the rows of each statement.
  public func queryScript(
    _ sql: String, deadline: Deadline
  ) throws(PostgresError) -> [PostgresRows] {
    try observed(sql, []) { () throws(PostgresError) in
      var budget = WaitBudget(deadline, interrupt)
      let handle = try idleHandle(budget)
      if sql.utf8.contains(0) { throw .embeddedNUL(tr("the script")) }
      guard PQsendQuery(handle, sql) == 1 else { throw lost(handle) }
      return try collect(handle, &budget).map { PostgresRows(storage: $0) }
    }
  }

  /// The parameters as C wants them, after a look at what PostgreSQL would refuse.
  static func values(of statement: PostgresStatement) throws(PostgresError) -> CStringList {
    if statement.sql.utf8.contains(0) { throw .embeddedNUL(tr("the statement")) }
    // PQ_QUERY_PARAM_MAX_LIMIT
    guard statement.parameters.count <= 65535 else {
      throw .misuse(
        tr("a statement takes at most 65535 parameters, not \(statement.parameters.count)"))
    }
    return try CStringList(statement.parameters) { tr("parameter $\($0 + 1)") }
  }

  /// Hands a statement to libpq; nothing is waited for.
  func send(
    _ handle: OpaquePointer, _ sql: String, _ values: CStringList
  ) throws(PostgresError) {
    let sent = PQsendQueryParams(
      handle, sql, Int32(values.count), nil, values.pointers, nil, nil, 0)
    guard sent == 1 else { throw lost(handle) }
  }

  func send(
    _ handle: OpaquePointer, _ sql: String, _ parameters: [String?]
  ) throws(PostgresError) {
    remember(handle, parameters)
    try send(handle, sql, Self.values(of: PostgresStatement(sql, parameters)))
  }

  /// The extended protocol takes one statement, so there is one result.
  static func only(_ results: [ResultStorage]) throws(PostgresError) -> PostgresRows {
    guard let result = results.last, results.count == 1 else {
      throw .misuse(tr("the statement gave \(results.count) results instead of one"))
    }
    return PostgresRows(storage: result)
  }
}
