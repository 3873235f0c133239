internal import ClientSupport
public import InviteDomain
internal import InviteStorage
internal import Localization
internal import Logging
internal import PostgresClient

/// The operations behind `invitectl migrate`.
public struct Migrate {
  /// Of its runs in `run_log` there are those that were skipped, and what ended their number.
  static let command = AdvisoryLock.migrate.command
  /// A sentence that began with it would pass for a command that is typed (TranslationTests).
  static let program = "invitectl"

  let context: OperationContext
  let options: MigrateOptions
  let report: (MigrateEvent) -> Void

  /// - Parameter report: hears what happens while it happens, on the calling thread.
  public init(
    _ context: OperationContext, _ options: MigrateOptions = MigrateOptions(),
    report: @escaping (MigrateEvent) -> Void = { _ in }
  ) {
    self.context = context.with(.migrateLook)
    self.options = options
    self.report = report
  }

  /// How things stand. Writes nothing, and waits for no lock.
  ///
  /// - Parameter target: how far `up` would go.
  public func status(to target: Revision = .compositeIndexes) throws(Failure) -> MigrateReport {
    let snapshot = try look()
    let planner = MigrationPlanner(snapshot: snapshot, repair: options.repair)
    let plan = Result { () throws(Failure) in try planner.up(to: target) }
    return MigrateReport(snapshot, plan, after: planner.refusalAfterSchema(to: target))
  }

  /// Builds what is missing and records it, up to `target`.
  public func up(to target: Revision = .compositeIndexes) throws(Failure) -> MigrateOutcome {
    try run(doing: tr("migrate up")) { (planner) throws(Failure) in try planner.up(to: target) }
  }

  /// Drops what the revisions after `target` made; `nil` for one revision back.
  public func down(to target: Revision? = nil) throws(Failure) -> MigrateOutcome {
    // "One back" is one back from where it stands now, not from each step's result.
    let goal: Revision
    if let target { goal = target } else { goal = try previous(look()) }
    return try run(doing: tr("migrate down")) { (planner) throws(Failure) in
      try planner.down(to: goal)
    }
  }

  /// What `down` would do.
  public func downPlan(to target: Revision? = nil) throws(Failure) -> MigrateReport {
    let snapshot = try look()
    let goal: Revision
    if let target { goal = target } else { goal = try previous(snapshot) }
    let plan = Result { () throws(Failure) in
      try MigrationPlanner(snapshot: snapshot).down(to: goal)
    }
    return MigrateReport(snapshot, plan)
  }

  /// Finishes interrupted drops and rebuilds what is invalid or missing.
  public func repair() throws(Failure) -> MigrateOutcome {
    try run(doing: tr("migrate repair"), repair: true) { (planner) throws(Failure) in
      try planner.repairs()
    }
  }

  /// What `repair` would do.
  public func repairPlan() throws(Failure) -> MigrateReport {
    let snapshot = try look()
    let plan = Result { () throws(Failure) in
      try MigrationPlanner(snapshot: snapshot, repair: true).repairs()
    }
    return MigrateReport(snapshot, plan)
  }

  private func previous(_ snapshot: MigrationSnapshot) throws(Failure) -> Revision {
    guard case .within(_, let recorded) = try MigrationPlanner(snapshot: snapshot).position() else {
      return .compositeIndexes
    }
    return Revision.ours[max(0, recorded - 1)].downRevision
  }

  /// One look over a connection of its own. Where that is lost it is taken once more, since looking
  /// changes nothing.
  func look() throws(Failure) -> MigrationSnapshot {
    var isLost = false
    while true {
      let connection = try context.barePostgres()
      do throws(PostgresError) {
        return try SnapshotReader().read(connection, deadline: context.requestDeadline)
      } catch {
        guard error.isLoss, !isLost else {
          throw Failure(error, doing: tr("read the state of the indexes"))
        }
        isLost = true
      }
    }
  }

  /// - Parameter makePlan: called with every new look.
  private func run(
    doing action: String, repair: Bool = false,
    _ makePlan: (MigrationPlanner) throws(Failure) -> MigrationPlan
  ) throws(Failure) -> MigrateOutcome {
    let repair = repair || options.repair
    let first = try look()
    let plan = try makePlan(MigrationPlanner(snapshot: first, repair: repair))
    var outcome = MigrateOutcome(database: first.server.database, revision: plan.revision)
    outcome.note(plan)
    if let note = MigrationPlanner(snapshot: first).recordNote { report(.note(note)) }
    if plan.isEmpty {
      if options.ifLocked == .skip { endSkips() }
      return outcome
    }
    warn(first)
    do {
      let session = try MigrationSession(context.with(.migrate), options, report: report)
      defer { session.close() }
      let migration = Migration(session, first.server, revision: plan.revision)
      outcome = try migration.run { (snapshot) throws(Failure) in
        try makePlan(MigrationPlanner(snapshot: snapshot, repair: repair))
      }
    } catch let failure as Failure {
      if failure.kind == .locked, options.ifLocked == .skip {
        try noteSkip()
        report(.note(tr("\(failure.message); skipped")))
        outcome.isSkipped = true
        return outcome
      }
      throw failure
    } catch {
      let cause = (error as? TransactionError)?.cause ?? error
      let hint = (cause as? PostgresError).flatMap { first.server.needs.hint(for: $0) }
      throw Failure(of: error, doing: action).adding("", hint: hint)
    }
    endSkips()
    return outcome
  }

  /// - Throws: ``Failure/Kind/locked`` when more runs in a row were skipped than may be.
  private func noteSkip() throws(Failure) {
    let connection = try context.postgres()
    let holding: LockHolding?
    do {
      holding = try LockHolding.all(connection, deadline: context.requestDeadline)
        .first { $0.lock == .migrate }
    } catch {
      throw Failure(error, doing: tr("see who holds the lock"))
    }
    try SkippedRuns(command: Self.command, maximum: options.maxSkips)
      .note(holding, on: connection, deadline: context.requestDeadline)
  }

  /// What was made stands, whatever becomes of this.
  private func endSkips() {
    do throws(Failure) {
      try SkippedRuns.end(Self.command, on: context.postgres(), deadline: context.requestDeadline)
    } catch {
      context.logger.warning(
        "the end of the run was not recorded",
        metadata: ["error": "\(Speech.english(of: error.message))"])
    }
  }

  /// What a person should know before the work begins.
  private func warn(_ snapshot: MigrationSnapshot) {
    if !snapshot.server.readsStats {
      report(
        .note(
          tr(
            "progress and blockers of other roles stay hidden: "
              + "\(snapshot.server.membership(in: "pg_read_all_stats"))")))
    }
    for blocker in snapshot.blockers where blocker.blocksBuilds {
      let kinds = blocker.kinds.filter { $0 != .reader }.map(\.title).joined(separator: tr(", "))
      report(.note(tr("\(blocker.session.sentence) may hold up a build (\(kinds))")))
    }
    for leftover in snapshot.leftovers {
      report(
        .note(
          tr(
            "\(leftover.name) on \(leftover.table) is left of a REINDEX CONCURRENTLY; "
              + "DROP INDEX CONCURRENTLY \(leftover.place) removes it")))
    }
  }
}
