internal import InviteDomain
internal import InviteStorage
internal import Localization
internal import PostgresClient

extension MigrationPlanner {
  /// The plan of `migrate up`.
  ///
  /// - Parameter target: the last revision to make.
  /// - Throws: `Failure` when the database is not in a state to be migrated.
  func up(to target: Revision) throws(Failure) -> MigrationPlan {
    // Schema `invitectl` is made at once; which revision to record is asked for after it.
    if lacksRecord, !schemaSteps.isEmpty {
      try checkTables()
      try checkSchemaPrivileges()
      return MigrationPlan(steps: schemaSteps, skipped: [], revision: nil, isAhead: false)
    }
    let position = try position()
    try checkTables()
    guard case .within(let revision, let recorded) = position else {
      return try planAhead(position)
    }
    var plan = MigrationPlan(steps: schemaSteps, skipped: [], revision: revision, isAhead: false)
    let last = Revision.ours.firstIndex { $0.revision == target }.map { $0 + 1 } ?? 0
    for (place, entry) in Revision.ours.enumerated() where place < max(last, recorded) {
      for facts in facts(of: entry.revision) {
        if facts.state == .tableMissing { plan.skipped.append(facts.index) }
        plan.steps += try steps(for: facts)
      }
      if place >= recorded {
        try checkWidth(entry.revision)
        plan.steps.append(.stamp(from: entry.downRevision, to: entry.revision))
      }
    }
    // Who may only look is told the truth where nothing is to be done.
    if !plan.steps.isEmpty {
      try checkPrivileges(
        records: plan.steps.contains { if case .stamp = $0 { true } else { false } })
    }
    return plan
  }

  /// What `up` says once it has made schema `invitectl`, where that is all it would do; `nil` where it says
  /// nothing then.
  func refusalAfterSchema(to target: Revision) -> Failure? {
    guard !schemaSteps.isEmpty else { return nil }
    var later = self
    later.snapshot.server.schemaVersion = InvitectlSchema.latest
    later.snapshot.server.missingOwnTables = []
    do throws(Failure) {
      _ = try later.up(to: target)
      return nil
    } catch {
      return error
    }
  }

  /// The backend's own tables and indexes are left as they are where the database is ahead; what it
  /// should have is looked at once schema `invitectl` is there.
  private func planAhead(_ position: Position) throws(Failure) -> MigrationPlan {
    let revision: Revision?
    switch position {
    case .within: return MigrationPlan(steps: [], skipped: [], revision: nil, isAhead: false)
    case .ahead(let recorded), .outgrown(let recorded, _): revision = recorded
    case .unrecorded: revision = nil
    }
    if !schemaSteps.isEmpty {
      try checkSchemaPrivileges()
      return MigrationPlan(steps: schemaSteps, skipped: [], revision: revision, isAhead: true)
    }
    var wrong: [String] = []
    var skipped: [PerformanceIndex] = []
    for facts in snapshot.indexes {
      switch facts.state {
      case .valid, .building: break
      case .tableMissing: skipped.append(facts.index)
      default: wrong.append(facts.state.said(of: facts.index.name))
      }
    }
    guard wrong.isEmpty else {
      throw Failure(
        .conflict,
        tr(
          "database \(snapshot.server.database) is ahead, \(place(position)), and not all is "
            + "well: \(wrong.joined(separator: tr(", ")))"),
        hint: tr(
          "'invitectl migrate repair' builds what is missing or invalid and leaves "
            + "\(snapshot.server.recordPhrase) alone"))
    }
    return MigrationPlan(steps: [], skipped: skipped, revision: revision, isAhead: true)
  }

  /// For a sentence.
  func place(_ position: Position) -> String {
    switch position {
    case .within(let revision, _), .ahead(let revision): tr("at revision \(revision)")
    case .outgrown(let revision, let tables):
      tr(
        "at revision \(revision) by \(snapshot.server.recordPhrase), with the tables of revision \(tables.name)"
      )
    case .unrecorded(let tables):
      tr("with the tables of revision \(tables.name) and no revision recorded")
    }
  }

  var schemaSteps: [MigrationPlan.Step] {
    let current = snapshot.server.schemaVersion
    let isIncomplete =
      current == InvitectlSchema.latest && !snapshot.server.missingOwnTables.isEmpty
    guard current < InvitectlSchema.latest || isIncomplete else { return [] }
    return [.schema(from: current, to: InvitectlSchema.latest)]
  }

