internal import ClientSupport
internal import InviteDomain
internal import InviteStorage
internal import Localization
internal import Logging
internal import LosslessJSON
internal import PostgresClient

/// A run's row in `invitectl.run_log`, for as long as the run goes on.
final class RunLog {
  /// What a command does where its run cannot be recorded at its beginning.
  enum Need {
    /// What it writes names the run, so that it cannot go on.
    case required
    /// It works without; `nil` is handed to it. A connection that is lost meanwhile ends it.
    case optional
    /// The same, and it needs nothing else of the database: no error there ends it.
    case incidental
  }

  let id: Int
  /// How many things were changed so far.
  var changed = 0
  /// How many were left as they are and named.
  var problems = 0
  /// A JSON object.
  var detail = "{}"
  /// Why a run that ends without an error is no full success.
  var shortfall: Failure.Kind?

  /// How much it is about; what is known of that at the end is recorded.
  var extent: RunExtent

  private init(id: Int, _ extent: RunExtent) {
    self.id = id
    self.extent = extent
  }

  /// Runs `body` as a run of `command`: its row is opened before, and closed with the exit code on
  /// every way out, also when `body` throws or the connection is lost on the way.
  ///
  /// A run that did its work is not failed by its record: that it could not be closed is logged.
  ///
  /// - Throws: what `body` throws; with ``Need/required`` also that the run could not be recorded.
  static func recording<Value>(
    _ command: String, _ need: Need, extent: RunExtent, _ context: OperationContext,
    on connection: PostgresConnection, _ body: (RunLog?) throws(Failure) -> Value
  ) throws(Failure) -> Value {
    let log = try open(command, need, extent, context, connection)
    do throws(Failure) {
      let value = try body(log)
      log?.close(log?.shortfall, context, connection)
      return value
    } catch {
      log?.close(error.kind, context, connection)
      throw error
    }
  }

  private static func open(
    _ command: String, _ need: Need, _ extent: RunExtent, _ context: OperationContext,
    _ connection: PostgresConnection
  ) throws(Failure) -> RunLog? {
    do {
      let deadline = context.requestDeadline
      if need != .required,
        !(try connection.query(RunLogQueries.exists, deadline: deadline).only().bool("present"))
      {
        return nil
      }
      return RunLog(id: try begin(command, extent, context, connection), extent)
    } catch {
      let failure = Failure(error, doing: tr("record the run in invitectl.run_log"))
      let isFatal = need == .required || (need == .optional && failure.isAboutConnection)
      if isFatal || failure.kind == .interrupted { throw failure }
      warn(context, failure)
      return nil
    }
  }

  private static func begin(
    _ command: String, _ extent: RunExtent, _ context: OperationContext,
    _ connection: PostgresConnection
  ) throws(PostgresError) -> Int {
    guard try namesWho(context, connection) else {
      return try connection.query(
        RunLogQueries.begin, [command, extent.detail], deadline: context.requestDeadline
      ).only().int("id")
    }
    let invocation = context.invocation
    return try connection.query(
      RunLogQueries.beginKnown,
      [
        command, extent.detail, connection.facts?.login, invocation.host, invocation.user,
        String(invocation.processID),
        invocation.arguments.map { words in
          String(
            decoding: JSONValue.array(words.map { .string($0) }).pythonJSON, as: UTF8.self)
        },
      ], deadline: context.requestDeadline
    ).only().int("id")
  }

  /// Whether the table has a place for who and where, which one of an older version has not.
  ///
  /// Commands that use no table have not looked at its columns; then it is asked.
  private static func namesWho(
    _ context: OperationContext, _ connection: PostgresConnection
  ) throws(PostgresError) -> Bool {
    if let table = connection.facts?.own[OwnTable.runLog.rawValue], table.hasColumns {
      return table.has(column: "session_start")
    }
    return try connection.query(RunLogQueries.namesWho, deadline: context.requestDeadline).only()
      .bool("known")
  }

  private func close(
    _ kind: Failure.Kind?, _ context: OperationContext, _ connection: PostgresConnection
  ) {
    do throws(Failure) {
      // A signal ends the run, not its record.
      let context = context.uninterrupted
      let isFree = connection.isUsable && !connection.isPipelining && !connection.isRunning
      guard isFree, !connection.isInTransaction else {
        return try finish(kind, context, on: context.postgres())
      }
      do throws(Failure) {
        try finish(kind, context, on: connection)
      } catch {
        // A session that the server ended meanwhile is found out by its next statement.
        guard error.isAboutConnection || !connection.isUsable else { throw error }
        try finish(kind, context, on: context.postgres())
      }
    } catch {
      Self.warn(context, error)
    }
  }

  private func finish(
    _ kind: Failure.Kind?, _ context: OperationContext, on connection: PostgresConnection
  ) throws(Failure) {
    let interrupt = connection.interrupt
    connection.interrupt = nil
    defer { connection.interrupt = interrupt }
    do {
      try connection.execute(
        RunLogQueries.finish,
        [
          String(id), String(kind?.exitCode ?? 0), String(changed), String(problems), detail,
          extent.detail,
        ], deadline: context.requestDeadline)
    } catch {
      throw Failure(error, doing: tr("record the end of run \(id) in invitectl.run_log"))
    }
  }

  private static func warn(_ context: OperationContext, _ failure: Failure) {
    context.logger.warning(
      "the run was not recorded", metadata: ["error": "\(Speech.english(of: failure.message))"])
  }
}
