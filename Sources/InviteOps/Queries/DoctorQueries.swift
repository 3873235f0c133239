/// Statements of `doctor` that no other command needs. All of them only read the catalog.
enum DoctorQueries {
  /// One row about the server, the session and the role.
  static let server = """
    SELECT current_database() AS database, current_user AS role,
      current_setting('server_version') AS version,
      current_setting('server_version_num')::int AS version_number,
      pg_backend_pid() AS pid, pg_is_in_recovery() AS recovering,
      current_setting('TimeZone') AS time_zone,
      has_database_privilege(current_database(), 'CREATE') AS can_create,
      pg_has_role('pg_read_all_stats', 'USAGE') AS reads_stats,
      to_regnamespace('invitectl') IS NOT NULL AS has_schema,
      CASE WHEN to_regnamespace('invitectl') IS NULL THEN false
        ELSE has_schema_privilege('invitectl', 'USAGE') END AS uses_schema,
      extract(epoch FROM clock_timestamp())::float8 AS epoch
    """

  /// Per table of `$1`: whether it is there, whose it is, whether this role owns it, and whether
  /// it may do what `$2` says (`SELECT`, or `SELECT, UPDATE` for the codes). A grant on columns
  /// counts, since the teams table holds secrets that no role of ours should read.
  static let tables = """
    SELECT t.name, c.oid IS NOT NULL AS present, pg_get_userbyid(c.relowner) AS owner,
      coalesce(pg_has_role(c.relowner, 'USAGE'), false) AS owned,
      coalesce(has_any_column_privilege(c.oid, 'SELECT'), false) AS readable,
      coalesce(has_any_column_privilege(c.oid, 'UPDATE'), false) AS writable
    FROM unnest($1::text[]) WITH ORDINALITY AS t (name, position)
    LEFT JOIN pg_class c ON c.oid = to_regclass('public.' || t.name)
    ORDER BY t.position
    """

  /// Transactions open for more than five minutes: `pid`, `role`, `application`, `seconds`.
  static let longTransactions = """
    SELECT pid, usename AS role, application_name AS application,
      extract(epoch FROM clock_timestamp() - xact_start)::float8 AS seconds
    FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()
      AND xact_start < clock_timestamp() - interval '5 minutes'
    ORDER BY xact_start
    """
}