  func checkTables() throws(Failure) {
    if snapshot.server.isReplica {
      throw SessionFacts.replica(database: snapshot.server.database)
    }
    let missing = missingTables
    guard missing.isEmpty else {
      let elsewhere = missing.compactMap { snapshot.table($0)?.elsewhere }.first
      throw Failure(
        .conflict, tr("schema \(schema) has no table \(missing.joined(separator: ", "))"),
        hint: elsewhere.map { tr("schema \($0) has one of that name; is this the right database?") }
          ?? tr("run 'alembic upgrade \(Revision.commercialFields)' first; nothing was written"))
    }
    for table in snapshot.tables where table.exists && table.kind != "r" && table.kind != "p" {
      throw Failure(
        .conflict, tr("\(schema).\(table.name) is not a table"),
        hint: tr("\(Migrate.program) builds indexes on plain and on partitioned tables only"))
    }
  }

  /// - Parameter records: whether a revision is to be recorded as well.
  func checkPrivileges(records: Bool) throws(Failure) {
    let server = snapshot.server
    try checkWritable()
    if let ownershipFailure { throw ownershipFailure }
    try checkPartitionPrivileges()
    if let lack = server.needs.failure(
      role: server.role, in: schema, records: records, isFirst: snapshot.revision == .empty)
    {
      throw lack
    }
    try checkSchemaPrivileges()
  }

  /// For who does not own one of the tables.
  var ownershipFailure: Failure? {
    let server = snapshot.server
    guard let table = snapshot.tables.first(where: { $0.exists && !$0.isOwned }) else { return nil }
    return Failure(
      .error,
      tr("role \(server.role) does not own \(schema).\(table.name), \(table.owner ?? "?") does"),
      hint: table.owner.map {
        tr("use that role in the database URL, or \(server.membership(in: $0))")
      } ?? tr("use that role in the database URL, or become a member of it"))
  }

  /// What it takes to make schema `invitectl` and nothing else.
  func checkSchemaPrivileges() throws(Failure) {
    let server = snapshot.server
    try checkWritable()
    if !server.mayReadOwnTables {
      throw SessionFacts.ownUnreadable(role: server.role, isMigrating: true)
    }
    if server.schemaVersion > InvitectlSchema.latest,
      server.missingOwnTables.contains(.indexWork)
    {
      throw Failure(
        .conflict,
        tr(
          "schema invitectl is of version \(server.schemaVersion), which a newer invitectl made, and "
            + "has no table index_work"), hint: tr("run 'migrate up' of that invitectl"))
    }
    if server.schemaVersion == 0, !server.canCreateSchema {
      throw Failure(
        .error, tr("role \(server.role) may not make schema invitectl in \(server.database)"),
        hint: "GRANT CREATE ON DATABASE \(PostgresIdentifier.quoted(server.database)) TO "
          + server.quotedRole)
    }
  }

  private func checkWritable() throws(Failure) {
    let server = snapshot.server
    if server.isReadOnly, !server.isReplica {
      throw SessionFacts.readOnly(role: server.role, database: server.database)
    }
  }

  /// A revision that does not fit would fail only after all the work.
  func checkWidth(_ revision: Revision) throws(Failure) {
    guard let width = snapshot.server.revisionWidth, revision.rawValue.count > width else { return }
    throw Failure(
      .conflict,
      tr(
        "\(snapshot.server.recordPhrase).version_num has \(width) characters, too few for \(revision)"
      ),
      hint: tr("ALTER TABLE \(snapshot.server.record) ALTER COLUMN version_num TYPE varchar(64)"))
  }
}

extension IndexState {
  /// For a sentence.
  var phrase: String {
    switch self {
    case .absent: tr("missing")
    case .tableMissing: tr("without its table")
    case .valid: tr("valid")
    case .building: tr("being built")
    case .different: tr("defined otherwise")
    case .partial(let partial):
      partial.isStuck
        ? tr("not valid, though every partition's part is attached")
        : tr("attached on \(partial.attached) of \(partial.total) partitions")
    case .invalid: tr("invalid")
    case .dropping(let pid): pid == nil ? tr("half dropped") : tr("being dropped")
    case .nameTaken(let noun): tr("the name of \(noun)")
    }
  }

  /// The same of an index of this name, as a sentence.
  func said(of name: String) -> String {
    switch self {
    case .absent: tr("\(name) is missing")
    case .tableMissing: tr("\(name) is without its table")
    case .valid: tr("\(name) is valid")
    case .building: tr("\(name) is being built")
    case .different: tr("\(name) is defined otherwise")
    case .partial(let partial):
      partial.isStuck
        ? tr("\(name) is not valid, though every partition's part is attached")
        : tr("\(name) is attached on \(partial.attached) of \(partial.total) partitions")
    case .invalid: tr("\(name) is invalid")
    case .dropping(let pid):
      pid == nil ? tr("\(name) is half dropped") : tr("\(name) is being dropped")
    case .nameTaken(let noun): tr("\(name) is the name of \(noun)")
    }
  }
}
