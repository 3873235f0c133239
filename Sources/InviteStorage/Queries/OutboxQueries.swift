internal import InviteDomain

/// Statements on `invitectl.redeem_outbox`: redemptions whose message may not be in the queue yet.
///
/// States: `recorded`, then `published`, `refused` (nothing was taken) or `refunded`.
package enum OutboxQueries {
  /// $1…$5: arrays of task ids, flows, codes, emails, group ids. Returns the ids that are to be
  /// carried out: the new ones, and those that ended without a message before. An id that is
  /// there with another code or email is left alone.
  package static let record = """
    INSERT INTO invitectl.redeem_outbox AS o (task_id, flow, code, email, group_id)
    SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::bigint[])
    ON CONFLICT (task_id) DO UPDATE SET state = 'recorded', changed_at = now()
      WHERE o.state IN ('refused', 'refunded') AND o.code = excluded.code
        AND o.email = excluded.email AND o.flow = excluded.flow
    RETURNING task_id
    """

  /// What an entry is read from. The last two are of the fourth version of schema invitectl, and are
  /// nothing in an older one.
  private static let columns = """
    task_id, flow, code, email, group_id, state, (to_jsonb(o) -> 'arguments')::text AS arguments,
      (to_jsonb(o) ->> 'record_id')::bigint AS record_id
    """

  /// $1: an array of task ids.
  package static let find = """
    SELECT \(columns) FROM invitectl.redeem_outbox AS o
    WHERE task_id = ANY($1::text[])
    """

  /// How many seconds ago the entry was made. $1 its id.
  package static let age = """
    SELECT extract(epoch FROM now() - created_at)::float8 AS age FROM invitectl.redeem_outbox
    WHERE task_id = $1
    """

  /// The same of the entries $1, an array of ids: `task_id`, `age`.
  package static let ages = """
    SELECT task_id, extract(epoch FROM clock_timestamp() - created_at)::float8 AS age
    FROM invitectl.redeem_outbox WHERE task_id = ANY ($1::text[])
    """

  /// $1: an array of task ids, $2 the state they end in.
  package static let settle = """
    UPDATE invitectl.redeem_outbox SET state = $2, changed_at = now()
    WHERE task_id = ANY($1::text[]) AND state = 'recorded'
    """

  /// One entry that must not be carried out by anybody else until the transaction ends. $1 its id.
  package static let lock = """
    SELECT task_id FROM invitectl.redeem_outbox
    WHERE task_id = $1 AND state = 'recorded'
    FOR UPDATE
    """

  /// The entries $1, an array of ids, that are still to be carried out, and by nobody else until the
  /// transaction ends. Those that another run has in its hands are passed over.
  package static let claim = """
    SELECT \(columns) FROM invitectl.redeem_outbox AS o
    WHERE state = 'recorded' AND task_id = ANY ($1::text[])
    ORDER BY created_at, task_id
    FOR UPDATE SKIP LOCKED
    """

  /// $1 how many at most, $2 those that are not looked at again. Entries that another run has in its
  /// hands at this moment are passed over; none is kept. Older ones
  /// than six days are left to a person: the marks in Redis by which a repetition is recognised
  /// live for seven.
  package static let unfinished = """
    SELECT \(columns) FROM invitectl.redeem_outbox AS o
    WHERE state = 'recorded' AND created_at > now() - interval '6 days'
      AND task_id <> ALL ($2::text[])
    ORDER BY created_at, task_id
    LIMIT $1::integer
    FOR UPDATE SKIP LOCKED
    """

  // MARK: - For a person to type

  /// Settles an entry whose message was sent.
  package static func publication(_ taskID: String) -> String { settled(taskID, "published") }

  /// Settles an entry of which nothing was taken.
  package static func refusal(_ taskID: String) -> String { settled(taskID, "refused") }

  /// Settles an entry whose use was counted in `column` of its code, and takes it out.
  package static func takeBack(
    _ taskID: String, column: String, in backend: BackendSchema
  ) -> String {
    "WITH e AS (\(settled(taskID, "refunded")) RETURNING code) "
      + "UPDATE \(backend).redeem_codes c SET \(column) = c.\(column) - 1 FROM e "
      + "WHERE c.code = e.code AND c.\(column) > 0"
  }

  /// Settles an entry, and gives its seat up.
  package static func giveUp(_ taskID: String, in backend: BackendSchema) -> String {
    "WITH e AS (\(settled(taskID, "refused")) RETURNING record_id, code, email) "
      + "DELETE FROM \(backend).invite_records r USING e WHERE r.id = e.record_id "
      + "AND r.redeem_code = e.code AND r.email = e.email AND lower(r.status::text) = 'reserved'"
  }

  private static func settled(_ taskID: String, _ state: String) -> String {
    "UPDATE invitectl.redeem_outbox SET state = '\(state)', changed_at = now() "
      + "WHERE task_id = \(RowQueries.literal(taskID)) AND state = 'recorded'"
  }

  /// What ``claim`` leaves to a person.
  package static let stale = """
    SELECT count(*) AS entries FROM invitectl.redeem_outbox
    WHERE state = 'recorded' AND created_at <= now() - interval '6 days'
    """

  /// Settled entries are kept for thirty days, so that an id is recognised for so long.
  package static let prune = """
    DELETE FROM invitectl.redeem_outbox
    WHERE state <> 'recorded' AND \(EvidenceLife.isOldEntry)
    """

  /// Whose message may not be in the queue yet: `email`, `code`.
  package static let open = """
    SELECT email, code FROM invitectl.redeem_outbox WHERE state = 'recorded'
    """

  /// No row without the table; whether this role may read it, `readable`.
  package static let readable = """
    SELECT has_schema_privilege(n.oid, 'USAGE') AND has_table_privilege(c.oid, 'SELECT') AS readable
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname = 'invitectl' AND c.relname = 'redeem_outbox'
    """

  package static let clock = "SELECT extract(epoch FROM clock_timestamp())::float8 AS now"

  /// The redeem flow in one statement: the use is counted, the first one (for the backend: of a code
  /// that was never activated) binds, and the entry is there with it. $1 the code's id, $2 the email,
  /// $3 the task id, $4 the code, $5 the epoch seconds by which it must happen. No row: one of the
  /// conditions does not hold (any more), it is too late, or the task id is there already. It divides by
  /// zero where a trigger writes another count, or another email than that of the first use.
  ///
  /// - Parameter isWatched: notes what it wrote, for ``isUsed(_:)``.
  package static func useAndRecord(_ backend: BackendSchema, isWatched: Bool) -> String {
    """
    WITH seen AS MATERIALIZED (
      SELECT id AS seen_id, used_count AS used_before, activated_at IS NULL AS is_first
      FROM \(backend).redeem_codes WHERE id = $1::bigint FOR NO KEY UPDATE
    ), used AS (
      UPDATE \(backend).redeem_codes SET used_count = used_count + 1,
        activated_at = coalesce(activated_at, now() AT TIME ZONE 'utc'),
        bound_email = CASE WHEN activated_at IS NULL THEN $2 ELSE bound_email END
      FROM seen
      WHERE id = seen_id AND is_active AND used_count < max_uses
        AND (expires_at IS NULL OR expires_at >= now() AT TIME ZONE 'utc')
        AND (bound_email IS NULL OR bound_email = $2)
        AND (bound_email IS NULL OR activated_at IS NULL
          OR \(RedeemQueries.validUntil) BETWEEN extract(epoch FROM now() AT TIME ZONE 'utc')::float8
            AND \(RedeemQueries.lastDate))
        AND NOT EXISTS (SELECT FROM invitectl.redeem_outbox WHERE task_id = $3)
        AND extract(epoch FROM clock_timestamp()) < $5::double precision
      RETURNING id, used_count, bound_email, group_id,
        max_uses::bigint - used_count AS uses_left,
        coalesce(used_count = used_before + 1 AND activated_at IS NOT NULL
          AND (NOT is_first OR bound_email = $2), false) AS is_written
    ), recorded AS (
      INSERT INTO invitectl.redeem_outbox (task_id, flow, code, email, group_id)
      SELECT $3, 'redeem', $4, $2, group_id FROM used
      RETURNING task_id
    )
    SELECT uses_left, 1 / is_written::int AS written\(isWatched ? noteUse : "")
    FROM used, recorded
    """
  }

  /// Read by the statement behind it in the same transaction.
  private static let noteUse = """
    , set_config('invitectl.use', jsonb_build_object(
        'id', id, 'uses', used_count, 'bound', bound_email)::text, true) AS noted
    """
  private static let noteRebind = """
    , set_config('invitectl.rebind', jsonb_build_object(
        'id', id, 'rebinds', rebind_count)::text, true) AS noted
    """

  /// Divides by zero where triggers have left something else than what ``useAndRecord(_:isWatched:)``
  /// wrote last in this transaction. Where it wrote nothing there is nothing to look at.
  package static func isUsed(_ backend: BackendSchema) -> String {
    look(
      backend, "use",
      "c.used_count = (wrote ->> 'uses')::bigint AND c.activated_at IS NOT NULL "
        + "AND c.bound_email IS NOT DISTINCT FROM wrote ->> 'bound'")
  }

  /// The same of ``rebindAndRecord(_:isWatched:)``.
  package static func isRebound(_ backend: BackendSchema) -> String {
    look(backend, "rebind", "c.rebind_count = (wrote ->> 'rebinds')::bigint")
  }

  private static func look(_ backend: BackendSchema, _ name: String, _ stands: String) -> String {
    """
    SELECT 1 / coalesce((SELECT \(stands) FROM \(backend).redeem_codes c
        WHERE c.id = (wrote ->> 'id')::bigint), wrote IS NULL)::int AS stands
    FROM (SELECT nullif(current_setting('invitectl.\(name)', true), '')::jsonb AS wrote) AS w
    """
  }

  /// The rebind flow: the entry alone, since no use is counted. $1 the task id, $2 the flow,
  /// $3 the code, $4 the email, $5 the group or NULL, $6 the epoch seconds by which it must happen.
  /// No row: it is too late, or the task id is there already.
  package static let recordOne = """
    INSERT INTO invitectl.redeem_outbox (task_id, flow, code, email, group_id)
    SELECT $1, $2, $3, $4, $5::bigint
    WHERE extract(epoch FROM clock_timestamp()) < $6::double precision
    ON CONFLICT (task_id) DO NOTHING
    RETURNING NULL::integer AS uses_left
    """

  /// The rebind flow from revision 009 on, in one statement: the rebind is counted, who left which
  /// team is noted, and the entry is there with both. $1 to $5 as ``useAndRecord(_:isWatched:)``, $6 the
  /// team that is left or NULL. It divides by zero where a trigger writes another count of rebinds.
  ///
  /// - Parameter isWatched: notes what it wrote, for ``isRebound(_:)``.
  package static func rebindAndRecord(_ backend: BackendSchema, isWatched: Bool) -> String {
    """
    WITH seen AS MATERIALIZED (
      SELECT id AS seen_id, rebind_count AS rebinds_before
      FROM \(backend).redeem_codes WHERE id = $1::bigint FOR NO KEY UPDATE
    ), counted AS (
      UPDATE \(backend).redeem_codes SET rebind_count = rebind_count + 1
      FROM seen
      WHERE id = seen_id AND is_active AND rebind_count < rebind_limit AND bound_email = $2
        AND (activated_at IS NULL
          OR \(RedeemQueries.validUntil) BETWEEN extract(epoch FROM now() AT TIME ZONE 'utc')::float8
            AND \(RedeemQueries.lastDate))
        AND NOT EXISTS (SELECT FROM invitectl.redeem_outbox WHERE task_id = $3)
        AND extract(epoch FROM clock_timestamp()) < $5::double precision
      RETURNING id, rebind_count, group_id,
        coalesce(rebind_count = rebinds_before + 1, false) AS is_written
    ), history AS (
      INSERT INTO \(backend).rebind_history (redeem_code, email, from_team_id, reason, created_at)
      SELECT $4, $2, $6::bigint, 'user_requested', now() AT TIME ZONE 'utc' FROM counted
    ), recorded AS (
      INSERT INTO invitectl.redeem_outbox (task_id, flow, code, email, group_id)
      SELECT $3, 'rebind', $4, $2, group_id FROM counted
      RETURNING task_id
    )
    SELECT NULL::integer AS uses_left, 1 / is_written::int AS written\(isWatched ? noteRebind : "")
    FROM counted, recorded
    """
  }
}
