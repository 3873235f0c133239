public import InviteDomain
public import InviteStorage

/// What would be done, in order. A dry run shows it; a real run makes a new one after every step,
/// because the catalog, and not the plan, is the truth.
public struct MigrationPlan: Sendable, Equatable {
  public enum Step: Sendable, Equatable {
    /// Make or extend schema `invitectl`.
    case schema(from: Int, to: Int)
    /// Wait for a build that is under way, whoever began it.
    case attach(PerformanceIndex, IndexBuildProgress)
    /// Wait for a drop that is under way.
    case awaitDrop(PerformanceIndex, pid: Int)
    /// Drop what an interrupted build or drop left.
    case clear(PerformanceIndex)
    case build(PerformanceIndex)
    case reindex(PerformanceIndex)
    case drop(PerformanceIndex)
    /// Make the index of a partitioned table out of those of its partitions.
    case join(PerformanceIndex, PartitionJoin)
    /// Drop the index of a partitioned table with those of its partitions.
    case dropAll(PerformanceIndex)
    /// Move alembic_version, if it still is where it was.
    case stamp(from: Revision, to: Revision)

    /// The index it is about.
    public var index: PerformanceIndex? {
      switch self {
      case .attach(let index, _), .awaitDrop(let index, _), .clear(let index), .build(let index),
        .reindex(let index), .drop(let index), .join(let index, _), .dropAll(let index):
        index
      case .schema, .stamp: nil
      }
    }

    /// The statement a person would type for it; `nil` for waiting.
    ///
    /// - Parameter record: where Alembic's revision is kept.
    public func sql(in schema: BackendSchema, record: RevisionTable) -> String? {
      switch self {
      case .schema: nil
      case .attach, .awaitDrop: nil
      case .clear(let index), .drop(let index): index.dropStatement(in: schema)
      case .build(let index): index.createStatement(in: schema)
      case .reindex(let index): index.reindexStatement(in: schema)
      case .join(_, let join): join.script
      case .dropAll(let index): index.dropAllStatement(in: schema)
      case .stamp(let from, let to):
        RevisionQueries.advance(record, from: from, to: to)
      }
    }
  }

  public var steps: [Step]
  /// Indexes that are left out because their table is not there.
  public var skipped: [PerformanceIndex]
  /// The revision that is recorded, where there is exactly one.
  public var revision: Revision?
  /// Whether the database is beyond what invitectl makes; then nothing is planned.
  public var isAhead: Bool

  public var isEmpty: Bool { steps.isEmpty }
}
