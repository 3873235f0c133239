internal import InviteDomain

/// The materialised view `invitectl.team_seat_stats`: the seats of each active team, by the rule of
/// ``SeatQueries``, and when they were counted.
package enum SeatStatsQueries {
  /// Makes the view and the unique index that lets it be refreshed beside its readers. Can be run
  /// again.
  package static func create(_ backend: BackendSchema) -> String {
    """
    CREATE MATERIALIZED VIEW IF NOT EXISTS invitectl.team_seat_stats AS
    WITH member AS MATERIALIZED (
      SELECT team_id, lower(email) COLLATE "C" AS email FROM \(backend).team_members
    ), taken AS (
      SELECT team_id, count(*) AS members FROM member GROUP BY team_id
    ), invited AS MATERIALIZED (
      SELECT DISTINCT team_id, lower(email) COLLATE "C" AS email
      FROM \(backend).invite_records
      WHERE created_at >= (now() AT TIME ZONE 'utc') - interval '24 hours'
        AND upper(status::text) = 'SUCCESS'
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
        AS available,
      now() AS refreshed_at
    FROM \(backend).teams t
    LEFT JOIN taken m ON m.team_id = t.id
    LEFT JOIN pending p ON p.team_id = t.id
    WHERE t.is_active;
    CREATE UNIQUE INDEX IF NOT EXISTS team_seat_stats_team
      ON invitectl.team_seat_stats (team_id)
    """
  }

  /// Whether the view is there and this role may read it.
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
  package static let refresh = "REFRESH MATERIALIZED VIEW CONCURRENTLY invitectl.team_seat_stats"
  package static let count = "SELECT count(*) AS teams FROM invitectl.team_seat_stats"

  /// As ``SeatQueries/seatsByGroup``, from the view.
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
