internal import ClientSupport
public import InviteDomain
internal import InviteStorage
internal import Localization
internal import PostgresClient

/// What `migrate verify` found.
public struct MigrateVerification: Sendable, Equatable, Encodable {
  public struct Index: Sendable, Equatable, Encodable {
    public let name: String
    public let state: String
    /// What the server says the definition should be, without names.
    public let expected: String
    /// What is there, where it differs.
    public let actual: String?
    public let isWrong: Bool
  }

  public let database: String
  public let revision: Revision?
  public let indexes: [Index]
  public let leftovers: [Leftover]
  public let rowFeed: RowFeedState
  /// Whether the server made the definitions, or this role may not let it.
  public let isServerChecked: Bool

  public var wrong: [Index] { indexes.filter(\.isWrong) }

  /// Whether something of the row feed is there, and not as it should be.
  public var isRowFeedWrong: Bool { rowFeed.standing == .partial }
}

extension Migrate {
  /// Compares every index with what the server itself makes of its definition.
  ///
  /// An index is wrong when it is invalid or defined otherwise, and also when it is missing though
  /// its revision is recorded.
  public func verify() throws(Failure) -> MigrateVerification {
    let connection = try context.barePostgres()
    do throws(any Error) {
      var reader = SnapshotReader()
      let first = try reader.read(connection, deadline: context.requestDeadline)
      if !first.server.isReplica {
        reader.expected = try ServerDefinitions.read(connection, context)
      }
      let snapshot = try reader.read(connection, deadline: context.requestDeadline)
      let recorded: Int
      switch try MigrationPlanner(snapshot: snapshot).position(isReading: true) {
      case .within(_, let count): recorded = count
      case .ahead, .outgrown, .unrecorded: recorded = Revision.ours.count
      }
      return MigrateVerification(snapshot, reader.expected, recorded: recorded)
    } catch {
      throw Failure(of: error, doing: tr("verify the indexes"))
    }
  }
}

extension MigrateVerification {
  /// Which partitions are without their part, in words; at most ten by name.
  private static func unattached(_ parts: [IndexPart]) -> String? {
    let open = parts.filter { !$0.isDone }.map { tr("\($0.table.title) (\($0.phrase))") }
    if open.isEmpty { return nil }
    let names = open.prefix(10).joined(separator: tr(", "))
    return open.count > 10
      ? tr("not attached and valid on \(names), and \(open.count - 10) more")
      : tr("not attached and valid on \(names)")
  }

  init(_ snapshot: MigrationSnapshot, _ expected: [String: String], recorded: Int) {
    database = snapshot.server.database
    if case .at(let one) = snapshot.revision { revision = one } else { revision = nil }
    leftovers = snapshot.leftovers
    rowFeed = snapshot.rowFeed
    isServerChecked = !expected.isEmpty
    indexes = snapshot.indexes.map { facts in
      let place = Revision.ours.firstIndex { $0.revision == facts.index.revision } ?? 0
      var actual: String?
      let isWrong: Bool
      switch facts.state {
      case .valid, .tableMissing, .building: isWrong = false
      case .absent: isWrong = place < recorded
      case .different(let other, _):
        actual = other
        isWrong = true
      case .partial:
        actual = Self.unattached(snapshot.parts(of: facts.index))
        isWrong = true
      case .invalid, .dropping, .nameTaken: isWrong = true
      }
      return Index(
        name: facts.index.name, state: facts.state.word,
        expected: expected[facts.index.name] ?? facts.index.definitionWithoutNames, actual: actual,
        isWrong: isWrong)
    }
  }
}
