internal import InviteDomain
internal import InviteStorage
internal import PostgresClient

/// From rows to facts.
extension SnapshotReader {
  static func server(
    _ row: PostgresRow, _ schema: BackendSchema, isReadOnly: Bool
  ) throws(PostgresError) -> MigrationServer {
    MigrationServer(
      database: try row.string("database"), schema: schema, role: try row.string("role"),
      isReplica: try row.bool("replica"), isReadOnly: isReadOnly,
      canCreateSchema: try row.bool("can_create_schema"),
      canCreateTemporary: try row.bool("can_create_temporary"),
      readsStats: try row.bool("reads_stats"),
      schemaVersion: 0, revisionWidth: try row.optionalInt("version_width"))
  }

  static func table(_ row: PostgresRow) throws(PostgresError) -> MigrationTable {
    MigrationTable(
      name: try row.string("name"), kind: try row.optionalString("kind"),
      owner: try row.optionalString("owner"), isOwned: try row.bool("owned"),
      bytes: try row.optionalInt("bytes"), rows: try row.optionalInt("rows"),
      elsewhere: try row.optionalString("elsewhere"))
  }

  static func relation(
    _ row: PostgresRow
  ) throws(PostgresError) -> (relation: CatalogRelation?, bytes: Int?) {
    guard let oid = try row.optionalInt("oid") else { return (nil, nil) }
    let found = CatalogRelation(
      oid: oid, kind: try row.string("kind"), onTable: try row.optionalString("on_table"),
      isValid: try row.optionalBool("valid") ?? false,
      isReady: try row.optionalBool("ready") ?? false,
      isLive: try row.optionalBool("live") ?? false,
      definition: try row.optionalString("definition"),
      build: try row.optionalInt("builder").map { (pid) throws(PostgresError) in
        try sighting(row, pid: pid)
      },
      dropper: try row.optionalInt("dropper"), tableHolder: try row.optionalInt("table_holder"),
      work: nil)
    return (found, try row.optionalInt("bytes"))
  }

  /// The progress of the columns phase, blocks_…, tuples_…. Phases that count tuples leave the
  /// blocks at what the scan had.
  static func sighting(_ row: PostgresRow, pid: Int) throws(PostgresError) -> IndexBuildProgress {
    let phase = try row.optionalString("phase").flatMap(BuildPhase.init(viewName:))
    let unit = phase == .loading || phase == .sorting ? "tuples" : "blocks"
    return IndexBuildProgress(
      pid: pid, phase: phase, done: try row.optionalInt("\(unit)_done") ?? 0,
      total: try row.optionalInt("\(unit)_total") ?? 0)
  }

  static func blocker(_ row: PostgresRow) throws(PostgresError) -> Blocker {
    var kinds: [Blocker.Kind] = []
    let tables = try row.optionalStrings("tables")?.compactMap { $0 } ?? []
    if try row.optionalBool("writes") == true { kinds.append(.writer) }
    if try row.optionalBool("holds_table") == true { kinds.append(.maintenance) }
    if try row.bool("snapshot") { kinds.append(.snapshot) }
    if !tables.isEmpty { kinds.append(.reader) }
    return Blocker(
      session: try SessionSummary(row, pid: row.int("pid")), kinds: kinds, tables: tables)
  }

  static func holder(_ rows: PostgresRows) throws(PostgresError) -> LockHolder? {
    var holder: PostgresRow?
    var isWatched = false
    for row in rows {
      switch try AdvisoryLock(rawValue: Int32(clamping: row.int("lock"))) {
      case .migrate: holder = row
      case .migrateWatch: isWatched = true
      default: break
      }
    }
    guard let holder else { return nil }
    let pid = try holder.int("pid")
    let index = try holder.optionalString("index")
    let table = try holder.optionalString("on_table")
    let isBuilding = try holder.optionalString("phase") != nil
    return LockHolder(
      session: try SessionSummary(holder, pid: pid, query: false), isOrphan: !isWatched,
      object: index ?? table,
      build: isBuilding ? try sighting(holder, pid: pid) : nil)
  }

  static func revision(
    _ answer: Result<PostgresRows, PostgresError>
  ) throws(PostgresError) -> RecordedRevision {
    let rows: PostgresRows
    do throws(PostgresError) {
      rows = try answer.get()
    } catch {
      switch error.sqlState {
      case .undefinedTable: return .tableMissing
      case .insufficientPrivilege: return .unreadable
      default: throw error
      }
    }
    return try RecordedRevision(rows)
  }
}

extension RecordedRevision {
  /// - Parameter rows: of ``RevisionQueries/current(_:)``.
  init(_ rows: PostgresRows) throws(PostgresError) {
    let revisions = try rows.map { (row) throws(PostgresError) in
      Revision(rawValue: try row.string("version_num"))
    }
    switch revisions.count {
    case 0: self = .empty
    case 1: self = .at(revisions[0])
    default: self = .several(revisions)
    }
  }
}
