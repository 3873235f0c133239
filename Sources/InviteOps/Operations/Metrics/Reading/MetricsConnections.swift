internal import CeleryProtocol
internal import ClientSupport
internal import InviteDomain
internal import InviteSettings
internal import InviteStorage
internal import Localization
internal import PostgresClient
internal import RedisClient

/// The servers of `invitectl_target_up`.
enum MetricsTarget: String, CaseIterable, Sendable {
  case postgres
  case redis
  case broker
}

/// Connections of one lane of a dump, opened when a collector first asks. A server that did not
/// answer is not asked again: the next collector gets the same failure at once, instead of waiting
/// for its own deadline.
final class MetricsConnections {
  let context: OperationContext
  /// What a dump that serves scrapes counts between them.
  let waits: QueueWaits?
  private let limits: MetricsLimits
  /// The collector's that runs now.
  private(set) var deadline: Deadline
  private var postgresResult: Result<PostgresConnection, Failure>?
  private var primaryResult: Result<PostgresConnection, Failure>?
  private var redisResults: [OperationContext.RedisRole: Result<RedisConnection, Failure>] = [:]
  /// Which servers took a connection, of those that were asked.
  private(set) var seen: [MetricsTarget: Bool] = [:]

  init(_ context: OperationContext, _ limits: MetricsLimits, waits: QueueWaits? = nil) {
    self.context = context.with(.metrics)
    self.waits = waits
    self.limits = limits
    deadline = limits.collectorDeadline
  }

  /// Rows that the collector which runs now had to leave out.
  var findings = RowFindings()
  /// Why a part of that collector is missing, where it gave the rest.
  var missing: Failure?

  /// Gives the next collector its own time.
  func beginCollector() {
    deadline = limits.collectorDeadline
    findings = RowFindings()
    missing = nil
  }

  var brokerKeys: BrokerKeys { context.brokerKeys }

  func database(_ role: OperationContext.RedisRole) -> Int { context.endpoint(role).database }

  var interrupt: Interrupt? { context.interrupt }

  func postgres() throws(Failure) -> PostgresConnection {
    if let postgresResult { return try postgresResult.get() }
    let deadline = deadline
    let result = Result { () throws(Failure) in try context.readPostgres(deadline: deadline) }
    postgresResult = result
    seen[.postgres] = result.isSuccess
    return try result.get()
  }

  /// The server that is written to, also where another one is read from.
  func primary() throws(Failure) -> PostgresConnection {
    guard context.configuration.readDatabase != nil else { return try postgres() }
    if let primaryResult { return try primaryResult.get() }
    let deadline = deadline
    let result = Result { () throws(Failure) in try context.postgres(deadline: deadline) }
    primaryResult = result
    return try result.get()
  }

  /// Runs a statement and decodes its rows.
  func rows<Value>(
    _ sql: String, _ parameters: [String?] = [],
    decode: (PostgresRow) throws(PostgresError) -> Value
  ) throws(Failure) -> [Value] {
    try ask { connection throws(PostgresError) in
      try Self.each(connection.query(sql, parameters, deadline: deadline), decode)
    }
  }

  /// The same about the backend's tables.
  func rows<Value>(
    _ statement: (BackendSchema) -> String, _ parameters: [String?] = [],
    decode: (PostgresRow) throws(PostgresError) -> Value
  ) throws(Failure) -> [Value] {
    try rows(statement(postgres().backend), parameters, decode: decode)
  }

  /// The same; `nil` when the server answers with `ifState`.
  func rows<Value>(
    _ sql: String, _ parameters: [String?] = [], ifState: SQLState,
    decode: (PostgresRow) throws(PostgresError) -> Value
  ) throws(Failure) -> [Value]? {
    try ask { connection throws(PostgresError) in
      do throws(PostgresError) {
        return try Self.each(connection.query(sql, parameters, deadline: deadline), decode)
      } catch {
        if error.sqlState == ifState { return nil }
        throw error
      }
    }
  }

  /// Runs a statement of which one row may be in the way of all others.
  ///
  /// - Parameter take: gets the rows when all of them were read.
  /// - Returns: what was in the way; `nil` for nothing.
  func orFault<Value>(
    _ statement: (BackendSchema) -> String, _ parameters: [String?],
    decode: (PostgresRow) throws(PostgresError) -> Value, take: ([Value]) -> Void
  ) throws(Failure) -> RowFault? {
    let sql = statement(try postgres().backend)
    return try ask { connection throws(PostgresError) in
      do throws(PostgresError) {
        take(try Self.each(connection.query(sql, parameters, deadline: deadline), decode))
        return nil
      } catch {
        if let fault = RowFault(error) { return fault }
        throw error
      }
    }
  }

  private static func each<Value>(
    _ rows: PostgresRows, _ decode: (PostgresRow) throws(PostgresError) -> Value
  ) throws(PostgresError) -> [Value] {
    var values: [Value] = []
    values.reserveCapacity(rows.count)
    for row in rows {
      values.append(try decode(row))
    }
    return values
  }

  /// Asks PostgreSQL, for more than rows one by one.
  func ask<Value>(
    _ body: (PostgresConnection) throws(PostgresError) -> Value
  ) throws(Failure) -> Value {
    let connection = try postgres()
    do {
      return try body(connection)
    } catch {
      let server =
        context.configuration.readDatabase == nil
        ? "PostgreSQL" : tr("the server of database.readUrl")
      let failure = Failure(error, doing: tr("read the numbers from \(server)"))
      if !connection.isUsable { postgresResult = .failure(failure) }
      throw failure
    }
  }

  /// Asks one of the places in Redis.
  ///
  /// - Parameter action: completes "could not …".
  func ask<Value>(
    _ role: OperationContext.RedisRole, doing action: String,
    _ body: (RedisConnection, Deadline) throws(RedisError) -> Value
  ) throws(Failure) -> Value {
    let connection = try redis(role)
    do {
      return try body(connection, deadline)
    } catch {
      let keys =
        switch role {
        case .bucket: RedeemLimits.keyUses
        case .broker: brokerKeys.uses(InviteTask.backendQueues)
        case .result: [KeyUse]()
        }
      let failure = Failure(error, doing: action, on: connection, keys)
      if connection.isClosed { redisResults[role] = .failure(failure) }
      throw failure
    }
  }

  func redis(_ role: OperationContext.RedisRole) throws(Failure) -> RedisConnection {
    if let result = redisResults[role] { return try result.get() }
    let deadline = deadline
    let result = Result { () throws(Failure) in try context.redis(role, deadline: deadline) }
    redisResults[role] = result
    switch role {
    case .bucket: seen[.redis] = result.isSuccess
    case .broker: seen[.broker] = result.isSuccess
    case .result: break
    }
    return try result.get()
  }

  /// Whether a server answers; asks it if no collector did.
  func isUp(_ target: MetricsTarget) -> Bool {
    if let answer = seen[target] { return answer }
    return switch target {
    case .postgres: (try? postgres()) != nil
    case .redis: (try? redis(.bucket)) != nil
    case .broker: (try? redis(.broker)) != nil
    }
  }
}

extension Result {
  fileprivate var isSuccess: Bool {
    if case .success = self { true } else { false }
  }
}
