internal import ClientSupport
public import InviteDomain
internal import InviteStorage
internal import Localization
internal import PostgresClient

/// What became of the row feed.
public struct RowFeedOutcome: Sendable, Encodable {
  /// How it stands now.
  public let rowFeed: RowFeedState
  /// Whether anything was changed.
  public let isChanged: Bool
  /// Whether another run held the lock and this one was told to let it.
  public let isSkipped: Bool
}

extension Migrate {
  /// Makes the triggers that tell `sync-counts --follow` which rows of `redeem_codes` change, or makes them
  /// anew where they are not as they should be. What Alembic has recorded stays as it is.
  ///
  /// - Throws: ``Failure/Kind/locked`` while another run holds the lock; ``Failure`` also where sessions that have
  ///   written to the table do not end in time.
  public func makeRowFeed() throws(Failure) -> RowFeedOutcome {
    try changeRowFeed(tr("make the row feed")) { snapshot throws(Failure) in
      guard snapshot.rowFeed.standing != .there else { return nil }
      guard snapshot.server.schemaVersion > 0 else {
        throw Failure(
          .conflict, tr("there is no schema invitectl to make the row feed in"),
          hint: "invitectl migrate up --optional row-feed")
      }
      return RowFeedQueries.create(snapshot.server.schema, isCoarse: snapshot.rowFeed.isCoarse)
    }
  }

  /// Removes them, with their function.
  ///
  /// - Throws: as ``makeRowFeed()``.
  public func dropRowFeed() throws(Failure) -> RowFeedOutcome {
    try changeRowFeed(tr("remove the row feed")) { snapshot throws(Failure) in
      snapshot.rowFeed.standing == .absent ? nil : RowFeedQueries.drop(snapshot.server.schema)
    }
  }

  /// How it stands. Writes nothing, and waits for no lock.
  public func rowFeed() throws(Failure) -> RowFeedState { try look().rowFeed }

  /// - Parameter makeScript: the statements to be run in one short transaction; `nil` for none.
  private func changeRowFeed(
    _ action: String, _ makeScript: (MigrationSnapshot) throws(Failure) -> String?
  ) throws(Failure) -> RowFeedOutcome {
    let first = try look()
    let planner = MigrationPlanner(snapshot: first)
    try planner.checkTables()
    guard let script = try makeScript(first) else {
      return RowFeedOutcome(rowFeed: first.rowFeed, isChanged: false, isSkipped: false)
    }
    if let failure = planner.ownershipFailure { throw failure }
    do {
      let session = try MigrationSession(context.with(.migrate), options, report: report)
      defer { session.close() }
      try MigrationLock(session: session).take()
      try Migration(session, first.server, revision: nil).withLockRetries(action) {
        let deadline = context.requestDeadline
        try session.builder.transaction(deadline: deadline) {
          try session.builder.executeScript(SessionQueries.shortTransaction, deadline: deadline)
          try session.builder.executeScript(script, deadline: deadline)
        }
      }
    } catch let failure as Failure where failure.kind == .locked && options.ifLocked == .skip {
      report(.note(tr("\(failure.message); skipped")))
      return RowFeedOutcome(rowFeed: first.rowFeed, isChanged: false, isSkipped: true)
    } catch {
      let cause = (error as? TransactionError)?.cause ?? error
      let hint = (cause as? PostgresError).flatMap { first.server.needs.hint(for: $0) }
      throw Failure(of: error, doing: action).adding("", hint: hint)
    }
    return RowFeedOutcome(rowFeed: try look().rowFeed, isChanged: true, isSkipped: false)
  }
}
