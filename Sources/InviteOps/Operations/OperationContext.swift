public import ClientSupport
public import InviteDomain
public import InviteSettings
public import InviteStorage
internal import Localization
public import Logging
public import PostgresClient
public import RedisClient
public import Telemetry

/// What every operation works with: where the servers are, what stops it, where it logs.
public struct OperationContext: Sendable {
  /// The three places in Redis; they may be one server or three.
  public enum RedisRole: String, Sendable {
    case bucket, broker, result
  }

  public let configuration: InviteConfiguration
  /// Raised by a signal; ends every wait.
  public let interrupt: Interrupt?
  public let logger: Logger
  /// The span of this run: what the tasks it publishes name as their parent.
  public let trace: TraceContext
  /// What is to be logged about slow statements; `nil` for nothing.
  public let slow: SlowStatements?
  /// Who runs it and how, for the run log.
  public var invocation = RunInvocation()
  /// What its connections are opened for: each is refused where a requirement of it is broken.
  public private(set) var purpose = Purpose.look

  /// Asks the code that runs which backend it is, where the tables leave that open. Whoever asks
  /// stands above this folder: see ``GenerationInquiry``.
  private let inquiry: Inquiry

  typealias Inquiry =
    @Sendable (_ context: OperationContext, _ told: BackendGeneration) -> BackendGeneration

  init(
    configuration: InviteConfiguration, interrupt: Interrupt?, logger: Logger, trace: TraceContext,
    slow: SlowStatements?, inquiry: @escaping Inquiry
  ) {
    self.inquiry = inquiry
    self.configuration = configuration
    self.interrupt = interrupt
    self.logger = logger
    self.trace = trace
    self.slow = slow
  }

  /// The same, to look at what there is, for what is to be done after a signal, too.
  var uninterrupted: OperationContext { interrupted(by: nil) }

  /// The same with waits that nothing ends, or something else than a signal.
  func interrupted(by interrupt: Interrupt?) -> OperationContext {
    var context = OperationContext(
      configuration: configuration, interrupt: interrupt, logger: logger, trace: trace, slow: slow,
      inquiry: inquiry)
    context.invocation = invocation
    return context
  }

  /// The same for another purpose.
  public func with(_ purpose: Purpose) -> OperationContext {
    var context = self
    context.purpose = purpose
    return context
  }

  /// The deadline for one short request.
  public var requestDeadline: Deadline {
    .after(configuration.timeout)
  }

  /// The deadline for a statement that reads or builds whole tables: thirty times as long.
  public var longDeadline: Deadline {
    .after(configuration.timeout * 30)
  }

  /// Opens a connection to PostgreSQL.
  ///
  /// Server-side limits are set as a second belt: 10 s for a statement, 11 s idle in a
  /// transaction, so that a stopped process of ours cannot hold locks.
  public func postgres(deadline: Deadline? = nil) throws(Failure) -> PostgresConnection {
    try looked(at: database(), SessionLookQueries.common + SessionLookQueries.short, deadline)
  }

  /// One more session of a run, beside `first`, which has been looked at.
  func postgres(
    beside first: PostgresConnection, deadline: Deadline? = nil
  ) throws(Failure) -> PostgresConnection {
    try looked(
      at: database(), SessionLookQueries.common + SessionLookQueries.short, deadline,
      beside: first.facts)
  }

  /// The same on another thread, where the first session cannot be.
  ///
  /// - Parameter facts: what that one has seen.
  func postgres(joining facts: SessionFacts) throws(Failure) -> PostgresConnection {
    try looked(
      at: database(), SessionLookQueries.common + SessionLookQueries.short, nil, beside: facts)
  }

  /// The same without limits on the server's side.
  func barePostgres(beside first: PostgresConnection) throws(Failure) -> PostgresConnection {
    try looked(
      at: database(), SessionLookQueries.common + SessionLookQueries.unlimited, nil,
      beside: first.facts)
  }

  /// The same, to the read replica if one is configured: for commands that only read.
  public func readPostgres(deadline: Deadline? = nil) throws(Failure) -> PostgresConnection {
    guard let replica = configuration.readDatabase else { return try postgres(deadline: deadline) }
    do throws(Failure) {
      return try looked(
        at: replica, SessionLookQueries.common + SessionLookQueries.short, deadline)
    } catch {
      // Of two servers it must be clear which one is away; what the hint says of "the database URL" is
      // about this one.
      let without = tr(
        "without --read-database-url and INVITECTL_DATABASE_READ_URL the server of database.url is read"
      )
      throw Failure(
        error.kind, tr("of the server to read from (database.readUrl): \(error.message)"),
        hint: error.hint.map { tr("\($0); \(without)") } ?? without, reason: error.reason
      ).caused(by: error)
    }
  }

