internal import InviteDomain

/// Statements on `redeem_codes` and what a redemption asks of the teams.
///
/// Times are compared in the server, naive UTC with naive UTC, whatever the session's time zone.
package enum RedeemQueries {
  /// Until when a person may use a code, in epoch seconds; NULL without `activated_at` or
  /// `validity_days`. In floating point, which no number of days makes fail: one odd row must not
  /// end a statement over many.
  static let validUntil =
    "(extract(epoch FROM activated_at)::float8 + validity_days::float8 * 86400)"

  /// The dates that Python has, years 1 to 9999: the backend fails for a sum beyond them.
  static let firstDate = "-62135596800::float8"
  static let lastDate = "253402300799.999999::float8"

  /// $1: an array of codes as stored. One row for each that exists. `is_user_expired` is NULL where
  /// it cannot be told.
  package static func facts(_ backend: BackendSchema) -> String {
    """
    SELECT code, id, upper(code_type::text) AS code_type, max_uses, used_count, is_active, group_id,
      validity_days, bound_email, expires_at::timestamp::text AS expires_at,
      activated_at::timestamp::text AS activated_at,
      coalesce(expires_at < (now() AT TIME ZONE 'utc'), false) AS is_expired,
      CASE WHEN activated_at IS NULL THEN false
        WHEN \(validUntil) BETWEEN \(firstDate) AND \(lastDate)
        THEN \(validUntil) < extract(epoch FROM now() AT TIME ZONE 'utc')::float8
      END AS is_user_expired
    FROM \(backend).redeem_codes
    WHERE code = ANY($1::text[])
    """
  }

  /// When the bucket ends that the last sync met of a code, `epoch_ms` in ms since 1970: $1 the code's id. No row
  /// where none has, or where it was gone.
  package static let baseline = """
    SELECT epoch_ms FROM invitectl.redeem_sync WHERE code_id = $1::bigint AND NOT gone
    """

  /// $1 the code, $2 the email, $3 the code's group or NULL. Always one row: the team of the last
  /// successful invite (NULL without one), whether it is active, and whether another active team
  /// (of the group, if there is one) has a free seat by the rule of `SeatQueries`.
  package static func rebindFacts(_ backend: BackendSchema) -> String {
    """
    WITH last AS (
      SELECT r.team_id, t.is_active, r.created_at::timestamp::text AS invited_at
      FROM \(backend).invite_records r JOIN \(backend).teams t ON t.id = r.team_id
      WHERE r.email = $2 AND r.redeem_code = $1 AND upper(r.status::text) = 'SUCCESS'
      ORDER BY r.created_at DESC NULLS LAST, r.id DESC
      LIMIT 1
    )
    SELECT last.team_id, coalesce(last.is_active, false) AS team_is_active, last.invited_at,
      EXISTS (
        SELECT FROM \(backend).teams t
        WHERE t.is_active AND t.id IS DISTINCT FROM last.team_id
          AND ($3::bigint IS NULL OR t.group_id = $3::bigint)
          AND \(hasFreeSeat(backend))
      ) AS has_free_seat
    FROM (SELECT) AS one LEFT JOIN last ON true
    """
  }

  /// From revision 009 on. $1 the code's id, $2 its group or NULL: `rebind_count`, `rebind_limit`, and
  /// `has_free_seat`, whether any team that may take somebody has one.
  package static func rebinds(_ backend: BackendSchema) -> String {
    """
    SELECT c.rebind_count, c.rebind_limit, EXISTS (
      SELECT FROM \(SeatQueries.activeTeams(backend)) t
      WHERE ($2::bigint IS NULL OR t.group_id = $2::bigint)
        AND \(hasFreeSeat(backend))) AS has_free_seat
    FROM \(backend).redeem_codes c WHERE c.id = $1::bigint
    """
  }

  private static func hasFreeSeat(_ backend: BackendSchema) -> String {
    "coalesce(t.max_seats, 0) - (\(SeatQueries.taken(backend))) > 0"
  }
}
