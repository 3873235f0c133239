internal import CeleryProtocol
internal import ClientSupport
internal import InviteDomain
internal import InviteStorage
internal import Localization
internal import PostgresClient
internal import RedisClient

/// The servers that a forecast asks: those of a command, or of a dump's lane.
struct ForecastServers {
  let context: OperationContext
  let postgres: PostgresConnection
  /// The same connection each time.
  let broker: () throws(Failure) -> RedisConnection
  /// Celery's result backend.
  let result: () throws(Failure) -> RedisConnection
  /// For the next request.
  let deadline: () -> Deadline

  /// How the backend counts uses; `nil` where nobody asked.
  var counting: BackendCounting? { postgres.facts?.generation?.counting }

  /// Runs a statement about the backend's tables.
  ///
  /// - Parameter action: completes "could not …".
  func rows<Value>(
    _ action: String, _ statement: (BackendSchema) -> String,
    decode: (PostgresRow) throws(PostgresError) -> Value
  ) throws(Failure) -> [Value] {
    do throws(PostgresError) {
      var values: [Value] = []
      for row in try read(statement) { values.append(try decode(row)) }
      return values
    } catch {
      throw Failure(error, doing: action)
    }
  }

  /// The same of a statement with one row.
  func row<Value>(
    _ action: String, _ statement: (BackendSchema) -> String,
    decode: (PostgresRow) throws(PostgresError) -> Value
  ) throws(Failure) -> Value {
    do throws(PostgresError) {
      return try decode(try read(statement).only())
    } catch {
      throw Failure(error, doing: action)
    }
  }

  /// Asks for as long as the request may take, and not as a session's short statements may.
  func read(
    _ statement: (BackendSchema) -> String
  ) throws(PostgresError) -> PostgresRows {
    let limit = deadline().remaining ?? context.longLimit
    return try postgres.readLong(statement(postgres.backend), [], limit: limit)
  }

  /// What the last days used.
  func history() throws(Failure) -> PaceHistory {
    let days = try rows(tr("read the invites of the last days"), ForecastQueries.days) {
      (row) throws(PostgresError) in
      PaceHistory.Row(
        day: try row.int("day"), records: try row.int("records"), seats: try row.int("seats"),
        kept: try row.int("kept"), uses: try row.int("uses"), sentUses: try row.int("sent_uses"),
        joinedUses: try row.int("joined_uses"), openUses: try row.int("open_uses"))
    }
    let hasOlder = try row(tr("read the oldest invite"), ForecastQueries.older) {
      (row) throws(PostgresError) in try row.bool("older")
    }
    var history = PaceHistory(days, hasOlder: hasOlder, counting: counting)
    guard history.days >= RunOutEstimator.leastDays else { return history }
    let whole = history.days
    let moments = try rows(
      tr("read the invites of the last days"), { ForecastQueries.moments($0, days: whole) },
      decode: { (row) throws(PostgresError) in
        DayRhythm.Moment(
          place: try row.int("place"), minute: try row.int("minute"),
          arrivals: try row.int("arrivals"))
      })
    history.rhythm = DayRhythm(moments)
    return history
  }

  /// What codes have left.
  struct Tokens {
    /// Uses left of active codes with a limit that are bound to nobody, less those that are on their way.
    var uses: Int
    /// How many codes have no limit.
    let unlimited: Int
    /// Seconds until the last of those expires; infinity for never, 0 where there is none.
    let unlimitedSeconds: Double
    /// Which uses expire when.
    let expiry: ForecastExpiry
    /// Uses left of codes that are bound, for their owners alone.
    let bound: Int
    /// The same where the owner's time is over.
    let lapsed: Int
    /// Those of ``uses`` that the first use of their code leaves to whoever makes it.
    let binding: Int
    /// Uses left of codes that the backend takes from nobody.
    let spoilt: Int

    /// What is not for newcomers, a note each.
    var owned: [String] {
      var notes: [String] = []
      if bound > 0 {
        notes.append(
          tr("not in it: \(CountText.of(bound, "use")) of bound codes, for their owners alone"))
      }
      if lapsed > 0 {
        notes.append(
          tr("not in it: \(CountText.of(lapsed, "use")) of bound codes whose time is over"))
      }
      if spoilt > 0 {
        notes.append(
          tr(
            "not in it: \(CountText.of(spoilt, "use")) of codes that nobody can redeem: they have small "
              + "letters, blanks or no used_count"))
      }
      if binding > 0 {
        notes.append(
          tr(
            "in it: \(CountText.of(binding, "use")) that a code's first use leaves to its owner alone"
          ))
      }
      return notes
    }
  }