  /// Opens a connection without limits on the server's side: its owner makes its own.
  func barePostgres(deadline: Deadline? = nil) throws(Failure) -> PostgresConnection {
    try looked(at: database(), SessionLookQueries.common + SessionLookQueries.unlimited, deadline)
  }

  private func database() throws(Failure) -> ConnectionParameters {
    if let parameters = configuration.database { return parameters }
    throw Failure(
      .usage, tr("no database is configured"),
      hint: tr("set DATABASE_URL (environment or .env), or pass --database-url"))
  }

  private func looked(
    at parameters: ConnectionParameters, _ settings: SessionLookQueries.Settings,
    _ deadline: Deadline?, beside facts: SessionFacts? = nil
  ) throws(Failure) -> PostgresConnection {
    let deadline = deadline ?? requestDeadline
    let connection = try connect(parameters, deadline)
    let look = SessionLook(
      purpose: purpose, schema: configuration.schema, revisionTable: configuration.versionTable,
      interrupt: interrupt, parameters: parameters, settings: settings, deadline: deadline,
      asksAPI: configuration.backendURL != nil,
      inquiry: { inquiry(self, $0) })
    if let facts {
      try look.join(connection, facts)
    } else {
      try look.take(connection)
    }
    return connection
  }

  private func connect(
    _ parameters: ConnectionParameters, _ deadline: Deadline?
  ) throws(Failure) -> PostgresConnection {
    do {
      let connection = try Spans.client(
        verbatim("postgresql connect"), ["db.system.name": "postgresql"]
      ) {
        () throws(PostgresError) in
        try PostgresConnection.connect(
          parameters, startingWith: SessionLookQueries.first,
          deadline: deadline ?? requestDeadline, interrupt: interrupt)
      }
      // Who allows less for an answer does not wait longer for the end of a cancelled statement.
      connection.drainBound = min(connection.drainBound, configuration.timeout)
      StatementObserver(
        logger: logger, slow: slow,
        plan: { statement in Result { () throws(Failure) in try plan(of: statement) } }
      ).attach(to: connection)
      logger.debug("connected", metadata: ["server": "\(parameters)"])
      return connection
    } catch {
      throw Failure(error, doing: tr("connect to PostgreSQL at \(parameters)"))
    }
  }

  /// The server's plan for a statement, a line an element, over a connection of its own. EXPLAIN
  /// alone runs nothing.
  private func plan(of statement: PostgresStatement) throws(Failure) -> [String] {
    guard let explain = SessionQueries.explain(statement.sql) else {
      throw Failure(.error, tr("this kind of statement has none"))
    }
    let quiet = OperationContext(
      configuration: configuration, interrupt: interrupt, logger: logger, trace: trace,
      slow: nil, inquiry: inquiry)
    let connection = try quiet.with(purpose).postgres()
    // This one is not of interest.
    connection.onStatement = nil
    do throws(PostgresError) {
      return try connection.query(explain, statement.parameters, deadline: requestDeadline)
        .map { (row) throws(PostgresError) in try row.string("QUERY PLAN") }
    } catch {
      throw Failure(error, doing: tr("ask for the plan"))
    }
  }

  /// Opens a connection to one of the places in Redis.
  ///
  /// - Throws: ``Failure``, also for the first requirement of ``purpose`` that is broken there.
  public func redis(
    _ role: RedisRole, deadline: Deadline? = nil
  ) throws(Failure) -> RedisConnection {
    try redis(at: endpoint(role), role, deadline: deadline)
  }

  /// The same, to another place than the configured one.
  func redis(
    at endpoint: RedisEndpoint, _ role: RedisRole, deadline: Deadline? = nil
  ) throws(Failure) -> RedisConnection {
    do {
      let connection = try Spans.client(
        verbatim("redis connect"), ["db.system.name": "redis", "invitectl.role": role.rawValue]
      ) { () throws(RedisError) in
        try RedisConnection.connect(
          endpoint, asking: RedisFacts.questions, deadline: deadline ?? requestDeadline,
          interrupt: interrupt)
      }
      let facts = RedisFacts(connection.answers)
      for requirement in purpose.requirements {
        if let failure = requirement.failure(facts, at: place(role)) { throw failure }
      }
      ExchangeObserver.attach(to: connection, database: endpoint.database)
      logger.debug("connected", metadata: ["role": "\(role.rawValue)", "server": "\(endpoint)"])
      return connection
    } catch let error as RedisError {
      // Without databases there is no answer to the questions either.
      if case .server(.other(_, let message)) = error, message.contains(verbatim("in cluster mode"))
      {
        var cluster = RedisFacts()
        cluster.mode = "cluster"
        if let failure = Requirement.redisSingle.failure(cluster, at: place(role)) { throw failure }
      }
      throw Failure(
        error, doing: tr("connect to Redis (\(role.rawValue)) at \(endpoint)"), at: endpoint)
    } catch {
      throw error as? Failure ?? Failure(.error, tr("could not connect to Redis: \(error)"))
    }
  }
}
