public import InviteDomain
internal import InviteStorage
internal import Localization

/// What `migrate status` and `migrate plan` show.
public struct MigrateReport: Sendable, Equatable, Encodable {
  public struct Index: Sendable, Equatable, Encodable {
    public let name: String
    public let table: String
    public let columns: [String]
    public let revision: Revision
    public let state: String
    /// What there is to add to the state: the pid that builds, the other definition…
    public let detail: String?
    /// Of a build under way, 0 to 100.
    public let percent: Double?
    public let phase: String?
    public let bytes: Int?
    /// About what it will take, where the table's row count or its size is known.
    public let estimatedBytes: Int?
    /// Where the table is partitioned.
    public let partitions: Partitions?
  }

  /// How many partitions have their part of an index.
  public struct Partitions: Sendable, Equatable, Encodable {
    public struct Part: Sendable, Equatable, Encodable {
      public let table: String
      public let index: String
      public let state: String
      public let isAttached: Bool
      public let phase: String?
      /// Of a build under way, 0 to 100.
      public let percent: Double?
    }

    public let total: Int
    /// Whose part is built, attached or not.
    public let built: Int
    public let attached: Int
    /// Those that are not done.
    public let pending: [Part]
  }

  public struct Step: Sendable, Equatable, Encodable {
    public let action: String
    public let index: String?
    public let sql: String?
    public let estimatedBytes: Int?
  }

  public struct Holder: Sendable, Equatable, Encodable {
    public let session: SessionSummary
    public let isOrphan: Bool
    public let building: String?
    public let phase: String?
    public let percent: Double?
  }

  public let database: String
  /// Where the backend's tables are, as an identifier.
  public let schema: String
  /// The one revision recorded; `nil` when there is none, or more than one.
  public let revision: Revision?
  /// Where it is kept, as an identifier with its schema.
  public let versionTable: String
  /// All heads recorded.
  public let heads: [Revision]
  public let isAhead: Bool
  public let indexes: [Index]
  /// What `migrate up` would do; with ``problem``, what it would do before it refuses.
  public let steps: [Step]
  /// Why `migrate up` would refuse, and what to do about it.
  public let problem: String?
  public let hint: String?
  /// The same with its kind, for the exit code.
  public let failure: Failure?
  public let skipped: [String]
  public let blockers: [Blocker]
  public let leftovers: [Leftover]
  public let holder: Holder?
  public let notes: [String]
  /// The triggers that `up` makes only when asked to; it does nothing about them otherwise.
  public let rowFeed: RowFeedState
  /// Of the tables that get an index, those that were never analyzed: what it will take is told by their size.
  public let estimatedBySize: [String]
  /// Those of which nothing is known: what they take is in no estimate.
  public let notEstimated: [String]

  private enum CodingKeys: String, CodingKey {
    case database, schema, revision, versionTable, heads, isAhead, indexes, steps, problem, hint,
      skipped,
      blockers
    case leftovers, holder, notes, rowFeed, estimatedBySize, notEstimated
  }

  /// Whether there is something to do, or something wrong.
  public var isPending: Bool { !steps.isEmpty || problem != nil || !leftovers.isEmpty }
}

