internal import ClientSupport
public import InviteDomain
internal import InviteStorage
internal import Localization
internal import PostgresClient

extension Migrate {
  /// Records `revision` in a database that has none, or one that its tables contradict. Refuses one that the
  /// schema contradicts.
  public func stamp(_ revision: Revision) throws(Failure) -> MigrateOutcome {
    let snapshot = try look()
    var outcome = MigrateOutcome(database: snapshot.server.database, revision: revision)
    /// The one that is recorded and contradicted.
    var former: Revision?
    switch snapshot.revision {
    case .at(let current) where current == revision: return outcome
    case .at(let current) where current.isMalformed:
      _ = try MigrationPlanner(snapshot: snapshot).position()
    case .at(let current) where MigrationPlanner(snapshot: snapshot).staleRecord != nil:
      former = current
    case .at(let current):
      throw Failure(
        .conflict, tr("database \(snapshot.server.database) is at revision \(current) already"),
        hint:
          tr(
            "'invitectl migrate up' and 'down' move it; stamp is for databases without one, or with "
              + "one that the tables contradict"))
    case .several, .unclear, .unreadable: _ = try MigrationPlanner(snapshot: snapshot).position()
    case .tableMissing, .empty: break
    }
    try check(revision, snapshot)
    let start = ContinuousClock.now
    do {
      let session = try MigrationSession(context.with(.migrate), options, report: report)
      defer { session.close() }
      try MigrationLock(session: session).take()
      let recorded = try record(revision, replacing: former, session)
      guard recorded == 1 else {
        throw Failure(
          .conflict, tr("somebody else recorded a revision at the same time"),
          hint: tr("see which with 'invitectl migrate status'"))
      }
    } catch {
      throw Failure(of: error, doing: tr("record the revision"))
    }
    outcome.add(
      .stamp(from: former ?? revision, to: revision), took: start.duration(to: .now), bytes: nil)
    return outcome
  }

  private func record(
    _ revision: Revision, replacing former: Revision?, _ session: MigrationSession
  ) throws(TransactionError) -> Int {
    let deadline = context.requestDeadline
    let table = session.builder.revisionTable
    return try session.builder.transaction(deadline: deadline) {
      try session.builder.executeScript(SessionQueries.shortTransaction, deadline: deadline)
      if let former {
        return try session.builder.execute(
          RevisionQueries.advance(table), [revision.rawValue, former.rawValue], deadline: deadline)
      }
      try session.builder.execute(RevisionQueries.create(table), deadline: deadline)
      try session.builder.execute(RevisionQueries.lock(table), deadline: deadline)
      return try session.builder.execute(
        RevisionQueries.record(table), [revision.rawValue], deadline: deadline)
    }
  }

  /// A revision is plausible when what it made is there.
  private func check(_ revision: Revision, _ snapshot: MigrationSnapshot) throws(Failure) {
    let planner = MigrationPlanner(snapshot: snapshot)
    try planner.checkTables()
    if let tables = planner.unrecordedTables {
      throw Failure(
        .conflict,
        tr(
          "the tables of \(snapshot.server.database) are those of revision "
            + "\(tables.name), made without migrations"),
        hint: tr(
          "with \(revision) recorded 'alembic upgrade' would make columns that are there; "
            + "there is nothing to stamp for invitectl: run 'invitectl migrate up'"))
    }
    try planner.checkWidth(revision)
    guard
      revision == .commercialFields || Revision.ours.contains(where: { $0.revision == revision })
    else {
      throw Failure(
        .usage,
        tr("\(Migrate.program) stamps \(Revision.commercialFields) and the two revisions it makes"),
        hint: tr("for another one use 'alembic stamp \(revision)'"))
    }
    for entry in Revision.ours {
      let missing = planner.facts(of: entry.revision)
        .filter { $0.state != .valid && $0.state != .tableMissing }
      let isRecorded = revision != .commercialFields && entry.revision.rawValue <= revision.rawValue
      if isRecorded, let first = missing.first {
        throw Failure(
          .conflict,
          tr("the schema is not at \(revision): \(first.state.said(of: first.index.name))"),
          hint: tr(
            "'\(planner.stampCommand)' fits, and 'invitectl migrate "
              + "up' then builds the rest"))
      }
    }
  }
}
