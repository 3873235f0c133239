internal import CeleryProtocol
internal import ClientSupport
internal import InviteDomain
internal import InviteSettings
internal import InviteStorage
internal import Localization
internal import PostgresClient
internal import RedisClient
internal import Telemetry

/// The connections of one run, each opened when it is first needed and kept.
final class RedeemConnections {
  let context: OperationContext
  /// Whether invites may go where no worker has ever been seen.
  let queueMayBeNew: Bool
  /// Of the codes that this run redeems.
  var suspicion = RowSuspicion()
  private var openPostgres: PostgresConnection?
  private var openRedis: [OperationContext.RedisRole: RedisConnection] = [:]
  private var isShielded = false

  init(_ context: OperationContext, queueMayBeNew: Bool = false) {
    self.context = context
    self.queueMayBeNew = queueMayBeNew
  }

  /// Whether one script can write to bucket and broker.
  var sharesServer: Bool {
    context.configuration.bucket.isSameServer(as: context.configuration.broker)
  }

  var brokerKeys: BrokerKeys { context.brokerKeys }

  func postgres() throws(Failure) -> PostgresConnection {
    if let openPostgres, openPostgres.isUsable { return openPostgres }
    let connection = try context.postgres()
    connection.interrupt = interrupt
    openPostgres = connection
    return connection
  }

  /// Limits for a transaction that redeems; a row that somebody holds locked is waited for as long as
  /// half of it takes.
  var limits: PostgresStatement {
    let limit = suspicion.limit(within: context.configuration.timeout)
    return RowQueries.limits(limit, lock: limit)
  }

  /// Whether triggers or rules of others may change what is written to a table of the backend's.
  func isWatched(_ table: String) throws(Failure) -> Bool {
    try postgres().facts?.tables[table]?.hasTriggers ?? true
  }

  /// Where the backend's tables are, as far as a session has looked.
  var backend: BackendSchema { openPostgres?.backend ?? .standard }

  /// Whether the backend counts a use when somebody joins, and nothing at the request.
  func countsOnJoin() throws(Failure) -> Bool {
    try generation()?.counting == .onJoin
  }

  /// Which backend it is; `nil` where there are no tables that tell.
  func generation() throws(Failure) -> BackendGeneration? {
    try postgres().facts?.generation
  }

  /// Opens what will be written to, so that a server that cannot be is met before the first write;
  /// Redis beside PostgreSQL, whose login takes most of the time.
  func openAll() throws(Failure) {
    let roles: [OperationContext.RedisRole] = sharesServer ? [.bucket] : [.bucket, .broker]
    let missing = roles.filter { openRedis[$0]?.isClosed ?? true }
    let span = OpenSpan()
    let (database, opened) = Threads.both {
      Result { () throws(Failure) in try postgres() }
    } _: { [context] in
      span.around {
        missing.map { role in Result { () throws(Failure) in try context.redis(role) } }
      }
    }
    _ = try database.get()
    for (role, result) in zip(missing, opened) { openRedis[role] = try result.get() }
    setInterrupt(interrupt)
  }

  func redis(_ role: OperationContext.RedisRole) throws(Failure) -> RedisConnection {
    if let connection = openRedis[role], !connection.isClosed { return connection }
    let connection = try context.redis(role)
    connection.interrupt = interrupt
    openRedis[role] = connection
    return connection
  }

  /// Runs steps that must be finished once begun: a signal does not end their waits, their
  /// deadlines do. A signal that came before ends it here, with nothing changed.
  func uninterrupted<Value>(_ body: () throws(Failure) -> Value) throws(Failure) -> Value {
    if !isShielded { try checkInterrupt() }
    return try shielded(body)
  }

  /// The same where the first step is done already.
  func shielded<Value>(_ body: () throws(Failure) -> Value) throws(Failure) -> Value {
    if isShielded { return try body() }
    isShielded = true
    setInterrupt(nil)
    defer {
      isShielded = false
      setInterrupt(context.interrupt)
    }
    return try body()
  }

  /// What ends the waits at this moment.
  var interrupt: Interrupt? { isShielded ? nil : context.interrupt }

  private func setInterrupt(_ interrupt: Interrupt?) {
    openPostgres?.interrupt = interrupt
    for connection in openRedis.values { connection.interrupt = interrupt }
  }

  /// - Throws: ``Failure/Kind/interrupted`` when a signal came; asked before each step that must
  ///   be finished once begun.
  func checkInterrupt() throws(Failure) {
    if context.interrupt?.isTriggered ?? false {
      throw Failure(.interrupted, tr("stopped before the redemption; nothing was changed"))
    }
  }
}
