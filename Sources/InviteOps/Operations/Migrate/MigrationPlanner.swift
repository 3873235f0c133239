internal import InviteDomain
internal import InviteStorage
internal import Localization

/// From what is there to what is to be done, or to why it cannot be. Pure.
struct MigrationPlanner {
  var snapshot: MigrationSnapshot
  /// Whether invalid indexes that are not ours may be rebuilt.
  var repair = false

  var schema: BackendSchema { snapshot.server.schema }

  /// Where the recorded revision stands to the two that invitectl makes.
  enum Position: Equatable {
    /// At 006, 007 or 008: how many of ours are recorded.
    case within(Revision, recorded: Int)
    /// Beyond 008, or unknown.
    case ahead(Revision)
    /// One of 006 to 008 is recorded, and the tables have columns of later ones: what they are counts.
    case outgrown(Revision, BackendTables)
    /// Nothing is recorded, and the tables are those of a later revision than 008: the backend's
    /// create_all has made them, and Alembic cannot be told to go on from there.
    case unrecorded(BackendTables)
  }

  /// - Parameter isReading: whether nothing will be written, for which nobody has to own the tables.
  /// - Throws: ``Failure/Kind/conflict`` when no single revision from 006 on is recorded.
  func position(isReading: Bool = false) throws(Failure) -> Position {
    switch snapshot.revision {
    case .tableMissing, .empty:
      if let unrecordedTables { return .unrecorded(unrecordedTables) }
      let table = snapshot.server.recordPhrase
      let what =
        snapshot.revision == .empty
        ? tr("the table \(table) is empty") : tr("there is no table \(table)")
      throw Failure(
        .conflict, tr("database \(snapshot.server.database) has no revision: \(what)"),
        hint: snapshot.elsewhere.map { elsewhere in
          tr(
            "there is one in \(elsewhere.tables.map(\.table.description).joined(separator: ", ")); "
              + "\(elsewhere.hint)")
        } ?? stampHint)
    case .unreadable:
      // Who should own the tables is told so; who only looks is told what that takes.
      let grants = snapshot.server.needs.readGrants
      throw (isReading ? nil : ownershipFailure)
        ?? Failure(
          .error,
          tr("role \(snapshot.server.role) may not read \(snapshot.server.recordPhrase)"),
          hint: grants.isEmpty ? nil : grants.joined(separator: "; "))
    case .unclear(let record):
      throw record.failure(snapshot.server.database, in: schema)
    case .at(let revision) where revision.isMalformed: throw faulty([revision])
    case .several(let heads): throw faulty(heads)
    case .at(let revision):
      return try position(of: revision)
    }
  }

  /// The tables' revision, where it is later than the ones that are made here and none is recorded.
  var unrecordedTables: BackendTables? {
    guard snapshot.revision == .tableMissing || snapshot.revision == .empty,
      let tables = snapshot.generation?.tables, tables > .r008, missingTables.isEmpty
    else { return nil }
    return tables
  }

  private func position(of revision: Revision) throws(Failure) -> Position {
    let within = Revision.ours.firstIndex { $0.revision == revision }.map { $0 + 1 }
    if within != nil || revision == .commercialFields {
      if let evidence, evidence.tablesAreAhead { return .outgrown(revision, evidence.tables) }
      return .within(revision, recorded: within ?? 0)
    }
    if let number = revision.number, number < 6 {
      let what = tr("database \(snapshot.server.database) is at revision \(revision)")
      if let stale = staleRecord {
        throw Failure(
          .conflict,
          tr(
            "database \(snapshot.server.database) is at revision \(revision) "
              + "by \(snapshot.server.recordPhrase) alone: \(stale)"), hint: recordHint)
      }
      throw Failure(
        .conflict, what,
        hint: tr("run 'alembic upgrade \(Revision.commercialFields)' first; nothing was written"))
    }
    return .ahead(revision)
  }

  /// What the schema looks like, for someone who has to choose the revision.
  var stampHint: String {
    let missing = missingTables
    if !missing.isEmpty {
      return tr(
        "the tables \(missing.joined(separator: ", ")) are missing too: is this the right "
          + "database? If it is new, run 'alembic upgrade \(Revision.commercialFields)' first")
    }
    return tr(
      "the schema looks like \(likelyRevision): "
        + "'\(stampCommand)' records that")
  }

  var stampCommand: String {
    "invitectl migrate stamp \(likelyRevision)\(snapshot.server.recordFlag)"
  }

  /// The highest revision whose indexes are all there.
  var likelyRevision: Revision {
    Self.likelyRevision { index in
      let state = snapshot.state(of: index)
      return state == .valid || state == .tableMissing
    }
  }

  /// - Parameter isThere: whether an index is there and well, or has no table to be on.
  static func likelyRevision(_ isThere: (PerformanceIndex) -> Bool) -> Revision {
    Revision.ours.prefix { entry in
      PerformanceIndex.all.allSatisfy { $0.revision != entry.revision || isThere($0) }
    }.last?.revision ?? .commercialFields
  }

  var missingTables: [String] {
    PerformanceIndex.requiredTables.filter { snapshot.table($0)?.exists != true }
  }

  func facts(of revision: Revision) -> [MigrationIndex] {
    snapshot.indexes.filter { $0.index.revision == revision }
  }

  /// The steps that bring one index to where it should be.
  ///
  /// - Throws: ``Failure/Kind/conflict`` when something else is there, ``Failure/Kind/debris``
  ///   when an invalid index is not ours.
  func steps(for facts: MigrationIndex) throws(Failure) -> [MigrationPlan.Step] {
    let index = facts.index
    if snapshot.isPartitioned(index), let steps = try partSteps(for: facts) { return steps }
    switch facts.state {
    case .valid, .tableMissing: return []
    case .partial: return []
    case .absent: return [.build(index)]
    case .building(let sighting): return [.attach(index, sighting)]
    case .dropping(let pid):
      if let pid { return [.awaitDrop(index, pid: pid), .build(index)] }
      return [.clear(index), .build(index)]
    case .invalid(let invalid):
      if invalid.isOurs { return [.clear(index), .build(index)] }
      guard repair else { throw Self.foreignDebris(index) }
      return [.reindex(index)]
    case .different(let actual, let expected):
      throw Failure(
        .conflict,
        tr("index \(index.name) exists with another definition: \(actual) instead of \(expected)"),
        hint: tr("rename or drop it by hand, after seeing who needs it, then run this again"))
    case .nameTaken(let noun):
      throw Failure(
        .conflict,
        tr(
          "the name \(index.name) in schema \(index.partition?.schema ?? "\(schema)") belongs to \(noun)"
        ),
        hint: tr("rename that one, then run this again"))
    }
  }

  static func foreignDebris(_ index: PerformanceIndex) -> Failure {
    Failure(
      .debris,
      tr("index \(index.name) is invalid, nobody is building it, and invitectl did not make it"),
      hint: tr("'invitectl migrate repair' rebuilds it, as does 'invitectl migrate up --repair'"))
  }
}
