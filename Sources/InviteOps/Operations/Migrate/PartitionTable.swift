public import InviteDomain
internal import InviteStorage

/// A table of the tree below a partitioned one, or this one itself.
public struct PartitionTable: Sendable, Equatable {
  /// The name of the topmost table.
  public var root: String
  var oid: Int
  /// The table whose partition it is; `nil` for the topmost.
  var parent: Int?
  /// 0 for the topmost.
  var level: Int
  /// Whether a DETACH CONCURRENTLY of it was begun and not ended.
  var isDetaching: Bool
  /// As an identifier, quoted where it must be.
  var schema: String
  /// Whether that is the schema of the backend's tables.
  var isAtHome: Bool
  /// As the catalog has it, and as an identifier.
  public var name: String
  var identifier: String
  /// As in pg_class.relkind: `r` has rows, `p` is partitioned again, `f` is on another server.
  public var kind: String
  public var owner: String?
  public var isOwned: Bool
  var canCreateInSchema: Bool
  public var bytes: Int?
  public var rows: Int?

  /// For people: with its schema where that is another one than the backend's.
  var title: String { isAtHome ? name : "\(schema).\(identifier)" }
}

/// What one partition holds of one of the eleven indexes.
public struct IndexPart: Sendable, Equatable {
  /// The index of the whole.
  public var whole: PerformanceIndex
  /// The partition's own: the one that is attached, or that can be, or that is to be made.
  public var index: PerformanceIndex
  public var state: IndexState
  /// Whether it is attached to the index of the table above.
  public var isAttached: Bool
  /// Whether it has the name that invitectl gives.
  var isNamedByUs: Bool
  /// The partition.
  var table: PartitionTable
  public var bytes: Int?

  /// Whether it has rows of its own on this server.
  public var isLeaf: Bool { table.kind == "r" }
  var isForeign: Bool { table.kind == "f" }
  /// Whether nothing is to be done for it.
  var isDone: Bool { isForeign || (isAttached && state == .valid) }
}

/// How far the index of a partitioned table is whose parts are not all attached.
public struct PartialIndex: Sendable, Equatable {
  /// Partitions with rows, and those whose part is attached.
  public let total: Int
  public let attached: Int
  /// Whether every part is attached and valid, and the server does not know: nothing but another ATTACH lets
  /// it look (validatePartitionedIndex of src/backend/commands/tablecmds.c), and there is none left.
  public let isStuck: Bool
}
