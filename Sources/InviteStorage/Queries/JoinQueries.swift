/// Statements of a redemption where uses are counted when somebody joins (revision 024): the steps
/// of the backend's own requests, in its order of locks: the code's row, then teams by ascending id.
package enum JoinQueries {
  /// Locks the row of code `$1`; what other requests for it have left can be seen afterwards.
  package static func lock(_ backend: BackendSchema) -> String {
    "SELECT id FROM \(backend).redeem_codes WHERE code = $1 FOR UPDATE"
  }

  /// How many days after the first use a rebind may be asked for (revision 024).
  package static let rebindDays = 15

  /// Of the code `$1` and the email `$2`, always one row where the code exists: `in_flight`, what
  /// was asked for and has not been counted; `rebind_count`, `rebind_limit`; `is_window_over`, NULL
  /// without activated_at.
  ///
  /// A row whose is_rebind is NULL is neither a use nor a rebind in flight, as in the backend.
  package static func facts(_ backend: BackendSchema) -> String {
    """
    SELECT c.rebind_count, c.rebind_limit,
      c.activated_at + interval '\(rebindDays) days' < (now() AT TIME ZONE 'utc')
        AS is_window_over,
      (SELECT count(*) FROM \(backend).invite_records
        WHERE redeem_code = c.code AND NOT is_rebind AND accepted_at IS NULL
          AND lower(status::text) IN ('reserved', 'success'))
      + (SELECT count(*) FROM \(backend).invite_queue
        WHERE redeem_code = c.code AND NOT is_rebind
          AND lower(status::text) IN ('waiting', 'processing', 'pending')) AS in_flight
    FROM \(backend).redeem_codes c WHERE c.code = $1
    """
  }

  /// The newest rebind of email `$2` with code `$1` that has not joined: at most one row. As in the
  /// backend's own query, a row without created_at is the newest.
  package static func rebindUnderWay(_ backend: BackendSchema) -> String {
    """
    SELECT id FROM \(backend).invite_records
    WHERE email = $2 AND redeem_code = $1 AND is_rebind AND accepted_at IS NULL
      AND lower(status::text) IN ('reserved', 'success')
    ORDER BY created_at DESC LIMIT 1
    """
  }

  /// The row in which email `$2` waits with code `$1`, as a rebind or not (`$3`): `id`,
  /// `position` among those of the same group.
  package static func waiting(_ backend: BackendSchema) -> String {
    """
    SELECT q.id, \(position(backend)) AS position
    FROM \(backend).invite_queue q
    WHERE q.email = $2 AND q.redeem_code = $1 AND q.is_rebind = $3::boolean
      AND lower(q.status::text) IN ('waiting', 'pending', 'processing')
    ORDER BY q.id LIMIT 1
    """
  }

  private static func position(_ backend: BackendSchema) -> String {
    """
    (SELECT 1 + count(*) FROM \(backend).invite_queue o
      WHERE lower(o.status::text) = 'waiting' AND o.id < q.id
        AND o.group_id IS NOT DISTINCT FROM q.group_id)
    """
  }

  /// The team of the newest successful invite of email `$2` with code `$1`, and who they are there:
  /// `team_id`, `member`.
  package static func currentTeam(_ backend: BackendSchema) -> String {
    """
    SELECT r.team_id, (SELECT m.chatgpt_user_id FROM \(backend).team_members m
      WHERE m.team_id = r.team_id AND lower(m.email) = lower(r.email)
      ORDER BY m.id LIMIT 1) AS member
    FROM \(backend).invite_records r
    WHERE r.email = $2 AND r.redeem_code = $1 AND lower(r.status::text) = 'success'
    ORDER BY r.created_at DESC, r.id DESC LIMIT 1
    """
  }

  /// Teams that may take somebody of group `$1` (NULL and 0: of any).
  private static let candidates = """
    is_active AND lower(status::text) = 'active'
      AND (coalesce($1::bigint, 0) = 0 OR group_id = $1::bigint)
    """

  package static func lockTeams(_ backend: BackendSchema) -> String {
    "SELECT id FROM \(backend).teams WHERE \(candidates) ORDER BY id FOR UPDATE"
  }

  /// The same teams with their seats, by ascending id: `id`, `name`, `max_seats`, `taken`.
  package static func seats(_ backend: BackendSchema) -> String {
    """
    SELECT t.id, t.name, t.max_seats, \(SeatQueries.taken(backend)) AS taken
    FROM \(backend).teams t WHERE \(candidates) ORDER BY t.id
    """
  }

  /// Holds a seat of team `$1` for email `$2` with code `$3`, as a rebind or not (`$4`).
  package static func reserve(_ backend: BackendSchema) -> String {
    """
    INSERT INTO \(backend).invite_records
      (team_id, email, status, redeem_code, created_at, is_rebind)
    VALUES ($1::bigint, $2, 'reserved', $3, now() AT TIME ZONE 'utc', $4::boolean)
    RETURNING id
    """
  }

  /// Has email `$1` wait with code `$2` and group `$3`, as a rebind or not (`$4`), for whom `$5` and
  /// `$6` say which team to leave: `id`, `position`.
  package static func wait(_ backend: BackendSchema) -> String {
    """
    WITH q AS (
      INSERT INTO \(backend).invite_queue
        (email, redeem_code, group_id, status, retry_count, created_at, is_rebind, old_team_id,
          old_team_chatgpt_user_id, consume_immediately)
      VALUES ($1, $2, $3::bigint, 'waiting', 0, now() AT TIME ZONE 'utc', $4::boolean,
        $5::bigint, $6, false)
      RETURNING id, group_id
    )
    SELECT q.id, \(position(backend)) AS position FROM q
    """
  }

  /// Binds code `$1`, which is bound to nobody, to email `$2`. It divides by zero where a trigger
  /// writes something else.
  package static func bind(_ backend: BackendSchema) -> String {
    """
    UPDATE \(backend).redeem_codes SET bound_email = $2 WHERE code = $1 AND bound_email IS NULL
    RETURNING 1 / coalesce(bound_email = $2, false)::int AS bound
    """
  }

  /// Notes that email `$2` leaves team `$3` by code `$1`.
  package static func history(_ backend: BackendSchema) -> String {
    """
    INSERT INTO \(backend).rebind_history (redeem_code, email, from_team_id, reason, created_at)
    VALUES ($1, $2, $3::bigint, 'user_requested', now() AT TIME ZONE 'utc')
    """
  }

  /// The entry of the outbox for a row that was made: $1 the task id, $2 the flow, $3 the code, $4
  /// the email, $5 the group, $6 the state, $7 the message's arguments, $8 the record, $9 the epoch
  /// seconds by which it must happen. No row: it is too late, or the id is there already.
  package static let record = """
    INSERT INTO invitectl.redeem_outbox
      (task_id, flow, code, email, group_id, state, arguments, record_id)
    SELECT $1, $2, $3, $4, $5::bigint, $6, $7::jsonb, $8::bigint
    WHERE extract(epoch FROM clock_timestamp()) < $9::double precision
    ON CONFLICT (task_id) DO NOTHING
    RETURNING task_id
    """

  /// For so long a message may follow its reservation: the backend gives up one that is an hour old,
  /// and then lowers used_count for it.
  package static let hold = Duration.seconds(50 * 60)

  /// Which of the records `$1` still hold their seat, and will for some minutes: `id`, `seconds_left`
  /// of ``hold``; and whose they are: `team_id`, `email`, `redeem_code`, `is_rebind`.
  package static func held(_ backend: BackendSchema) -> String {
    """
    SELECT id, team_id, email, redeem_code, is_rebind, extract(epoch FROM created_at + \(holdInterval)
        - (clock_timestamp() AT TIME ZONE 'utc'))::float8 AS seconds_left
    FROM \(backend).invite_records
    WHERE id = ANY ($1::bigint[]) AND lower(status::text) = 'reserved'
      AND created_at > (now() AT TIME ZONE 'utc') - \(holdInterval)
    """
  }
  private static let holdInterval = "interval '\(hold.components.seconds) seconds'"

  // MARK: - What triggers have left of it: `is_there`

  /// Whether record `$1` holds a seat of team `$2` for email `$3` with code `$4`, as a rebind or not
  /// (`$5`).
  package static func isReserved(_ backend: BackendSchema) -> String {
    """
    SELECT EXISTS (SELECT FROM \(backend).invite_records
      WHERE id = $1::bigint AND team_id = $2::bigint AND email = $3 AND redeem_code = $4
        AND is_rebind = $5::boolean AND lower(status::text) = 'reserved' AND accepted_at IS NULL
    ) AS is_there
    """
  }

  /// Whether in row `$1` email `$2` waits with code `$3`, as a rebind or not (`$4`).
  package static func isWaiting(_ backend: BackendSchema) -> String {
    """
    SELECT EXISTS (SELECT FROM \(backend).invite_queue
      WHERE id = $1::bigint AND email = $2 AND redeem_code = $3 AND is_rebind = $4::boolean
        AND lower(status::text) = 'waiting') AS is_there
    """
  }

  /// Whether code `$1` is bound to email `$2`.
  package static func isBound(_ backend: BackendSchema) -> String {
    """
    SELECT EXISTS (SELECT FROM \(backend).redeem_codes WHERE code = $1 AND bound_email = $2)
      AS is_there
    """
  }

  /// Gives up the records `$1`, those that still are reservations.
  package static func release(_ backend: BackendSchema) -> String {
    """
    DELETE FROM \(backend).invite_records
    WHERE id = ANY ($1::bigint[]) AND lower(status::text) = 'reserved'
    """
  }
}
