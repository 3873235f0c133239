/// Seats, by the backend's rule: a team's `max_seats`, less its members, less the distinct emails
/// invited successfully within 24 hours that are not members yet. Emails are compared without
/// regard to case; teams that are not active have no seats.
enum SeatQueries {
  /// One row per group of active teams: `group_name` (NULL for teams without a group), `teams`,
  /// `max_seats`, `members`, `pending`, `available`.
  ///
  /// `available` adds up teams one by one, since a team that is over-full has no seat to lend to
  /// another. The enum is compared in capitals because revision 013 turns it to lower case; the
  /// range on `created_at` is what the index serves.
  static let seatsByGroup = """
    WITH active AS (
      SELECT id, group_id, coalesce(max_seats, 0) AS max_seats FROM teams WHERE is_active
    ), member AS (
      SELECT team_id, count(*) AS members FROM team_members GROUP BY team_id
    ), pending AS (
      SELECT r.team_id, count(DISTINCT lower(r.email)) AS pending
      FROM invite_records r
      WHERE r.created_at >= (now() AT TIME ZONE 'utc') - interval '24 hours'
        AND upper(r.status::text) = 'SUCCESS'
        AND NOT EXISTS (
          SELECT FROM team_members m
          WHERE m.team_id = r.team_id AND lower(m.email) = lower(r.email))
      GROUP BY r.team_id
    )
    SELECT g.name AS group_name, count(*) AS teams, sum(a.max_seats)::bigint AS max_seats,
      sum(coalesce(m.members, 0))::bigint AS members,
      sum(coalesce(p.pending, 0))::bigint AS pending,
      sum(greatest(0, a.max_seats - coalesce(m.members, 0) - coalesce(p.pending, 0)))::bigint
        AS available
    FROM active a
    LEFT JOIN team_groups g ON g.id = a.group_id
    LEFT JOIN member m ON m.team_id = a.id
    LEFT JOIN pending p ON p.team_id = a.id
    GROUP BY g.name
    ORDER BY g.name NULLS FIRST
    """
}
