internal import ClientSupport
public import InviteDomain
public import InviteStorage
internal import Localization
internal import PostgresClient

/// What one look at a database shows: everything that `migrate` decides by.
public struct MigrationSnapshot: Sendable, Equatable {
  public var server: MigrationServer
  public var tables: [MigrationTable]
  public var indexes: [MigrationIndex]
  public var revision: RecordedRevision
  /// Invalid remains of REINDEX CONCURRENTLY, by name, with their table.
  public var leftovers: [Leftover]
  public var blockers: [Blocker]
  public var holder: LockHolder?
  /// Which backend the tables belong to; `nil` where there are none that tell.
  public var generation: BackendGeneration?
  /// Of partitioned tables, the tables below them, and which part of each index they hold.
  public var partitions: [PartitionTable] = []
  public var parts: [IndexPart] = []
  /// The triggers that `up` makes only when asked to.
  public var rowFeed = RowFeedState.absent
  /// What invitectl began and did not end, by ``PerformanceIndex/key``.
  var unfinished: Set<String> = []
  /// Where a revision is, if there is none in the table that somebody chose.
  var elsewhere: UnclearRecord?

  public func table(_ name: String) -> MigrationTable? { tables.first { $0.name == name } }

  public func state(of index: PerformanceIndex) -> IndexState? {
    index.partition == nil
      ? indexes.first { $0.index == index }?.state : parts.first { $0.index == index }?.state
  }

  /// The parts of an index of the whole.
  func parts(of index: PerformanceIndex) -> [IndexPart] { parts.filter { $0.whole == index } }

  func isPartitioned(_ index: PerformanceIndex) -> Bool {
    index.partition == nil && table(index.table)?.kind == "p"
  }
}

/// The server and what this role may do there.
public struct MigrationServer: Sendable, Equatable {
  public var database: String
  /// Where the backend's tables are.
  public var schema: BackendSchema
  public var role: String
  /// As it is written in a statement.
  var quotedRole: String { PostgresIdentifier.quoted(role) }
  public var isReplica: Bool
  /// Whether the role's transactions only read, by a setting.
  public var isReadOnly: Bool
  public var canCreateSchema: Bool
  public var canCreateTemporary: Bool
  public var readsStats: Bool
  /// The version of schema `invitectl`; 0 when it is not there.
  public var schemaVersion: Int
  /// How many characters alembic_version.version_num takes; `nil` without a limit.
  public var revisionWidth: Int?
  /// The tables of schema `invitectl` that its version has and that are not there.
  var missingOwnTables: Set<OwnTable> = []
  /// Whether this role may read them; if not, they are taken for absent.
  var mayReadOwnTables = true
  var needs = MigrationNeeds()
  /// E.g. 150018.
  var version = 0
  /// Whether the role has the attribute INHERIT.
  var inherits = true

  /// What gives this role the rights of another one.
  func membership(in other: String) -> String {
    MembershipStatement.grant(other, to: role, version: version, inherits: inherits)
  }

  /// Where Alembic's revision is kept.
  public var record = RevisionTable(schema: .standard)
  /// Tables of its name in other schemas, which Alembic does not look at.
  var otherRecords: [RevisionTable] = []
  /// What a printed command needs to go by ``record``.
  var recordFlag = ""
  /// ``record`` in a sentence.
  var recordPhrase: String { record.phrase(in: schema) }
}

public struct MigrationTable: Sendable, Equatable {
  public var name: String
  /// As in pg_class.relkind, e.g. `r`, or `p` for a partitioned one; `nil` when it is missing.
  public var kind: String?
  public var owner: String?
  public var isOwned: Bool
  public var bytes: Int?
  /// The planner's estimate; `nil` when the table was never analyzed, or was when it was empty.
  public var rows: Int?
  /// Another schema that has a table of this name.
  public var elsewhere: String?

  public var exists: Bool { kind != nil }
}

public struct MigrationIndex: Sendable, Equatable {
  public var index: PerformanceIndex
  public var state: IndexState
  public var bytes: Int?
}

/// The relation in the backend's schema that has an index' name.
public struct CatalogRelation: Sendable, Equatable {
  /// What invitectl began and did not end.
  public enum Work: String, Sendable { case build, drop, reindex }

  public var oid: Int
  public var kind: String
  public var onTable: String?
  public var isValid: Bool
  public var isReady: Bool
  public var isLive: Bool
  public var definition: String?
  public var build: IndexBuildProgress?
  public var dropper: Int?
  public var tableHolder: Int?
  public var work: Work?

  var noun: String {
    switch kind {
    case "i": tr("an index on \(onTable ?? tr("another table"))")
    case "I": tr("a partitioned index on \(onTable ?? tr("another table"))")
    case "r", "p": tr("a table")
    case "v": tr("a view")
    case "m": tr("a materialized view")
    case "S": tr("a sequence")
    case "f": tr("a foreign table")
    case "c": tr("a composite type")
    default: tr("another relation")
    }
  }
}

public struct Leftover: Sendable, Equatable, Encodable {
  public let name: String
  public let table: String
  /// The name as it is typed, with its schema.
  public let place: String

  private enum CodingKeys: String, CodingKey { case name, table }
}

/// What alembic_version says.
public enum RecordedRevision: Sendable, Equatable {
  case tableMissing
  case empty
  case at(Revision)
  case several([Revision])
  /// The role may not read it.
  case unreadable
  /// It is not known which table has it.
  case unclear(UnclearRecord)
}

/// Another run that holds the lock.
public struct LockHolder: Sendable, Equatable {
  public let session: SessionSummary
  /// Whether its client is gone and only its last statement still runs.
  public let isOrphan: Bool
  /// What it is building: the index, if it has a name already, else the table.
  public let object: String?
  public let build: IndexBuildProgress?

  /// Who it is, and how far its build is.
  public var sentence: String {
    let text = tr("another run holds the lock: \(session.sentence)")
    guard let build else { return text }
    return tr(
      "\(text), building \(object ?? tr("an index")): \(build.phase?.rawValue ?? tr("starting")), "
        + "\(Int(saturating: build.fraction * 100)) %")
  }
}