  /// Counts what codes have left.
  ///
  /// - Parameter openUses: of the records.
  func tokens(less openUses: Int) throws(Failure) -> Tokens {
    let counting = counting
    let parts = try rows(
      tr("count the tokens"), { ForecastQueries.tokens($0, counting) },
      decode: { (row) throws(PostgresError) in
        (
          seconds: try row.optionalDouble("seconds"), tokens: try row.int("tokens"),
          unlimited: try row.int("unlimited"), bound: try row.int("bound"),
          lapsed: try row.int("lapsed"), binding: try row.int("binding"),
          spoilt: try row.int("spoilt")
        )
      })
    let supply = parts.reduce(0) { $0.addingSaturated($1.tokens) }
    var expiring: [Double: Int] = [:]
    for part in parts {
      guard let seconds = part.seconds, part.tokens > 0 else { continue }
      expiring[seconds] = part.tokens.addingSaturated(expiring[seconds] ?? 0)
    }
    // The first era refuses a code without a limit as used up.
    let endless = counting == .atRequest ? [] : parts.filter { $0.unlimited > 0 }
    var tokens = Tokens(
      uses: supply, unlimited: endless.reduce(0) { $0.addingSaturated($1.unlimited) },
      unlimitedSeconds: endless.map { $0.seconds ?? .infinity }.max() ?? 0,
      expiry: ForecastExpiry(supply: supply, at: expiring),
      bound: parts.reduce(0) { $0.addingSaturated($1.bound) },
      lapsed: parts.reduce(0) { $0.addingSaturated($1.lapsed) },
      binding: parts.reduce(0) { $0.addingSaturated($1.binding) },
      spoilt: parts.reduce(0) { $0.addingSaturated($1.spoilt) })
    if counting == .onJoin {
      let open = try openUses + openRows() - openOfBound()
      tokens.uses = max(0, supply - max(0, open))
    }
    return tokens
  }

  /// Rows of the queue table that wait for a seat, or for whoever took them up; none without the table.
  func openRows() throws(Failure) -> Int {
    guard postgres.facts?.tables["invite_queue"] != nil else { return 0 }
    return try row(tr("count the rows that wait"), ForecastQueries.openRows) {
      (row) throws(PostgresError) in try row.int("rows")
    }
  }

  /// What is on its way of codes that are bound: their uses are not among those that are left.
  private func openOfBound() throws(Failure) -> Int {
    let uses = try row(tr("count the rows that wait"), ForecastQueries.openUsesOfBound) {
      (row) throws(PostgresError) in try row.int("uses")
    }
    guard postgres.facts?.tables["invite_queue"] != nil else { return uses }
    let waiting = try row(tr("count the rows that wait"), ForecastQueries.openRowsOfBound) {
      (row) throws(PostgresError) in try row.int("rows")
    }
    return uses.addingSaturated(waiting)
  }

  /// Messages that no worker has taken.
  func waiting() throws(Failure) -> Int {
    try count(context.brokerKeys.queueLists(InviteWork.queue), "LLEN", .list)
  }

  /// Messages for workers that are not done: those that wait for one, and those that one has.
  func backlog() throws(Failure) -> Int {
    let taken = try count([context.brokerKeys.unacked], "HLEN", .hash)
    return taken.addingSaturated(try waiting())
  }

  private func count(
    _ keys: [String], _ command: String, _ content: BrokerState.Misfit.Content
  ) throws(Failure) -> Int {
    let connection = try broker()
    let replies: [RedisValue]
    var count = 0
    do throws(RedisError) {
      var commands: [RedisCommand] = []
      for key in keys { commands.append([command, key]) }
      replies = try connection.pipeline(commands, deadline: deadline())
      for reply in replies where !reply.isWrongType {
        count = count.addingSaturated(try reply.asInteger())
      }
    } catch {
      throw Failure(error, doing: tr("count the messages in the broker"))
    }
    // It is not empty: nobody can put a message there, and no worker takes one.
    for (key, reply) in zip(keys, replies) where reply.isWrongType {
      let name = PythonText.escaped(key)
      throw Failure(
        .error,
        tr("a key with a name of Celery's holds something else: \(name) is \(content.denial)"),
        hint: tr("'invitectl inspect-workers' names what it is"))
    }
    return count
  }
}
