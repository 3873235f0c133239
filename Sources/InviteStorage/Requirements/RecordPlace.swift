package import InviteDomain
internal import PostgresClient

/// Where Alembic's revision is kept.
package enum RecordPlace: Sendable, Equatable {
  case notLookedFor
  /// In this table, which is there, among others of its name that Alembic does not look at.
  case found(RevisionTable, RelationFacts, others: [RevisionTable])
  /// Nowhere that Alembic looks; this is where it would be. There may be others of that name.
  case missing(RevisionTable, others: [RevisionTable])
  /// Different sessions find different ones.
  case unclear([RevisionTable])

  /// The table, if it is clear which.
  package var table: RevisionTable? {
    switch self {
    case .notLookedFor, .unclear: nil
    case .found(let table, _, _), .missing(let table, _): table
    }
  }
}

/// How the record is looked for.
package struct RecordSearch: Sendable, Equatable {
  package let table: RevisionTableName
  /// Whether somebody said which table it is.
  package let isChosen: Bool

  /// - Parameter setting: `database.versionTable`; `nil` where nobody said anything.
  package init(_ setting: RevisionTableName?) {
    table = setting ?? .standard
    isChosen = setting != nil
  }

  /// Alembic names its table without a schema, unless `version_table_schema` says one, so that the session's
  /// search path decides (SQLAlchemy's `has_table` asks pg_table_is_visible). Which path the backend's
  /// sessions have is known where it leads to the backend's own tables, which they name in the same way:
  /// a path that does not is somebody else's and says nothing.
  ///
  /// - Parameters:
  ///   - found: the relations of that name, in whichever schema.
  ///   - paths: what sessions of this role, and of the tables' owner, look through.
  package func place(
    _ found: [RelationFacts], backend: BackendSchema, paths: [[String]]
  ) -> RecordPlace {
    let tables = found.map { facts in
      (RevisionTable(schema: BackendSchema(identifier: facts.schema), name: facts.name), facts)
    }.sorted { $0.0.schema.name < $1.0.schema.name }
    let usual = RevisionTable(schema: backend, name: table.name)
    func result(_ chosen: RevisionTable) -> RecordPlace {
      let others = tables.map(\.0).filter { $0.schema.name != chosen.schema.name }
      guard let there = tables.first(where: { $0.0.schema.name == chosen.schema.name }) else {
        return .missing(chosen, others: others)
      }
      return .found(there.0, there.1, others: others)
    }
    if let schema = table.schema {
      return result(
        RevisionTable(
          schema: BackendSchema(name: schema, identifier: PostgresIdentifier.quoted(schema)),
          name: table.name))
    }
    let backends = paths.filter { $0.contains(backend.name) }
    var seen: [RevisionTable] = []
    for path in backends {
      let first = path.lazy.compactMap { name in
        tables.first { $0.0.schema.name == name }?.0
      }.first
      if let first, !seen.contains(first) { seen.append(first) }
    }
    if backends.isEmpty { seen = [usual] }
    guard seen.count > 1 else { return result(seen.first ?? usual) }
    return .unclear(seen.sorted { $0.schema.name < $1.schema.name })
  }
}

extension SessionFacts {
  /// What lets this role read the record; empty where it may, or there is none.
  package var recordGrants: [String] {
    guard case .found(let table, let relation, _) = record else { return [] }
    let role = PostgresIdentifier.quoted(role)
    let usage = "GRANT USAGE ON SCHEMA \(table.schema) TO \(role)"
    let select = "GRANT SELECT ON \(table) TO \(role)"
    // The schema of the backend's tables has its own line.
    return (relation.isReachable || table.schema.name == schema.name ? [] : [usage])
      + (relation.isReadable ? [] : [select])
  }

  /// What lets this role use the schema of the backend's tables; empty where it may.
  package var schemaGrants: [String] {
    guard tables.values.contains(where: { !$0.isReachable }) else { return [] }
    return ["GRANT USAGE ON SCHEMA \(schema) TO \(PostgresIdentifier.quoted(role))"]
  }

  /// As ``recordGrants``, with the right to use the schema, whichever that is.
  package var recordReadGrants: [String] {
    guard case .found(let table, let relation, _) = record, !relation.isReachable else {
      return recordGrants
    }
    let usage = "GRANT USAGE ON SCHEMA \(table.schema) TO \(PostgresIdentifier.quoted(role))"
    return [usage] + recordGrants.filter { $0 != usage }
  }

  /// What lets this role move the record; empty where it may, or there is none.
  ///
  /// - Parameter isFirst: whether the table is empty, so that a row has to come.
  package func recordWriteGrants(isFirst: Bool) -> [String] {
    guard case .found(let table, let relation, _) = record else { return [] }
    let denied =
      relation.columns.values.contains { !$0.canUpdate } || isFirst && !relation.canInsert
    let role = PostgresIdentifier.quoted(role)
    return denied ? ["GRANT SELECT, INSERT, UPDATE ON \(table) TO \(role)"] : []
  }

  /// What a printed command needs to go by the same table; empty where nobody chose one.
  package var recordFlag: String {
    guard isRecordChosen, let table = record.table else { return "" }
    return " --version-table \(table.argument)"
  }

  /// Tables of the record's name in other schemas, but for those of other backends, which are theirs.
  package var otherRecords: [RevisionTable] {
    let others: [RevisionTable] =
      switch record {
      case .found(_, _, let others), .missing(_, let others): others
      case .notLookedFor, .unclear: []
      }
    return others.filter { other in
      other.schema.name == schema.name || !candidates.contains { $0.name == other.schema.name }
    }
  }

  /// - Parameters:
  ///   - server: with `path`, that of this session, which its own URL may have set.
  ///   - stored: of ``SessionLookQueries``, what is kept for other sessions.
  static func paths(
    _ server: PostgresRow, _ stored: PostgresRows, role: String, owner: String?
  ) throws(PostgresError) -> [[String]] {
    var paths = [try server.strings("path")]
    guard let owner, owner != role else { return paths }
    // Of what is kept the most special counts (src/backend/utils/init/postinit.c, process_settings).
    var best: (rank: Int, path: [String]) = (-1, ["\"$user\"", "public"].map(Self.unquoted))
    for row in stored {
      let name = try row.optionalString("role")
      guard name == nil || name == owner else { continue }
      let rank = (name == nil ? 0 : 2) + (try row.bool("here") ? 1 : 0)
      guard rank > best.rank else { continue }
      best = (rank, Self.path(try row.string("setting").dropFirst("search_path=".count)))
    }
    paths.append(best.path.map { $0 == "$user" ? owner : $0 })
    return paths
  }

  /// As SplitIdentifierString reads it (src/backend/utils/adt/varlena.c): names with commas between them,
  /// in small letters unless they are quoted.
  static func path(_ text: Substring) -> [String] {
    var names: [String] = [""]
    var isQuoted = false
    for character in text {
      switch character {
      case "\"":
        isQuoted.toggle()
        names[names.count - 1].append(character)
      case "," where !isQuoted: names.append("")
      default: names[names.count - 1].append(character)
      }
    }
    return names.map(unquoted).filter { !$0.isEmpty }
  }

  private static func unquoted(_ name: String) -> String {
    var text = name[...]
    while text.first == " " { text.removeFirst() }
    while text.last == " " { text.removeLast() }
    guard text.hasPrefix("\""), text.hasSuffix("\""), text.count > 1 else {
      return text.lowercased()
    }
    return String(text.dropFirst().dropLast()).replacing("\"\"", with: "\"")
  }
}
