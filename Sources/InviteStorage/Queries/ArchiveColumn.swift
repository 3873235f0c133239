package import PostgresClient

/// A column of a table whose rows are archived, and how its values are written.
///
/// Most types are written as `row_to_json` writes them. What JSON does not keep, such as the space in a
/// value of type json, a minus before a zero, or where an array begins, is written as the text that the
/// type itself makes, as pg_dump does.
package struct ArchiveColumn: Sendable, Equatable {
  /// As it is written in a statement.
  package let name: String
  /// Whether a row is given its value; the server makes the others of these.
  package let isGiven: Bool
  let form: Form
  /// Its type, as it is written in a statement.
  package let type: String
  /// Whether its value is json or jsonb, of a domain or not.
  let isJSON: Bool
  /// Whether a row that is not given its value is refused.
  private let isRequired: Bool

  enum Form: String {
    /// As in JSON; the type is the server's own, and nothing of it is lost.
    case value
    /// As text, of a type of which only the value itself shows whether it can be read back.
    case text
    /// As text. What type xml makes has no encoding declaration any more.
    case xml
  }

  package init(_ row: PostgresRow) throws(PostgresError) {
    name = try row.string("name")
    isGiven = try row.bool("given")
    form = Form(rawValue: try row.string("form")) ?? .text
    type = try row.string("type")
    isJSON = try row.bool("json")
    isRequired = try row.bool("required")
  }

  /// Whether its values have to be read back before they are deleted.
  package var isDoubtful: Bool { isGiven && form != .value }

  /// What stands in the archive of field `row`, a row of the table.
  func written(of row: String) -> String {
    let field = "(\(row)).\(name)"
    return switch form {
    case .value: field
    // A row type's value is NULL for IS NULL also when all in it are.
    case .text: "CASE WHEN num_nonnulls(\(field)) = 1 THEN format('%s', \(field)) END AS \(name)"
    case .xml: "\(field)::text AS \(name)"
    }
  }

  /// The same value, read from `line`, a JSON object, of which `made` is what jsonb_populate_record
  /// made. That takes a text for json as a JSON string.
  func read(from line: String, made: String) -> String {
    isJSON ? "(\(line) ->> \(literal))::\(type)" : "\(made).\(name)"
  }

  /// As rows of an archive name it.
  package var key: String { BackendSchema(identifier: name).name }

  /// Whether no row without it can be put back.
  package var hasNoDefault: Bool { isGiven && isRequired }

  /// The name as an SQL text.
  var literal: String { RowQueries.literal(key) }
}

extension ArchiveQueries {
  /// The columns of table `$1`, as it is typed, for ``ArchiveColumn``, in their order. A trigger before INSERT of
  /// a row may fill any of them.
  ///
  /// The numbers of types are of src/include/catalog/pg_type.dat: bool 16, int8 20, int2 21, int4 23,
  /// text 25, bpchar 1042, varchar 1043, date 1082, timestamp 1114, timestamptz 1184, numeric 1700,
  /// uuid 2950; json 114, jsonb 3802, xml 142. A type that a database made itself can have a cast to
  /// json, which row_to_json takes (src/backend/utils/adt/jsonfuncs.c, json_categorize_type).
  package static let columns = """
    SELECT quote_ident(a.attname) AS name, a.attgenerated = '' AS given,
      a.attnotnull AND NOT a.atthasdef AND a.attidentity = '' AND t.typdefault IS NULL
        AND NOT EXISTS (
          SELECT FROM pg_trigger g WHERE g.tgrelid = a.attrelid AND NOT g.tgisinternal
            AND g.tgenabled <> 'D' AND g.tgtype & 7 = 7) AS required,
      CASE WHEN t.oid IN (16, 20, 21, 23, 25, 1042, 1043, 1082, 1114, 1184, 1700, 2950)
          OR t.typtype = 'e' AND NOT EXISTS (
            SELECT FROM pg_cast WHERE castsource = t.oid AND casttarget = 114) THEN 'value'
        WHEN t.oid = 142 THEN 'xml' ELSE 'text' END AS form,
      format_type(t.oid, NULL) AS type,
      (WITH RECURSIVE base (oid, typtype, typbasetype) AS (
          SELECT t.oid, t.typtype, t.typbasetype
          UNION ALL
          SELECT b.oid, b.typtype, b.typbasetype FROM base JOIN pg_type b ON b.oid = base.typbasetype
          WHERE base.typtype = 'd')
        SELECT bool_or(oid IN (114, 3802)) FROM base) AS json
    FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid
    WHERE a.attrelid = to_regclass($1) AND a.attnum > 0 AND NOT a.attisdropped
    ORDER BY a.attnum
    """

