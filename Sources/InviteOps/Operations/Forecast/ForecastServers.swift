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

  /// Rows of the queue table that wait for a seat, or for whoever took them up; none without the table.
  func openRows() throws(Failure) -> Int {
    guard postgres.facts?.tables["invite_queue"] != nil else { return 0 }
    return try row(tr("count the rows that wait"), ForecastQueries.openRows) {
      (row) throws(PostgresError) in try row.int("rows")
    }
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