extension MigrateReport {
  /// - Parameters:
  ///   - plan: what `up` would do, or why it would not.
  ///   - refusal: why it would not go on after that.
  init(
    _ snapshot: MigrationSnapshot, _ plan: Result<MigrationPlan, Failure>,
    after refusal: Failure? = nil
  ) {
    database = snapshot.server.database
    schema = snapshot.server.schema.description
    versionTable = snapshot.server.record.description
    switch snapshot.revision {
    case .tableMissing, .empty, .unclear, .unreadable: heads = []
    case .at(let one): heads = [one]
    case .several(let all): heads = all
    }
    revision = heads.count == 1 ? heads[0] : nil
    indexes = snapshot.indexes.map {
      Index($0, snapshot.estimate(of: $0.index), Partitions(snapshot, $0.index))
    }
    blockers = snapshot.blockers
    leftovers = snapshot.leftovers
    rowFeed = snapshot.rowFeed
    holder = snapshot.holder.map {
      Holder(
        session: $0.session, isOrphan: $0.isOrphan, building: $0.object,
        phase: $0.build?.phase?.rawValue,
        percent: $0.build.map { ($0.fraction * 1000).rounded() / 10 })
    }
    switch plan {
    case .success(let plan):
      isAhead = plan.isAhead
      skipped = plan.skipped.map(\.name)
      steps = plan.steps.map { step in
        Step(
          action: step.word, index: step.index?.name,
          sql: step.sql(in: snapshot.server.schema, record: snapshot.server.record),
          estimatedBytes: step.index.flatMap { index in
            step.isJoin ? nil : index.estimatedBytes(snapshot.estimate(of: index))
          })
      }
      (problem, hint, failure) = (refusal?.message, refusal?.hint, refusal)
    case .failure(let failure):
      isAhead = false
      (skipped, steps) = ([], [])
      (problem, hint) = (failure.message, failure.hint)
      self.failure = failure
    }
    // Of a partitioned table the whole is about all its parts, built or not.
    let wanted =
      snapshot.parts.filter { $0.isLeaf && $0.state == .absent }.map(\.index)
      + snapshot.indexes.filter { $0.state == .absent && !snapshot.isPartitioned($0.index) }
      .map(\.index)
    let estimates = wanted.compactMap(snapshot.estimate)
    estimatedBySize = Set(estimates.flatMap(\.bySize)).sorted()
    notEstimated = Set(estimates.flatMap(\.unknown)).sorted()
    var notes: [String] = []
    if !snapshot.server.readsStats {
      notes.append(
        tr(
          "other roles' sessions are not shown in full: "
            + "\(snapshot.server.membership(in: "pg_read_all_stats"))"))
    }
    let planner = MigrationPlanner(snapshot: snapshot)
    notes += [planner.recordNote, planner.placeNote].compactMap { $0 }
    self.notes = notes
  }
}

extension MigrateReport.Index {
  init(_ facts: MigrationIndex, _ estimate: RowEstimate?, _ partitions: MigrateReport.Partitions?) {
    let index = facts.index
    var sighting: IndexBuildProgress?
    var detail: String?
    switch facts.state {
    case .absent, .tableMissing, .valid: break
    case .building(let build):
      sighting = build
      detail = tr("by pid \(build.pid)")
    case .different(let actual, _): detail = actual
    case .partial(let partial):
      detail = partial.isStuck ? tr("all parts are attached, and the server does not know") : nil
    case .invalid(let invalid):
      let origin = invalid.isOurs ? tr("left by an interrupted run") : tr("not made by invitectl")
      detail = invalid.costsWrites ? tr("\(origin), and every write maintains it") : origin
    case .dropping(let pid): detail = pid.map { tr("by pid \($0)") } ?? tr("broken off")
    case .nameTaken(let noun): detail = tr("by \(noun)")
    }
    self.init(
      name: index.name, table: index.table, columns: index.columns, revision: index.revision,
      state: facts.state.word, detail: detail,
      percent: sighting.map { ($0.fraction * 1000).rounded() / 10 },
      phase: sighting?.phase?.rawValue, bytes: facts.bytes,
      estimatedBytes: facts.state == .valid ? nil : index.estimatedBytes(estimate),
      partitions: partitions)
  }
}

extension MigrateReport.Partitions {
  /// `nil` where the table is not partitioned.
  init?(_ snapshot: MigrationSnapshot, _ index: PerformanceIndex) {
    guard snapshot.isPartitioned(index) else { return nil }
    let parts = snapshot.parts(of: index)
    let leaves = parts.filter(\.isLeaf)
    total = leaves.count
    built = leaves.count { $0.state == .valid }
    attached = leaves.count { $0.isAttached && $0.state == .valid }
    pending = parts.filter { !$0.isDone }.map { part in
      var sighting: IndexBuildProgress?
      if case .building(let build) = part.state { sighting = build }
      return Part(
        table: part.table.title, index: part.index.name,
        state: part.isForeign ? "foreign_table" : part.state.word, isAttached: part.isAttached,
        phase: sighting?.phase?.rawValue,
        percent: sighting.map { ($0.fraction * 1000).rounded() / 10 })
    }
  }
}

extension MigrationPlan.Step {
  /// Whether it only puts together what is built.
  fileprivate var isJoin: Bool {
    if case .join = self { return true }
    return false
  }
}
