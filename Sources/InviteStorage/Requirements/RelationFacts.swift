internal import PostgresClient

/// What the look shows of one table: of the backend's, or of our own.
package struct RelationFacts: Sendable, Equatable {
  struct Column: Sendable, Equatable {
    /// The type's number in pg_type; built-in ones never change
    /// (src/include/catalog/pg_type.dat).
    let type: Int
    let canSelect: Bool
    let canUpdate: Bool
    /// The type's modifier, e.g. the width of a varchar and four more; -1 without one
    /// (pg_attribute.atttypmod).
    var modifier = -1
  }

  let schema: String
  let name: String
  /// As in pg_class.relkind: `r` is a table, `p` a partitioned one.
  let kind: String
  let owner: String
  /// Whether policies of row security are in force for this role.
  package let hidesRows: Bool
  /// Whether it has triggers or rules, those of foreign keys included.
  package let hasTriggers: Bool
  /// Whether the role may use the schema.
  let isReachable: Bool
  let canInsert: Bool
  let canDelete: Bool
  let columns: [String: Column]
  /// The columns of which a unique index each is made, over all rows of this table.
  let uniqueColumns: Set<String>
  /// Whether tables INHERIT it: every statement on it finds their rows as well, and no unique index
  /// of its own speaks of those.
  let hasChildren: Bool

  var isTable: Bool { kind == "r" || kind == "p" }

  init(
    schema: String, name: String, kind: String = "r", owner: String, hidesRows: Bool = false,
    hasTriggers: Bool = false, isReachable: Bool = true, canInsert: Bool = true,
    canDelete: Bool = true, columns: [String: Column], uniqueColumns: Set<String> = [],
    hasChildren: Bool = false
  ) {
    self.schema = schema
    self.name = name
    self.kind = kind
    self.owner = owner
    self.hidesRows = hidesRows
    self.hasTriggers = hasTriggers
    self.isReachable = isReachable
    self.canInsert = canInsert
    self.canDelete = canDelete
    self.columns = columns
    self.uniqueColumns = uniqueColumns
    self.hasChildren = hasChildren
  }

  init(_ row: PostgresRow) throws(PostgresError) {
    var columns: [String: Column] = [:]
    var uniqueColumns: Set<String> = []
    let unique = Set(try row.ints("unique_columns").map(String.init))
    for text in try row.strings("columns") {
      // Type, its modifier, two flags, the number, and the name, which may have spaces.
      let parts = text.split(separator: " ", maxSplits: 5, omittingEmptySubsequences: false)
      guard parts.count == 6, let type = Int(parts[0]), let modifier = Int(parts[1]) else {
        continue
      }
      columns[String(parts[5])] = Column(
        type: type, canSelect: parts[2] == "t", canUpdate: parts[3] == "t", modifier: modifier)
      if unique.contains(String(parts[4])) { uniqueColumns.insert(String(parts[5])) }
    }
    self.init(
      schema: try row.string("schema"), name: try row.string("name"), kind: try row.string("kind"),
      owner: try row.string("owner"), hidesRows: try row.bool("hides_rows"),
      hasTriggers: try row.bool("has_triggers"), isReachable: try row.bool("reachable"),
      canInsert: try row.bool("can_insert"), canDelete: try row.bool("can_delete"),
      columns: columns, uniqueColumns: uniqueColumns, hasChildren: try row.bool("has_children"))
  }
}

extension RelationFacts {
  /// Whether somebody asked for its columns.
  package var hasColumns: Bool { !columns.isEmpty }

  /// Whether the role may read these columns, as far as somebody asked for the columns.
  package func mayRead(_ names: [String]) -> Bool {
    isReachable && (columns.isEmpty || names.allSatisfy { columns[$0]?.canSelect == true })
  }

  /// Whether it is known to have a column of this name.
  package func has(column: String) -> Bool { columns[column] != nil }
}
