internal import ClientSupport
internal import InviteDomain
internal import InviteStorage
internal import Localization
internal import PostgresClient

/// Runs of one command that were left out because another run held the lock, counted in
/// `invitectl.run_log`, so that the next process knows of them.
struct SkippedRuns {
  /// How many in a row are no error, unless the caller says otherwise: with a run every five
  /// minutes a little less than an hour.
  static let defaultMaximum = 10
  /// Where nothing can be counted, a lock held for longer than this is an error.
  static let uncountedLimit: Duration = .seconds(3600)

  let command: String
  let maximum: Int

  /// Records one more.
  ///
  /// - Parameter holding: who has the lock.
  /// - Throws: ``Failure/Kind/locked`` when there were more than the maximum, or when they cannot be
  ///   counted and the lock has been held for ``uncountedLimit``.
  func note(
    _ holding: LockHolding?, on connection: PostgresConnection, deadline: Deadline
  ) throws(Failure) {
    let who = holding?.sentence ?? tr("a session that has just ended")
    let count: (skips: Int, finished: String?)
    do {
      let row = try connection.query(SkippedRunQueries.record, [command], deadline: deadline)
        .only()
      count = (try row.int("skips"), try row.optionalString("finished"))
    } catch {
      // Without schema invitectl, or the right to write to it, there is the holder's age.
      guard error.sqlState != nil else { throw Failure(error, doing: tr("record the skipped run")) }
      guard let held = holding?.heldSeconds, held > Self.uncountedLimit.seconds else { return }
      throw Failure(
        .locked, tr("skipping \(command) again: \(who) holds the lock"), hint: hint(holding),
        statements: holding?.statements ?? [])
    }
    guard count.skips > maximum else { return }
    let message =
      if let finished = count.finished {
        tr(
          "skipped \(command) \(count.skips) times in a row, since a run of it ended at \(finished): "
            + "\(who) holds the lock")
      } else {
        tr(
          "skipped \(command) \(count.skips) times in a row, and no run of it has ended: "
            + "\(who) holds the lock")
      }
    throw Failure(
      .locked, message, hint: hint(holding), statements: holding?.statements ?? [])
  }

  /// The commands that a timer may skip, with how many runs in a row were; empty without a run log
  /// that this role may read.
  static func counts(
    _ connection: PostgresConnection, deadline: Deadline
  ) throws(PostgresError) -> [(command: String, count: Int)] {
    do throws(PostgresError) {
      guard try connection.query(RunLogQueries.exists, deadline: deadline).only().bool("present")
      else { return [] }
      let commands = [AdvisoryLock.sync, .cleanup, .migrate].map(\.command)
      var counts: [(command: String, count: Int)] = []
      for row in try connection.query(
        SkippedRunQueries.counts, [PostgresArray.literal(commands)], deadline: deadline)
      {
        counts.append((try row.string("command"), try row.int("skips")))
      }
      return counts
    } catch {
      // A log that is not as it was made is named by the requirement own-tables.
      guard error.sqlState == .insufficientPrivilege || error.sqlState == .undefinedColumn
      else { throw error }
      return []
    }
  }

  /// Ends their number, for a command that does not record each of its runs: one has come to its end.
  ///
  /// Where there is no run log, or none that this role may write, nothing was counted either.
  static func end(
    _ command: String, on connection: PostgresConnection, deadline: Deadline
  ) throws(Failure) {
    do {
      try connection.execute(SkippedRunQueries.end, [command], deadline: deadline)
    } catch {
      guard error.sqlState != nil else {
        throw Failure(error, doing: tr("record the end of the run"))
      }
    }
  }

  private func hint(_ holding: LockHolding?) -> String {
    holding?.remedy
      ?? tr("see with 'invitectl doctor --only locks' what it does; --max-skips allows more")
  }
}
