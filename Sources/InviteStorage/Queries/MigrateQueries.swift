internal import InviteDomain

/// What `migrate` reads to know where a database stands. All of it is catalog and statistics
/// views, so no statement waits for a lock on a table of the backend.
package enum MigrateQueries {
  /// One row about the server, the role and what it may do.
  package static func server(_ backend: BackendSchema, _ record: RevisionTable) -> String {
    """
    SELECT current_database() AS database, current_user AS role,
      pg_is_in_recovery() AS replica,
      has_database_privilege(current_database(), 'CREATE') AS can_create_schema,
      has_database_privilege(current_database(), 'TEMPORARY') AS can_create_temporary,
      \(needs(backend)),
      pg_has_role('pg_read_all_stats', 'USAGE') AS reads_stats,
      (SELECT rolinherit FROM pg_roles WHERE rolname = current_user) AS inherits,
      ARRAY(SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE n.nspname = 'invitectl' AND c.relkind IN ('r', 'p'))::text[] AS own_tables,
      (SELECT a.atttypmod - 4 FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
        JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE n.nspname = \(record.schema.literal) AND c.relname = \(BackendSchema.literal(record.name))
          AND a.attname = 'version_num' AND a.atttypmod > 0) AS version_width
    """
  }

  /// Columns of one row about what the owner of the tables may lack all the same: `can_create` in the schema,
  /// `denied_tablespace` (the one that a setting has new indexes go to, where this role may not put any), and
  /// whether it `reads_identity` of the server.
  package static func needs(_ backend: BackendSchema) -> String {
    """
    CASE WHEN \(backend.regnamespace) IS NULL THEN false
        ELSE has_schema_privilege(\(backend.literal), 'CREATE') END AS can_create,
      (SELECT t.spcname FROM pg_tablespace t
        WHERE t.spcname = current_setting('default_tablespace')
          AND NOT has_tablespace_privilege(t.oid, 'CREATE') AND t.oid <> (
            SELECT dattablespace FROM pg_database WHERE datname = current_database())
      ) AS denied_tablespace,
      has_function_privilege('pg_catalog.pg_control_system()', 'EXECUTE') AS reads_identity,
      (SELECT string_agg(format('ALTER EVENT TRIGGER %I DISABLE', evtname), '; ' ORDER BY evtname)
        FROM pg_event_trigger
        WHERE evtenabled IN ('O', 'A') AND evtevent IN ('ddl_command_start', 'ddl_command_end', 'sql_drop')
          AND (evttags IS NULL OR evttags && ARRAY['CREATE INDEX', 'DROP INDEX', 'ALTER INDEX', 'REINDEX',
            'CREATE SCHEMA', 'CREATE TABLE', 'ALTER TABLE'])) AS event_triggers
    """
  }

  /// The common tables `me` and `held`: who holds a relation as CREATE and DROP INDEX CONCURRENTLY do.
  static let held = """
    me AS MATERIALIZED (
      SELECT oid AS database FROM pg_database WHERE datname = current_database()
    ), held AS MATERIALIZED (
      SELECT l.relation, min(l.pid) AS pid FROM pg_locks l, me
      WHERE l.locktype = 'relation' AND l.granted AND l.database = me.database
        AND l.mode = 'ShareUpdateExclusiveLock'
      GROUP BY l.relation
    )
    """

  /// The common table `locked`: relations that somebody holds exclusively, whose size cannot be asked for without
  /// waiting. Looked at once, since every look at pg_locks takes all of its locks.
  static let locked = """
    locked AS MATERIALIZED (
      SELECT DISTINCT l.relation FROM pg_locks l
      WHERE l.locktype = 'relation' AND l.mode = 'AccessExclusiveLock'
    )
    """

  /// The rows of the table `c`: the planner's own estimate, which goes by how many there were to a block when it was
  /// last analyzed (estimate_rel_size of src/backend/optimizer/util/plancat.c). NULL where it never was, or was
  /// when it was empty.
  ///
  /// - Parameter bytes: its size, NULL while it cannot be asked for.
  static func rows(bytes: String) -> String {
    """
    CASE WHEN \(bytes) = 0 THEN 0
        WHEN c.reltuples >= 0 AND c.relpages > 0 THEN (c.reltuples::float8 / c.relpages
          * coalesce(\(bytes) / current_setting('block_size')::int, c.relpages))::bigint END
    """
  }

  /// Per table of `$1`. A size is not asked for while somebody holds the table exclusively,
  /// because that would wait for it.
  package static func tables(_ backend: BackendSchema) -> String {
    """
    SELECT w.name, c.relkind AS kind, pg_get_userbyid(c.relowner) AS owner,
      coalesce(pg_has_role(c.relowner, 'USAGE'), false) AS owned,
      size.bytes, CASE WHEN c.relkind = 'r' THEN \(rows(bytes: "size.bytes")) END AS rows,
      (SELECT min(n.nspname) FROM pg_class o JOIN pg_namespace n ON n.oid = o.relnamespace
        WHERE o.relname = w.name AND o.relkind IN ('r', 'p') AND n.nspname <> \(backend.literal))
        AS elsewhere
    FROM unnest($1::text[]) WITH ORDINALITY AS w (name, position)
    LEFT JOIN pg_class c ON c.relname = w.name AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
      AND c.relnamespace = (SELECT oid FROM pg_namespace WHERE nspname = \(backend.literal))
    LEFT JOIN LATERAL (SELECT CASE WHEN c.relkind = 'r' AND NOT EXISTS (
      SELECT FROM pg_locks l WHERE l.relation = c.oid AND l.mode = 'AccessExclusiveLock')
      THEN pg_relation_size(c.oid) END AS bytes) AS size ON true
    ORDER BY w.position
    """
  }

  /// Per index of `$1`: the relation of that name in schema public, who is building it (the
  /// progress view), and who holds it as DROP INDEX CONCURRENTLY does for its whole duration.
  package static func indexes(_ backend: BackendSchema) -> String {
    """
    WITH \(held), \(locked)
    SELECT w.name, c.oid::bigint AS oid, c.relkind AS kind, i.indisvalid AS valid,
      i.indisready AS ready, i.indislive AS live,
      tn.nspname || '.' || t.relname AS on_table, pg_get_indexdef(i.indexrelid) AS definition,
      CASE WHEN c.relkind = 'i' AND i.indislive
        AND NOT EXISTS (SELECT FROM locked l WHERE l.relation = c.oid) THEN pg_relation_size(c.oid) END AS bytes,
      p.pid AS builder, p.phase, p.blocks_total, p.blocks_done, p.tuples_total, p.tuples_done,
      hi.pid AS dropper, ht.pid AS table_holder
    FROM unnest($1::text[]) WITH ORDINALITY AS w (name, position)
    LEFT JOIN pg_class c ON c.relname = w.name
      AND c.relnamespace = (SELECT oid FROM pg_namespace WHERE nspname = \(backend.literal))
    LEFT JOIN pg_index i ON i.indexrelid = c.oid
    LEFT JOIN pg_class t ON t.oid = i.indrelid
    LEFT JOIN pg_namespace tn ON tn.oid = t.relnamespace
    LEFT JOIN (pg_stat_progress_create_index p JOIN me ON me.database = p.datid)
      ON p.index_relid = c.oid
    LEFT JOIN held hi ON hi.relation = c.oid
    LEFT JOIN held ht ON ht.relation = i.indrelid
    ORDER BY w.position
    """
  }

  /// `bytes` of the index `$1`, which is as it is typed, with its schema; NULL while asking would wait.
  package static let size = """
    SELECT CASE WHEN NOT EXISTS (
      SELECT FROM pg_locks l WHERE l.relation = c.oid AND l.mode = 'AccessExclusiveLock')
      THEN pg_relation_size(c.oid) END AS bytes
    FROM pg_class c WHERE c.oid = to_regclass($1) AND c.relkind = 'i'
    """

  /// What REINDEX CONCURRENTLY leaves on the tables of `$1` and on their partitions when it is broken off:
  /// `name`, `on_table`, and `place`, the name as it is typed.
  package static func leftovers(_ backend: BackendSchema) -> String {
    """
    WITH RECURSIVE \(PartitionQueries.tree(backend, of: "$1"))
    SELECT c.relname AS name, t.relname AS on_table, format('%I.%I', n.nspname, c.relname) AS place
    FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_class t ON t.oid = i.indrelid
    JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE (n.nspname = \(backend.literal) AND t.relname = ANY ($1::text[])
        OR t.oid IN (SELECT oid FROM tree))
      AND c.relname ~ '_cc(new|old)[0-9]*$' AND NOT i.indisvalid
    ORDER BY c.relname
    """
  }

  /// Sessions and prepared transactions that CREATE or DROP INDEX CONCURRENTLY on the tables of `$1`
  /// would wait for, oldest transaction first. Of the running statements only those that have run for a
  /// second. A prepared transaction has `pid` 0 and its name in `prepared`.
  package static func sessions(_ backend: BackendSchema) -> String {
    """
    WITH RECURSIVE \(PartitionQueries.tree(backend, of: "$1")), held AS MATERIALIZED (
      SELECT l.pid, l.virtualtransaction, array_agg(DISTINCT c.relname::text) AS tables,
        bool_or(l.mode IN ('RowExclusiveLock', 'ShareRowExclusiveLock', 'ExclusiveLock',
          'AccessExclusiveLock')) AS writes,
        bool_or(l.mode IN ('ShareUpdateExclusiveLock', 'ShareLock', 'ShareRowExclusiveLock',
          'ExclusiveLock', 'AccessExclusiveLock')) AS holds_table
      FROM pg_locks l JOIN pg_class c ON c.oid = l.relation
      WHERE l.locktype = 'relation' AND l.granted
        AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
        AND (c.relname = ANY ($1::text[])
            AND c.relnamespace = (SELECT oid FROM pg_namespace WHERE nspname = \(backend.literal))
          OR c.oid IN (SELECT oid FROM tree))
      GROUP BY l.pid, l.virtualtransaction
    )
    SELECT a.pid, a.usename AS role, a.application_name AS application, a.state,
      extract(epoch FROM clock_timestamp() - a.xact_start)::float8 AS seconds, a.query,
      a.backend_xmin IS NOT NULL AS snapshot, held.tables, held.writes, held.holds_table,
      NULL AS prepared, a.xact_start AS start
    FROM pg_stat_activity a LEFT JOIN held ON held.pid = a.pid
    WHERE a.datname = current_database() AND a.pid <> pg_backend_pid()
      AND (held.pid IS NOT NULL OR a.backend_xmin IS NOT NULL)
      AND (a.state IS DISTINCT FROM 'active'
        OR a.xact_start < clock_timestamp() - interval '1 second')
    UNION ALL
    SELECT 0, p.owner, NULL, 'two-phase commit',
      extract(epoch FROM clock_timestamp() - p.prepared)::float8, NULL, false, held.tables,
      held.writes, held.holds_table, p.gid, p.prepared
    FROM pg_prepared_xacts p
    JOIN pg_locks x ON x.pid IS NULL AND x.locktype = 'transactionid'
      AND x.transactionid = p.transaction
    JOIN held ON held.pid IS NULL AND held.virtualtransaction = x.virtualtransaction
    ORDER BY start NULLS LAST, pid
    """
  }

  /// Who holds invitectl's own locks of class `$1`: `lock` is the key of AdvisoryLock; with what
  /// the holder is building, if it is.
  package static let holders = """
    SELECT l.objid::int AS lock, l.pid, a.usename AS role, a.application_name AS application,
      a.state, extract(epoch FROM clock_timestamp() - a.backend_start)::float8 AS seconds,
      c.relname AS index, t.relname AS on_table, p.phase, p.blocks_total, p.blocks_done,
      p.tuples_total, p.tuples_done
    FROM pg_locks l LEFT JOIN pg_stat_activity a ON a.pid = l.pid
    LEFT JOIN pg_stat_progress_create_index p ON p.pid = l.pid
    LEFT JOIN pg_class c ON c.oid = p.index_relid
    LEFT JOIN pg_class t ON t.oid = p.relid
    WHERE l.locktype = 'advisory' AND l.granted AND l.classid = $1::int::oid
      AND l.objsubid = 2
      AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
    ORDER BY l.objid
    """

  /// What the session of process `$1` is doing, and the oldest one that it waits for, as in
  /// ``sessions(_:)``. No row when it is gone. pg_blocking_pids says 0 for prepared transactions; all
  /// their locks carry one virtual transaction, and one is that on their own id.
  package static let watch = """
    SELECT b.pid, p.phase, p.blocks_total, p.blocks_done, p.tuples_total, p.tuples_done,
      b.wait_event_type = 'Lock' AS waiting, k.pid AS blocker, k.role, k.application, k.state,
      extract(epoch FROM clock_timestamp() - k.start)::float8 AS seconds, k.query, k.prepared
    FROM pg_stat_activity b
    LEFT JOIN pg_stat_progress_create_index p ON p.pid = b.pid
    LEFT JOIN LATERAL (
      SELECT s.pid, s.usename AS role, s.application_name AS application, s.state,
        s.xact_start AS start, s.query, NULL AS prepared
      FROM unnest(pg_blocking_pids(b.pid)) AS x (pid)
      JOIN pg_stat_activity s ON s.pid = x.pid
      UNION ALL
      SELECT 0, x.owner, NULL, 'two-phase commit', x.prepared, NULL, x.gid
      FROM pg_locks w
      JOIN pg_locks h ON h.pid IS NULL AND h.granted AND h.locktype = w.locktype
        AND h.database IS NOT DISTINCT FROM w.database
        AND h.relation IS NOT DISTINCT FROM w.relation
        AND h.transactionid IS NOT DISTINCT FROM w.transactionid
        AND h.virtualxid IS NOT DISTINCT FROM w.virtualxid
      JOIN pg_locks own ON own.pid IS NULL AND own.locktype = 'transactionid'
        AND own.virtualtransaction = h.virtualtransaction
      JOIN pg_prepared_xacts x ON x.transaction = own.transactionid
      WHERE w.pid = b.pid AND NOT w.granted AND 0 = ANY (pg_blocking_pids(b.pid))
      ORDER BY start LIMIT 1
    ) k ON true
    WHERE b.pid = $1::int
    """
}
