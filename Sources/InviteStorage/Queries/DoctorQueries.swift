internal import InviteDomain

/// Statements of `doctor` that no other command needs. All of them only read the catalog.
package enum DoctorQueries {
  /// One row about the server, the session and the role.
  package static func server(_ backend: BackendSchema) -> String {
    """
    SELECT \(MigrateQueries.needs(backend)), current_database() AS database, current_user AS role,
      current_setting('server_version') AS version,
      (SELECT reset_val FROM pg_settings WHERE name = 'TimeZone') AS time_zone,
      has_database_privilege(current_database(), 'CREATE') AS can_create_schema,
      pg_has_role('pg_read_all_stats', 'USAGE') AS reads_stats,
      (SELECT rolinherit FROM pg_roles WHERE rolname = current_user) AS inherits,
      to_regnamespace('invitectl') IS NOT NULL AS has_schema,
      extract(epoch FROM clock_timestamp())::float8 AS epoch
    """
  }

  /// Per table of `$1`: `present`, `owner`, and whether this role is it or may act as it. Of a partitioned one
  /// the same of the first partition that is somebody else's, if there is one, with its name (`partition`). By
  /// the catalog: to_regclass is an error for a role that may not use the schema.
  package static func tables(_ backend: BackendSchema) -> String {
    """
    SELECT t.name, c.oid IS NOT NULL AS present,
      pg_get_userbyid(coalesce(f.owner, c.relowner)) AS owner,
      f.owner IS NULL AND coalesce(pg_has_role(c.relowner, 'USAGE'), false) AS owned,
      f.partition
    FROM unnest($1::text[]) WITH ORDINALITY AS t (name, position)
    LEFT JOIN pg_class c ON c.relnamespace = \(backend.regnamespace) AND c.relname = t.name
      AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
    LEFT JOIN LATERAL (
      WITH RECURSIVE tree AS (
        SELECT i.inhrelid AS oid FROM pg_inherits i WHERE i.inhparent = c.oid AND c.relkind = 'p'
        UNION ALL
        SELECT i.inhrelid FROM tree JOIN pg_inherits i ON i.inhparent = tree.oid
      )
      SELECT p.relowner AS owner, p.oid::regclass::text AS partition
      FROM tree JOIN pg_class p ON p.oid = tree.oid
      WHERE p.relkind <> 'f' AND NOT coalesce(pg_has_role(p.relowner, 'USAGE'), false)
        AND coalesce(pg_has_role(c.relowner, 'USAGE'), false)
      ORDER BY partition LIMIT 1
    ) f ON true
    ORDER BY t.position
    """
  }

  /// Per privilege `$2` on table `$1`, for the columns in `$3` separated by commas or for the
  /// whole table when that is empty: `held`; false for a table or column that is not there. The
  /// names are our own constants.
  package static func privileges(_ backend: BackendSchema) -> String {
    """
    SELECT CASE
        WHEN c.oid IS NULL THEN false
        WHEN has_table_privilege(c.oid, n.privilege) THEN true
        WHEN n.columns = '' THEN false
        ELSE (
          SELECT bool_and(coalesce(has_column_privilege(c.oid, a.attnum, n.privilege), false))
          FROM unnest(string_to_array(n.columns, ',')) AS wanted
          LEFT JOIN pg_attribute a
            ON a.attrelid = c.oid AND a.attname = wanted AND NOT a.attisdropped)
      END AS held
    FROM unnest($1::text[], $2::text[], $3::text[])
      WITH ORDINALITY AS n (name, privilege, columns, position)
    LEFT JOIN pg_class c ON c.relnamespace = \(backend.regnamespace) AND c.relname = n.name
      AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
    ORDER BY n.position
    """
  }

  /// Per index name of `$1` that is there: `name`, `valid`, `building` (by anybody, at this
  /// moment), `on_table`, `definition` (its columns, or expressions, as CREATE INDEX has them),
  /// `plain` (btree, whole table, not unique), `divided` (of a partitioned table).
  package static func indexes(_ backend: BackendSchema) -> String {
    """
    SELECT c.relname AS name, c.relkind = 'I' AS divided, i.indisvalid AND i.indisready AND i.indislive AS valid,
      EXISTS (
        SELECT FROM pg_stat_progress_create_index p WHERE p.index_relid = i.indexrelid
      ) AS building,
      t.relname AS on_table,
      (SELECT string_agg(pg_get_indexdef(i.indexrelid, k, true), ', ' ORDER BY k)
        FROM generate_series(1, i.indnkeyatts) AS k) AS definition,
      am.amname = 'btree' AND i.indpred IS NULL AND NOT i.indisunique AS plain
    FROM pg_class c
    JOIN pg_index i ON i.indexrelid = c.oid
    JOIN pg_class t ON t.oid = i.indrelid
    JOIN pg_am am ON am.oid = c.relam
    WHERE c.relnamespace = \(backend.regnamespace) AND c.relname = ANY ($1::text[])
    """
  }

  /// Transactions open for more than `$1` seconds, prepared ones included, the oldest first: `pid`, 0 for a
  /// prepared one, `role`, `application`, `state`, `seconds`, `query` (always NULL) and `prepared`, its name. Of
  /// other roles' sessions PostgreSQL hides the start from whoever is not a member of pg_read_all_stats.
  package static let longTransactions = """
    SELECT pid, coalesce(usename, '?') AS role,
      coalesce(nullif(application_name, ''), 'no name') AS application, NULL AS state,
      extract(epoch FROM clock_timestamp() - xact_start)::float8 AS seconds, NULL AS query,
      NULL AS prepared
    FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()
      AND xact_start < clock_timestamp() - make_interval(secs => $1::float8)
    UNION ALL
    SELECT 0, owner, 'two-phase commit', NULL,
      extract(epoch FROM clock_timestamp() - prepared)::float8, NULL, gid
    FROM pg_prepared_xacts
    WHERE database = current_database()
      AND prepared < clock_timestamp() - make_interval(secs => $1::float8)
    ORDER BY seconds DESC
    """

  /// One row: `database_bytes`; `slot`, the unused replication slot that holds back most of the
  /// log, and `slot_bytes`, how much; `local`, whether we are on the server's machine; and
  /// `data_directory`, which only pg_read_all_settings shows. A slot that the server gave up may keep
  /// its position, and holds nothing (https://www.postgresql.org/docs/18/view-pg-replication-slots.html).
  package static let disk = """
    SELECT pg_database_size(current_database()) AS database_bytes, slot.name AS slot,
      slot.bytes AS slot_bytes,
      inet_server_addr() IS NULL OR inet_server_addr() IN ('127.0.0.1', '::1') AS local,
      (SELECT setting FROM pg_settings WHERE name = 'data_directory') AS data_directory
    FROM (SELECT) AS one
    LEFT JOIN LATERAL (
      SELECT slot_name AS name,
        CASE WHEN pg_is_in_recovery() THEN NULL
          ELSE pg_wal_lsn_diff(pg_current_wal_lsn(), restart_lsn)::bigint END AS bytes
      FROM pg_replication_slots
      WHERE NOT active AND restart_lsn IS NOT NULL AND wal_status <> 'lost'
      ORDER BY 2 DESC NULLS LAST LIMIT 1
    ) AS slot ON true
    """
}
