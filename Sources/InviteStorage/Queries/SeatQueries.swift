internal import InviteDomain

/// Seats, by the backend's rule: a team's `max_seats`, less its members, less the distinct emails
/// invited successfully, or with a seat reserved, within 24 hours that are not members yet. Emails
/// are compared without regard to case; teams that are not active have no seats, by `is_active`
/// and, where the column is there (revision 014), by `status`.
///
/// Counting takes the server twice the time of reading: up to ``mostHolders`` people the
/// server reads and ``SeatHolders`` counts, and more are counted where they are
/// (docs/decisions/0031).
package enum SeatQueries {
  /// As many rows are read and counted in the client: 200 bytes each make 10 MB.
  package static let mostHolders = 50_000

  /// Three kinds of rows, in any order, each with its `team_id`: an active team with `max_seats`
  /// and its group's `name` (NULL without a group); a member, whose `name` is the email and
  /// `invited` false; an invite likewise, with `invited` true. What is not named is NULL.
  package static func seatHolders(_ backend: BackendSchema) -> String {
    """
    SELECT t.id AS team_id, coalesce(t.max_seats, 0) AS max_seats, g.name::text AS name,
      NULL::boolean AS invited
    FROM \(activeTeams(backend)) t
    LEFT JOIN \(backend).team_groups g ON g.id = t.group_id
    UNION ALL
    SELECT team_id, NULL, email, false FROM \(backend).team_members
    UNION ALL
    SELECT team_id, NULL, email, true
    \(lately(backend))
    LIMIT \(mostHolders + 1)
    """
  }

  /// How many seats of team `t` are taken, by the same rule.
  static func taken(_ backend: BackendSchema) -> String {
    """
    (SELECT count(*) FROM \(backend).team_members m WHERE m.team_id = t.id)
      + (SELECT count(DISTINCT lower(r.email)) FROM \(backend).invite_records r
        WHERE r.team_id = t.id AND lower(r.status::text) IN ('success', 'reserved')
          AND r.created_at >= (now() AT TIME ZONE 'utc') - interval '24 hours'
          AND NOT EXISTS (SELECT FROM \(backend).team_members m
            WHERE m.team_id = t.id AND lower(m.email) = lower(r.email)))
    """
  }

  /// The emails of $1 in lower case, in the same order.
  package static let lowered = """
    SELECT lower(email) AS email
    FROM unnest($1::text[]) WITH ORDINALITY AS e (email, position)
    ORDER BY position
    """

  /// One row per group of active teams: `group_name` (NULL for teams without a group), `teams`,
  /// `max_seats`, `members`, `pending`, `available`.
  ///
  /// `available` adds up teams one by one, since a team that is over-full has no seat to lend to
  /// another. The members are read once and hashed (OFFSET hides their index): probing a team's
  /// members for each invite compares every email with every other of the team.
  package static func seatsByGroup(_ backend: BackendSchema) -> String {
    """
    WITH active AS (
      SELECT id, group_id, coalesce(max_seats, 0) AS max_seats FROM \(activeTeams(backend)) t
    ), taken AS (
      SELECT team_id, count(*) AS members FROM \(backend).team_members GROUP BY team_id
    ), invited AS (
      SELECT DISTINCT team_id, \(person) AS email
      \(lately(backend))
    ), pending AS (
      SELECT i.team_id, count(*) AS pending
      FROM invited i
      WHERE NOT EXISTS (
        SELECT FROM (SELECT team_id, \(person) AS email FROM \(backend).team_members OFFSET 0) m
        WHERE m.team_id = i.team_id AND m.email = i.email)
      GROUP BY i.team_id
    )
    SELECT g.name AS group_name, count(*) AS teams, sum(a.max_seats)::bigint AS max_seats,
      sum(coalesce(t.members, 0))::bigint AS members,
      sum(coalesce(p.pending, 0))::bigint AS pending,
      sum(greatest(0, a.max_seats - coalesce(t.members, 0) - coalesce(p.pending, 0)))::bigint
        AS available
    FROM active a
    LEFT JOIN \(backend).team_groups g ON g.id = a.group_id
    LEFT JOIN taken t ON t.team_id = a.id
    LEFT JOIN pending p ON p.team_id = a.id
    GROUP BY g.name
    ORDER BY g.name NULLS FIRST
    """
  }

  /// The teams that give seats, as a table expression: `id`, `group_id`, `max_seats`.
  ///
  /// Before revision 014 there is no column `status`: the name then means the one of the row that
  /// stands outside, which is always active.
  static func activeTeams(_ backend: BackendSchema) -> String {
    """
    (SELECT a.id, a.group_id, a.max_seats
      FROM (SELECT 'active'::text AS status) AS always
      CROSS JOIN LATERAL (
        SELECT id, group_id, max_seats FROM \(backend).teams
        WHERE is_active AND lower(status::text) = 'active') AS a)
    """
  }

  /// Invites that may hold a seat. The range on `created_at` is what the index serves, and the
  /// labels are looked up once rather than turned into text row by row; `reserved` is there from
  /// revision 020 on.
  static func lately(_ backend: BackendSchema) -> String {
    """
    FROM \(backend).invite_records
    WHERE created_at >= (now() AT TIME ZONE 'utc') - interval '24 hours'
      AND status = ANY (ARRAY(
        SELECT s FROM unnest(enum_range(NULL::\(backend).invitestatus)) AS s
        WHERE lower(s::text) IN ('success', 'reserved')))
    """
  }

  /// An email in lower case, compared by its bytes. Nearly all are ASCII, for which the rules of
  /// the database's locale give nothing and cost three times as much.
  private static let person = """
    CASE WHEN octet_length(email) = char_length(email) THEN lower(email COLLATE "C")
      ELSE lower(email) END COLLATE "C"
    """
}
