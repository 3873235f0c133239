internal import ClientSupport
internal import InviteDomain
internal import InviteStorage
internal import PostgresClient

/// Looks below partitioned tables.
extension SnapshotReader {
  /// How an index should look.
  func definition(_ index: PerformanceIndex) -> String {
    expected[index.name] ?? index.definitionWithoutNames
  }

  static func partition(_ row: PostgresRow) throws(PostgresError) -> PartitionTable {
    PartitionTable(
      root: try row.string("root"), oid: try row.int("oid"), parent: try row.optionalInt("parent"),
      level: try row.int("level"), isDetaching: try row.bool("detaching"),
      schema: try row.string("schema"), isAtHome: try row.bool("at_home"),
      name: try row.string("name"), identifier: try row.string("identifier"),
      kind: try row.string("kind"), owner: try row.optionalString("owner"),
      isOwned: try row.bool("owned"), canCreateInSchema: try row.bool("can_create"),
      bytes: try row.optionalInt("bytes"), rows: try row.optionalInt("rows"))
  }

  /// A partitioned table has the bytes and rows of its partitions; rows only where those of all are known.
  static func summed(_ table: MigrationTable, _ nodes: [PartitionTable]) -> MigrationTable {
    guard table.kind == "p" else { return table }
    let leaves = nodes.filter { $0.root == table.name && $0.kind == "r" }
    var table = table
    table.bytes = leaves.compactMap(\.bytes).reduce(0, +)
    table.rows = leaves.contains { $0.rows == nil } ? nil : leaves.compactMap(\.rows).reduce(0, +)
    return table
  }

  /// What is needed to tell the parts of each index.
  func parts(
    _ connection: PostgresConnection, _ nodes: [PartitionTable],
    _ work: [String: CatalogRelation.Work], readsStats: Bool, _ deadline: Deadline
  ) throws(PostgresError) -> PartReader {
    var indexes: [PartitionIndex] = []
    var taken: [Int: [String: String]] = [:]
    let below = nodes.filter { $0.level > 0 }
    if !below.isEmpty {
      let names = below.flatMap { node in
        PerformanceIndex.all.filter { $0.table == node.root }
          .map { (String(node.oid), $0.partName(on: node.name)) }
      }
      let answers = try connection.pipeline(
        [
          PostgresStatement(
            PartitionQueries.indexes, [PostgresArray.literal(below.map { String($0.oid) })]),
          PostgresStatement(
            PartitionQueries.taken,
            [PostgresArray.literal(names.map(\.0)), PostgresArray.literal(names.map(\.1))]),
        ], deadline: deadline)
      let schemas = [Int: String](below.map { ($0.oid, $0.schema) }) { first, _ in first }
      for row in try answers[0].get() {
        let (found, bytes) = try Self.relation(row)
        guard var found else { continue }
        let (node, name) = (try row.int("node"), try row.string("name"))
        found.work = work["\(schemas[node] ?? "").\(name)"]
        indexes.append(
          PartitionIndex(
            node: node, name: name, relation: found, bytes: bytes,
            attachedTo: try row.optionalInt("attached_to")))
      }
      for row in try answers[1].get() {
        let relation = CatalogRelation(
          oid: 0, kind: try row.string("kind"), onTable: try row.optionalString("on_table"),
          isValid: false, isReady: false, isLive: false)
        taken[try row.int("node"), default: [:]][try row.string("name")] = relation.noun
      }
    }
    return PartReader(
      nodes: nodes, indexes: indexes, taken: taken, expected: definition, readsStats: readsStats)
  }
}
