/// Seats, by the backend's rule: a team's `max_seats`, less its members, less the distinct emails
/// invited successfully within 24 hours that are not members yet. Emails are compared without
/// regard to case; teams that are not active have no seats.
enum SeatQueries {
  /// One row per group of active teams: `group_name` (NULL for teams without a group), `teams`,
  /// `max_seats`, `members`, `pending`, `available`.
  ///
  /// `available` adds up teams one by one, since a team that is over-full has no seat to lend to
  /// another. The range on `created_at` is what the index serves. The members are read once and
  /// hashed (MATERIALIZED hides their index): probing a team's members for each invite compares
  /// every email with every other of the team.
  static let seatsByGroup = """
    WITH active AS (
      SELECT id, group_id, coalesce(max_seats, 0) AS max_seats FROM teams WHERE is_active
    ), member AS MATERIALIZED (
      SELECT team_id, lower(email) COLLATE "C" AS email FROM team_members
    ), taken AS (
      SELECT team_id, count(*) AS members FROM member GROUP BY team_id
    ), invited AS MATERIALIZED (
      SELECT DISTINCT team_id, lower(email) COLLATE "C" AS email
      FROM invite_records
      WHERE created_at >= (now() AT TIME ZONE 'utc') - interval '24 hours'
        AND status::text IN ('SUCCESS', 'success')
    ), pending AS (
      SELECT i.team_id, count(*) AS pending
      FROM invited i
      WHERE NOT EXISTS (
        SELECT FROM member m WHERE m.team_id = i.team_id AND m.email = i.email)
      GROUP BY i.team_id
    )
    SELECT g.name AS group_name, count(*) AS teams, sum(a.max_seats)::bigint AS max_seats,
      sum(coalesce(t.members, 0))::bigint AS members,
      sum(coalesce(p.pending, 0))::bigint AS pending,
      sum(greatest(0, a.max_seats - coalesce(t.members, 0) - coalesce(p.pending, 0)))::bigint
        AS available
    FROM active a
    LEFT JOIN team_groups g ON g.id = a.group_id
    LEFT JOIN taken t ON t.team_id = a.id
    LEFT JOIN pending p ON p.team_id = a.id
    GROUP BY g.name
    ORDER BY g.name NULLS FIRST
    """
}