  /// How a session writes and reads values as text, whatever its role or database is set to: as
  /// pg_dump does (src/bin/pg_dump/pg_dump.c, setup_connection), and money as in the locale C.
  package static let textForms = """
    SET DateStyle = 'ISO, YMD'; SET IntervalStyle = 'postgres'; SET extra_float_digits = 3;
    SET array_nulls = on; SET lc_monetary = 'C'; SET bytea_output = 'hex'; SET xmloption = 'content';
    SET quote_all_identifiers = off
    """

  /// Gives out the rows that a statement deletes: `row`, a JSON object in one line, `lost`, the
  /// columns whose value would not be read from it as it was, to the last bit, and `recoded`, whether
  /// it has a character that would come back as another one.
  ///
  /// - Parameters:
  ///   - statement: `DELETE …` without a RETURNING.
  ///   - alias: what the statement calls the table.
  ///   - table: it or the partition of it, as it is typed.
  package static func written(
    _ statement: String, as alias: String, of table: String, _ columns: [ArchiveColumn]
  ) -> String {
    written("\(statement) RETURNING (\(alias).*)::\(table) AS whole", of: table, columns)
  }

  /// The same of rows that stay where they are.
  ///
  /// - Parameter rows: a statement that gives them as `whole`.
  static func written(_ rows: String, of table: String, _ columns: [ArchiveColumn]) -> String {
    let gone = """
      WITH gone AS MATERIALIZED (
        \(rows)
      ), written AS MATERIALIZED (
        SELECT gone.whole, row_to_json(shown.*)::text AS line
        FROM gone CROSS JOIN LATERAL (
          SELECT \(columns.map { $0.written(of: "gone.whole") }.joined(separator: ", "))) AS shown
      )
      """
    let doubtful = columns.filter(\.isDoubtful)
    guard !doubtful.isEmpty else {
      return "\(gone) SELECT written.line AS row, NULL::text[] AS lost, \(recoded) FROM written"
    }
    let lost = doubtful.map { column in
      """
      CASE WHEN NOT (ROW(\(column.read(from: "given.value", made: "made")))::record
        *= ROW((given.whole).\(column.name))::record) THEN \(RowQueries.literal(column.name)) END
      """
    }
    return """
      \(gone)
      SELECT written.line AS row,
        (SELECT array_remove(ARRAY[\(lost.joined(separator: ", "))]::text[], NULL)
          FROM (SELECT written.line::jsonb AS value, written.whole) AS given
          CROSS JOIN LATERAL jsonb_populate_record(NULL::\(table), given.value) AS made) AS lost,
        \(recoded)
      FROM written
      """
  }

  /// EUC_JP has characters of which UTF-8 has one for two
  /// (src/backend/utils/mb/Unicode/euc_jp_to_utf8.map).
  private static let recoded = """
    CASE WHEN getdatabaseencoding() IN ('UTF8', 'SQL_ASCII') THEN false
      ELSE convert_from(convert_to(written.line, 'UTF8'), 'UTF8') <> written.line END AS recoded
    """

  /// Of each row of a table the line that ``written(_:as:of:_:)`` makes of it: `line`.
  static func lines(of table: String, _ columns: [ArchiveColumn]) -> String {
    """
    SELECT row_to_json(shown.*)::text AS line
    FROM \(table) AS r CROSS JOIN LATERAL (
      SELECT \(columns.map { $0.written(of: "r") }.joined(separator: ", "))) AS shown
    """
  }

  /// Whether the value of one column, of the row of `table` at `$1`, would be read back as it is:
  /// `kept`. No row where there is none.
  package static func isKept(_ column: ArchiveColumn, of table: String) -> String {
    """
    SELECT ROW(\(column.read(from: "given.value", made: "made")))::record
      *= ROW((found.whole).\(column.name))::record AS kept
    FROM (SELECT (t.*)::\(table) AS whole FROM \(table) AS t WHERE t.ctid = $1::tid) AS found
    CROSS JOIN LATERAL (
      SELECT row_to_json(shown.*)::jsonb AS value
      FROM (SELECT \(column.written(of: "found.whole"))) AS shown) AS given
    CROSS JOIN LATERAL jsonb_populate_record(NULL::\(table), given.value) AS made
    """
  }
}
