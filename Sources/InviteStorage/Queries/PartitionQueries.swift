/// What `migrate` reads of partitioned tables: their trees, and the indexes of every table in them. Catalog and
/// statistics views alone, so that nothing waits for a lock.
package enum PartitionQueries {
  /// The tables below those of `$1` that are partitioned, and these: `root` (the name of the topmost), `oid`,
  /// `parent`, `level` (0 for the topmost), `detaching` (a DETACH CONCURRENTLY that has not ended:
  /// pg_inherits.inhdetachpending), `schema` and `identifier` quoted where they must be, `name`, `kind`, `owner`,
  /// whether this role is (`owned`) and may make indexes there (`can_create`), `bytes` and `rows`.
  package static func tree(_ backend: BackendSchema) -> String {
    """
    WITH RECURSIVE \(tree(backend, of: "$1")), \(MigrateQueries.locked)
    SELECT rc.relname AS root, t.oid::bigint AS oid, t.parent::bigint AS parent, t.level, t.detaching,
      quote_ident(n.nspname) AS schema, n.nspname = \(backend.literal) AS at_home,
      c.relname AS name, quote_ident(c.relname) AS identifier, c.relkind AS kind,
      pg_get_userbyid(c.relowner) AS owner, coalesce(pg_has_role(c.relowner, 'USAGE'), false) AS owned,
      has_schema_privilege(n.oid, 'CREATE') AND has_schema_privilege(n.oid, 'USAGE') AS can_create,
      size.bytes, CASE WHEN c.relkind = 'r' THEN \(MigrateQueries.rows(bytes: "size.bytes")) END AS rows
    FROM tree t JOIN pg_class c ON c.oid = t.oid JOIN pg_class rc ON rc.oid = t.root
    JOIN pg_namespace n ON n.oid = c.relnamespace
    LEFT JOIN LATERAL (SELECT CASE WHEN c.relkind = 'r'
      AND NOT EXISTS (SELECT FROM locked l WHERE l.relation = c.oid) THEN pg_relation_size(c.oid) END AS bytes
    ) AS size ON true
    ORDER BY rc.relname, t.level, n.nspname, c.relname
    """
  }

  /// The common table `tree` of a recursive query: `root`, `oid`, `parent`, `level`, `detaching`.
  ///
  /// - Parameter names: the parameter with the names of the topmost tables.
  static func tree(_ backend: BackendSchema, of names: String) -> String {
    """
    tree AS (
      SELECT c.oid AS root, c.oid, NULL::oid AS parent, 0 AS level, false AS detaching
      FROM pg_class c
      WHERE c.relname = ANY (\(names)::text[]) AND c.relkind = 'p'
        AND c.relnamespace = (SELECT oid FROM pg_namespace WHERE nspname = \(backend.literal))
      UNION ALL
      SELECT t.root, i.inhrelid, i.inhparent, t.level + 1, t.detaching OR i.inhdetachpending
      FROM tree t JOIN pg_inherits i ON i.inhparent = t.oid
    )
    """
  }

  /// The indexes of the tables `$1` (numbers): `node` (the table), and what `MigrateQueries.indexes` shows of an
  /// index; `attached_to`, the number of the index whose part it is.
  package static let indexes = """
    WITH \(MigrateQueries.held), \(MigrateQueries.locked)
    SELECT i.indrelid::bigint AS node, c.relname AS name, c.oid::bigint AS oid, c.relkind AS kind,
      i.indisvalid AS valid, i.indisready AS ready, i.indislive AS live,
      tn.nspname || '.' || t.relname AS on_table, pg_get_indexdef(i.indexrelid) AS definition,
      CASE WHEN c.relkind = 'i' AND i.indislive
        AND NOT EXISTS (SELECT FROM locked l WHERE l.relation = c.oid) THEN pg_relation_size(c.oid) END AS bytes,
      p.pid AS builder, p.phase, p.blocks_total, p.blocks_done, p.tuples_total, p.tuples_done,
      hi.pid AS dropper, ht.pid AS table_holder, h.inhparent::bigint AS attached_to
    FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_class t ON t.oid = i.indrelid
    JOIN pg_namespace tn ON tn.oid = t.relnamespace
    LEFT JOIN pg_inherits h ON h.inhrelid = c.oid
    LEFT JOIN (pg_stat_progress_create_index p JOIN me ON me.database = p.datid)
      ON p.index_relid = c.oid
    LEFT JOIN held hi ON hi.relation = c.oid
    LEFT JOIN held ht ON ht.relation = i.indrelid
    WHERE i.indrelid = ANY ($1::bigint[]::oid[])
    ORDER BY c.relname
    """

  /// What has the names `$2` in the schemas of the tables `$1`, each with its own: `node`, `name`, `kind`,
  /// `on_table`.
  package static let taken = """
    SELECT w.node, w.name, c.relkind AS kind, tn.nspname || '.' || t.relname AS on_table
    FROM unnest($1::bigint[], $2::text[]) AS w (node, name)
    JOIN pg_class n ON n.oid = w.node::oid
    JOIN pg_class c ON c.relnamespace = n.relnamespace AND c.relname = w.name
    LEFT JOIN pg_index i ON i.indexrelid = c.oid
    LEFT JOIN pg_class t ON t.oid = i.indrelid LEFT JOIN pg_namespace tn ON tn.oid = t.relnamespace
    WHERE i.indrelid IS DISTINCT FROM w.node::oid
    """

  /// The tables below those of `$1` that have rows, the foreign ones too: `place`, as it is typed, `title`, for
  /// people, and `kind`. They are where a ctid is unique.
  package static func leaves(_ backend: BackendSchema) -> String {
    """
    WITH RECURSIVE \(tree(backend, of: "$1"))
    SELECT format('%I.%I', n.nspname, c.relname) AS place, c.relkind AS kind,
      CASE WHEN n.nspname = \(backend.literal) THEN c.relname
        ELSE format('%I.%I', n.nspname, c.relname) END AS title
    FROM tree t JOIN pg_class c ON c.oid = t.oid JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind <> 'p' AND NOT t.detaching
    ORDER BY n.nspname, c.relname
    """
  }

  /// Whether the index `$1` (qualified) is valid: `valid`.
  package static let isValid =
    "SELECT indisvalid AS valid FROM pg_index WHERE indexrelid = to_regclass($1)"

  /// Limits of a transaction that locks a whole tree for a moment. It does not outlive us for long: writers wait.
  package static let limits = """
    SET LOCAL statement_timeout = '5s'; SET LOCAL idle_in_transaction_session_timeout = '2s'
    """

  /// A partitioned index takes no default tablespace that is the database's own
  /// (GetDefaultTablespace of src/backend/commands/tablespace.c), which is where it goes without one.
  package static let plainTablespace = """
    SELECT set_config('default_tablespace', '', true) FROM pg_database d
    JOIN pg_tablespace t ON t.oid = d.dattablespace
    WHERE d.datname = current_database() AND t.spcname = current_setting('default_tablespace')
    """

  /// - Parameter milliseconds: how long a statement of the transaction may wait for a lock.
  package static func lockTimeout(milliseconds: Int) -> String {
    "SET LOCAL lock_timeout = \(max(1, milliseconds))"
  }
}
