internal import InviteDomain

/// The first thing a session is asked: one round trip that shows what commands rely on and makes
/// the session's settings.
package enum SessionLookQueries {
  /// Settings of a session as name and value.
  package typealias Settings = [(name: String, value: String)]

  /// For the look itself: a role's own limits may be shorter than it takes, or than the pause before
  /// it. They come with the startup packet. (idle_session_timeout is of PostgreSQL 14; an older server
  /// is connected to without, and refused by its version.)
  package static let first: KeyValuePairs = [
    "statement_timeout": "0", "idle_session_timeout": "0",
  ]

  /// For every session. Nothing is looked for but in pg_catalog, so that no function, operator or
  /// table of somebody else's can stand in for one that is meant, and rows that a policy hides are
  /// an error instead of missing. NULL in an array is NULL, names come as they are, and a session may
  /// rest as long as the command does, whatever a role or database has set. Who holds a lock sets a
  /// limit of its own. In UTC a time with a zone and one without compare as the backend means both, which
  /// writes UTC: PostgreSQL takes the session's zone for the one without
  /// (https://www.postgresql.org/docs/15/datatype-datetime.html, 8.5.1.3).
  package static let common: Settings = [
    ("TimeZone", "UTC"),
    ("search_path", "pg_catalog, pg_temp"), ("row_security", "off"), ("array_nulls", "on"),
    ("quote_all_identifiers", "off"), ("idle_session_timeout", "0"),
  ]

  /// Limits that some of the servers we work with do not know, each switched off where it is known:
  /// naming it in the startup packet, or to a server without it, would be an error.
  /// `transaction_timeout` is of PostgreSQL 17, and ends the session
  /// (https://www.postgresql.org/docs/17/runtime-config-client.html).
  package static let newerLimits = ["transaction_timeout"]

  /// For a session that only runs short statements, so that a stopped process of ours cannot hold
  /// locks.
  package static let short: Settings = [
    ("statement_timeout", "10s"), ("idle_in_transaction_session_timeout", "11s"),
  ]

  /// For a session whose statements have deadlines on our side alone, whatever a role has set.
  package static let unlimited: Settings = [("statement_timeout", "0"), ("lock_timeout", "0")]

  /// Four statements in one message, five where the record is looked for, which are one transaction. The
  /// settings hold for the session only if process `pid` answers, which the client was told of when it
  /// connected; otherwise a pooler is in between, and they end with the transaction. The others are
  /// understood when search_path is set already.
  ///
  /// - Parameters:
  ///   - columns: whether somebody wants to know of the columns of the tables.
  ///   - version: whether of the recorded version of schema invitectl.
  ///   - record: the name of the table with Alembic's revision, for who wants to know where it is.
  package static func look(
    pid: Int, _ settings: Settings, columns: Bool, version: Bool, record: String?
  ) -> String {
    "\(set(settings, ifServedBy: pid, path: record != nil)); "
      + relations(columns: columns, also: record) + "; "
      + ownSchema(version: version ? recordedVersion : "NULL::text") + "; \(labels)"
      + (record == nil ? "" : "; \(storedPaths)")
  }

  /// The settings alone, for one more session of a run; with `pid` as above.
  package static func settings(pid: Int, _ settings: Settings) -> String {
    set(settings, ifServedBy: pid, path: false)
  }

  /// The settings for the session, once it is known that it stays the same.
  package static func keep(_ settings: Settings) -> String {
    "SELECT \(calls(settings, isLocal: "false"))"
  }

  /// One row: `pid`, `database`, `role`, `login`, `recovering`, `read_only` (`on` or `off`), and on request `path`,
  /// the schemas that the session would look in if these settings were not made.
  private static func set(
    _ settings: Settings, ifServedBy pid: Int, path: Bool
  ) -> String {
    """
    SELECT pg_catalog.pg_backend_pid() AS pid, pg_catalog.current_database() AS database,
      current_user AS role, session_user AS login, pg_catalog.pg_is_in_recovery() AS recovering,
      pg_catalog.current_setting('transaction_read_only') AS read_only,
      \(path ? "pg_catalog.current_schemas(false)::pg_catalog.text[] AS path," : "")
      \(calls(settings, isLocal: "pg_catalog.pg_backend_pid() OPERATOR(pg_catalog.<>) \(pid)"))
    """
  }

  private static func calls(_ settings: Settings, isLocal: String) -> String {
    let known = settings.map { "pg_catalog.set_config('\($0.name)', '\($0.value)', \(isLocal))" }
    let newer = newerLimits.map {
      "CASE WHEN pg_catalog.current_setting('\($0)', true) IS NOT NULL "
        + "THEN pg_catalog.set_config('\($0)', '0', \(isLocal)) END"
    }
    return (known + newer).joined(separator: ", ")
  }

  /// Every relation that has the name of a table of the backend's or of our own, in whichever
  /// schema, temporary ones left out: `schema`, quoted where it must be, `name`, `kind`, `owner`,
  /// what this role may do with it, and `columns`, each as type (of a domain what it is
  /// made of), modifier of the type, `t` or `f` for SELECT and for UPDATE, number, and name;
  /// `unique_columns`, the numbers of those that alone are unique, and whether it `has_children`,
  /// tables that INHERIT it and whose rows every statement on it finds as well. One plain scan by the
  /// names: planning a join would cost a new session more than all the rest. Types below 10000 are the
  /// server's own and no domains (src/include/access/transam.h). Privileges of the table are asked for
  /// first: what a column adds would have to be read for each of them.
  private static let whole = (
    columns: """
    ARRAY(
      SELECT concat_ws(' ', CASE WHEN a.atttypid < 10000 THEN a.atttypid ELSE coalesce(nullif((
          SELECT typbasetype FROM pg_type WHERE oid = a.atttypid), 0::oid), a.atttypid) END,
        a.atttypmod,
        has_table_privilege(c.oid, 'SELECT') OR has_column_privilege(c.oid, a.attnum, 'SELECT'),
        has_table_privilege(c.oid, 'UPDATE') OR has_column_privilege(c.oid, a.attnum, 'UPDATE'),
        a.attnum, a.attname)
      FROM pg_attribute a
      WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped)
    """,
    unique: """
    ARRAY(
      SELECT i.indkey[0]::int FROM pg_index i
      WHERE i.indrelid = c.oid AND i.indisunique AND i.indisvalid AND i.indnkeyatts = 1
        AND i.indpred IS NULL)
    """
  )
  private static let namesOnly = (columns: "ARRAY[]::text[]", unique: "ARRAY[]::int[]")

  private static func relations(columns isWhole: Bool, also other: String?) -> String {
    let (columns, unique) = isWhole ? whole : namesOnly
    var wanted = "'{\(names)}'"
    if let other, other != RevisionTableName.standard.name {
      wanted = "\(wanted)::name[] || \(BackendSchema.literal(other))::name"
    }
    return """
      SELECT c.relnamespace::regnamespace::text AS schema, c.relname AS name, c.relkind AS kind,
        pg_get_userbyid(c.relowner) AS owner, row_security_active(c.oid) AS hides_rows,
        c.relhastriggers OR c.relhasrules AS has_triggers,
        has_schema_privilege(c.relnamespace, 'USAGE') AS reachable,
        has_table_privilege(c.oid, 'INSERT') AS can_insert,
        has_table_privilege(c.oid, 'DELETE') AS can_delete,
        \(columns) AS columns, \(unique) AS unique_columns,
        c.relkind = 'r' AND c.relhassubclass
          AND EXISTS (SELECT FROM pg_inherits WHERE inhparent = c.oid) AS has_children
      FROM pg_class c
      WHERE c.relname = ANY (\(wanted))
        AND c.relpersistence <> 't' AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
      """
  }

  /// What the look is at, as it stands in an array's text.
  static let names =
    (TablePrivilege.tables + GenerationMarks.tables + OwnTable.allCases.map(\.rawValue))
    .joined(separator: ",")

  /// The enums that tell one revision of the backend from another, in whichever schema: `schema`,
  /// `type`, `labels`.
  private static let labels = """
    SELECT t.typnamespace::regnamespace::text AS schema, t.typname AS type, ARRAY(
        SELECT enumlabel::text FROM pg_enum WHERE enumtypid = t.oid ORDER BY enumsortorder
      ) AS labels
    FROM pg_type t
    WHERE t.typname = ANY ('{\(GenerationMarks.types.joined(separator: ","))}')
      AND t.typtype = 'e'
    """

  /// What is kept for sessions of this database that name no search path: `role` (NULL: all), whether it
  /// is for this database alone (`here`), and `setting` (`search_path=…`).
  private static let storedPaths = """
    SELECT pg_get_userbyid(nullif(s.setrole, 0::oid)) AS role, s.setdatabase <> 0::oid AS here,
      c AS setting
    FROM pg_db_role_setting s, unnest(s.setconfig) AS c
    WHERE c LIKE 'search_path=%' AND (s.setdatabase = 0::oid OR s.setdatabase = (
      SELECT oid FROM pg_database WHERE datname = current_database()))
    """

  /// Schema invitectl, if it is there: `owner`, `access` as in nspacl, `reachable`, `version`.
  private static func ownSchema(version: String) -> String {
    """
    SELECT pg_get_userbyid(nspowner) AS owner, nspacl::text AS access,
      has_schema_privilege(n.oid, 'USAGE') AS reachable, \(version) AS version
    FROM pg_namespace n WHERE nspname = 'invitectl'
    """
  }

  /// What schema_version says; `none` without a row, NULL where there is nothing to read. A statement
  /// that names a missing table could not even be parsed, so this one is a text until the catalog says
  /// that it can run, and of a plain table, which runs nobody's code. Of the functions that run a text,
  /// ts_stat is in every server; those of XML are refused by one that was built without libxml
  /// (https://www.postgresql.org/docs/15/textsearch-features.html, 12.4.4;
  /// https://www.postgresql.org/docs/15/datatype-xml.html). It is given the table's own name, so that no
  /// plan can have it run before that table was found.
  private static let recordedVersion = """
    (SELECT coalesce((
        SELECT word FROM ts_stat(format(
          'SELECT array_to_tsvector(ARRAY[version::text]) FROM invitectl.%I WHERE version IS NOT NULL LIMIT 1',
          c.relname))
      ), 'none')
      FROM pg_class c
      WHERE c.relnamespace = n.oid AND c.relname = 'schema_version' AND c.relkind = 'r'
        AND NOT c.relhassubclass AND NOT row_security_active(c.oid)
        AND has_schema_privilege(n.oid, 'USAGE') AND has_table_privilege(c.oid, 'SELECT')
        AND EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'version'
          AND a.atttypid = 23))
    """

  /// What there is in schema invitectl, and runs there, of roles that need not be trusted: `what`,
  /// `owner`. Trusted are this role, the owner `$1` of the backend's tables and its members (NULL:
  /// nobody), and superusers, who are members of the first role, number 10.
  package static let foreignObjects = """
    WITH own AS (SELECT oid, nspowner FROM pg_namespace WHERE nspname = 'invitectl')
    SELECT what, pg_get_userbyid(owner) AS owner FROM (
      SELECT 'schema invitectl' AS what, nspowner AS owner FROM own
      UNION ALL
      SELECT CASE c.relkind WHEN 'r' THEN 'table ' WHEN 'i' THEN 'index '
          WHEN 'm' THEN 'materialized view ' WHEN 'v' THEN 'view ' WHEN 'S' THEN 'sequence '
          ELSE 'relation ' END || c.oid::regclass::text, c.relowner
      FROM own JOIN pg_class c ON c.relnamespace = own.oid
      UNION ALL
      SELECT 'function ' || p.oid::regprocedure::text, p.proowner
      FROM own JOIN pg_proc p ON p.pronamespace = own.oid
      UNION ALL
      SELECT format('the function of trigger %I on %s', t.tgname, c.oid::regclass), p.proowner
      FROM own JOIN pg_class c ON c.relnamespace = own.oid
        JOIN pg_trigger t ON t.tgrelid = c.oid AND NOT t.tgisinternal
        JOIN pg_proc p ON p.oid = t.tgfoid
    ) AS o
    WHERE pg_get_userbyid(owner) <> current_user AND NOT pg_has_role(owner, 10::oid, 'MEMBER')
      AND NOT coalesce(pg_has_role(owner, $1::name, 'MEMBER'), false)
    ORDER BY what
    """

  package static let pid = "SELECT pg_catalog.pg_backend_pid() AS pid"

  /// The same in words that nobody else uses.
  static func pid(mark: Int) -> String { "\(pid), \(mark) AS mark" }

  /// What process `$1` does (`state`), and its last statement (`query`).
  static let activity = """
    SELECT state, query FROM pg_catalog.pg_stat_activity
    WHERE pid OPERATOR(pg_catalog.=) $1::pg_catalog.int4
    """
}
