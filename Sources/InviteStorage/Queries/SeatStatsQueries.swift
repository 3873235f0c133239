/// The table `invitectl.team_seat_stats`: the seats of each active team, by the rule of
/// ``SeatQueries``, and when they were counted.
///
/// A table and no view: PostgreSQL refuses to alter the type of a column that a view uses, and the
/// backend's own migrations do that (revision 013).
package enum SeatStatsQueries {
  /// Makes the table, in the place of the view that older versions made. Can be run again.
  package static let create = """
    DO $$
    BEGIN
      IF \(isView) THEN DROP MATERIALIZED VIEW invitectl.team_seat_stats; END IF;
    END $$;
    \(table)
    """

  /// Puts an empty table in the place of the view of older versions, where that is there.
  package static let replaceView = """
    DO $$
    BEGIN
      IF \(isView) THEN
        DROP MATERIALIZED VIEW invitectl.team_seat_stats;
        \(table);
      END IF;
    END $$
    """

  private static let table = """
    CREATE TABLE IF NOT EXISTS invitectl.team_seat_stats (
      team_id bigint PRIMARY KEY,
      group_id bigint,
      max_seats bigint NOT NULL,
      members bigint NOT NULL,
      pending bigint NOT NULL,
      available bigint NOT NULL,
      refreshed_at timestamptz NOT NULL
    )
    """

  private static let isView = """
    EXISTS (SELECT FROM pg_class
      WHERE oid = to_regclass('invitectl.team_seat_stats') AND relkind = 'm')
    """

  /// Counts every team anew. Readers see the old numbers until this is committed.
  package static func refresh(_ backend: BackendSchema) -> String {
    """
    WITH counted AS MATERIALIZED (
      \(counted(backend))
    ), gone AS (
      DELETE FROM invitectl.team_seat_stats s
      WHERE NOT EXISTS (SELECT FROM counted c WHERE c.team_id = s.team_id)
    )
    INSERT INTO invitectl.team_seat_stats AS s
      (team_id, group_id, max_seats, members, pending, available, refreshed_at)
    SELECT team_id, group_id, max_seats, members, pending, available, now() FROM counted
    ON CONFLICT (team_id) DO UPDATE SET group_id = excluded.group_id,
      max_seats = excluded.max_seats, members = excluded.members, pending = excluded.pending,
      available = excluded.available, refreshed_at = excluded.refreshed_at
    """
  }

  private static func counted(_ backend: BackendSchema) -> String {
    """
    WITH member AS MATERIALIZED (
      SELECT team_id, lower(email) COLLATE "C" AS email FROM \(backend).team_members
    ), taken AS (
      SELECT team_id, count(*) AS members FROM member GROUP BY team_id
    ), invited AS MATERIALIZED (
      SELECT DISTINCT team_id, lower(email) COLLATE "C" AS email
      \(SeatQueries.lately(backend))
    ), pending AS (
      SELECT i.team_id, count(*) AS pending
      FROM invited i
      WHERE NOT EXISTS (
        SELECT FROM member m WHERE m.team_id = i.team_id AND m.email = i.email)
      GROUP BY i.team_id
    )
    SELECT t.id AS team_id, t.group_id, coalesce(t.max_seats, 0) AS max_seats,
      coalesce(m.members, 0) AS members, coalesce(p.pending, 0) AS pending,
      greatest(0, coalesce(t.max_seats, 0) - coalesce(m.members, 0) - coalesce(p.pending, 0))
        AS available
    FROM \(SeatQueries.activeTeams(backend)) t
    LEFT JOIN taken m ON m.team_id = t.id
    LEFT JOIN pending p ON p.team_id = t.id
    """
  }

  /// Whether it is there and this role may read it.
  package static let readable = """
    SELECT CASE WHEN to_regclass('invitectl.team_seat_stats') IS NULL THEN false
      WHEN NOT has_schema_privilege('invitectl', 'USAGE') THEN false
      ELSE has_table_privilege(to_regclass('invitectl.team_seat_stats'), 'SELECT')
      END AS readable
    """

  /// Whether it was refreshed within five minutes.
  package static let fresh = """
    SELECT coalesce(min(refreshed_at) > now() - interval '5 minutes', false) AS fresh
    FROM invitectl.team_seat_stats
    """

  package static let lockLimit = "SET lock_timeout = '5s'"
  /// Two refreshes one after the other; readers are not held up.
  package static let lock = "LOCK TABLE invitectl.team_seat_stats IN SHARE ROW EXCLUSIVE MODE"
  package static let count = "SELECT count(*) AS teams FROM invitectl.team_seat_stats"

  /// As ``SeatQueries/seatsByGroup``, from the table.
  package static func seatsByGroup(_ backend: BackendSchema) -> String {
    """
    SELECT g.name AS group_name, count(*) AS teams, sum(s.max_seats)::bigint AS max_seats,
      sum(s.members)::bigint AS members, sum(s.pending)::bigint AS pending,
      sum(s.available)::bigint AS available
    FROM invitectl.team_seat_stats s
    LEFT JOIN \(backend).team_groups g ON g.id = s.group_id
    GROUP BY g.name
    ORDER BY g.name NULLS FIRST
    """
  }
}
