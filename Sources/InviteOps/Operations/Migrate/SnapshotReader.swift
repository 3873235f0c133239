internal import ClientSupport
internal import InviteDomain
internal import InviteStorage
internal import PostgresClient

/// Takes a ``MigrationSnapshot``: one round trip, a second one where schema `invitectl` is there, and a third
/// one where a table is partitioned.
struct SnapshotReader {
  /// The server's own word on how the indexes should look, by name; without it, ours.
  var expected: [String: String] = [:]

  func read(
    _ connection: PostgresConnection, deadline: Deadline
  ) throws(PostgresError) -> MigrationSnapshot {
    let tables = PostgresArray.literal(
      PerformanceIndex.requiredTables + [PerformanceIndex.optionalTable])
    let names = PostgresArray.literal(PerformanceIndex.all.map(\.name))
    let schema = connection.backend
    let answers = try connection.pipeline(
      [
        PostgresStatement(MigrateQueries.server(schema, connection.revisionTable)),
        PostgresStatement(MigrateQueries.tables(schema), [tables]),
        PostgresStatement(MigrateQueries.indexes(schema), [names]),
        PostgresStatement(MigrateQueries.leftovers(schema), [tables]),
        PostgresStatement(MigrateQueries.sessions(schema), [tables]),
        PostgresStatement(MigrateQueries.holders, [String(AdvisoryLock.classID)]),
        PostgresStatement(PartitionQueries.tree(schema), [tables]),
        PostgresStatement(RowFeedQueries.state(schema)),
        // Last, because it fails where the table is missing, and that would take the others along.
        PostgresStatement(RevisionQueries.current(connection.revisionTable)),
      ], deadline: deadline)
    var server = try Self.server(
      answers[0].get().only(), schema, isReadOnly: connection.facts?.isReadOnly ?? false)
    let own = Set(try answers[0].get().only().strings("own_tables").compactMap(OwnTable.init))
    let work: [String: CatalogRelation.Work]
    if let found = try readOwn(connection, own, deadline) {
      (server.schemaVersion, work) = found
    } else {
      (server.mayReadOwnTables, work) = (false, [:])
    }
    server.missingOwnTables = InvitectlSchema.tables(at: server.schemaVersion).subtracting(own)
    let nodes = try answers[6].get().map(Self.partition)
    server.needs = try MigrationNeeds(answers[0].get().only(), connection.facts)
    server.version = connection.serverVersion
    server.inherits = try answers[0].get().only().bool("inherits")
    server.record = connection.revisionTable
    server.recordFlag = connection.facts?.recordFlag ?? ""
    server.otherRecords = connection.facts?.otherRecords ?? []
    let (recorded, elsewhere) = try RecordReader(connection: connection, deadline: deadline)
      .read(answers[8])
    let facts = try answers[1].get().map(Self.table).map { Self.summed($0, nodes) }
    let relations = try answers[2].get().map(Self.relation)
    let parted = try parts(connection, nodes, work, readsStats: server.readsStats, deadline)
    var parts: [IndexPart] = []
    let indexes = zip(PerformanceIndex.all, relations).map { index, row in
      var found = row.relation
      found?.work = work[index.key]
      let table = facts.first { $0.name == index.table }
      let own = IndexState(
        index, found, in: schema, tableExists: table?.exists == true, expected: definition(index),
        readsStats: server.readsStats, isPartitioned: table?.kind == "p")
      let (state, below) = parted.read(index, found, own: own)
      parts += below
      let bytes = below.isEmpty ? row.bytes : below.compactMap(\.bytes).reduce(0, +)
      return MigrationIndex(index: index, state: state, bytes: bytes)
    }
    return MigrationSnapshot(
      server: server, tables: facts, indexes: indexes, revision: recorded,
      leftovers: try answers[3].get().map { (row) throws(PostgresError) in
        Leftover(
          name: try row.string("name"), table: try row.string("on_table"),
          place: try row.string("place"))
      },
      blockers: try answers[4].get().map(Self.blocker),
      holder: try Self.holder(answers[5].get()), generation: connection.facts?.generation,
      partitions: nodes, parts: parts, rowFeed: try RowFeedState(answers[7].get().only()),
      unfinished: Set(work.keys), elsewhere: elsewhere)
  }

  /// The version of our schema, and what is unfinished by its journal; `nil` for a role that may not
  /// look there, which is told so when it comes to changing something.
  private func readOwn(
    _ connection: PostgresConnection, _ own: Set<OwnTable>, _ deadline: Deadline
  ) throws(PostgresError) -> (Int, [String: CatalogRelation.Work])? {
    let tables = [OwnTable.version, .indexWork].filter(own.contains)
    guard !tables.isEmpty else { return (0, [:]) }
    let answers = try connection.pipeline(
      tables.map {
        PostgresStatement($0 == .version ? SchemaQueries.version : IndexWorkQueries.all)
      }, deadline: deadline)
    do throws(PostgresError) {
      var version = 0
      var work: [String: CatalogRelation.Work] = [:]
      for (table, answer) in zip(tables, answers) {
        for row in try answer.get() {
          if table == .version {
            version = try row.int("version")
          } else {
            work[try row.string("index_name")] = .init(rawValue: try row.string("action"))
          }
        }
      }
      return (version, work)
    } catch {
      guard error.sqlState == .insufficientPrivilege || error == .pipelineAborted else {
        throw error
      }
      return nil
    }
  }
}
