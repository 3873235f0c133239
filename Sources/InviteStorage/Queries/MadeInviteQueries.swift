/// Which invites were made already, or wait to be: what a message that is to go back is compared with.
///
/// `$1` emails as they may be stored, `$2` the code of each, `$3` whether it is a rebind, `$4` what a row of it is not
/// older than, in epoch seconds, or NULL. Of those that have one: `place` among them, from 1, and `id`.
/// What `created` says is in epoch seconds.
package enum MadeInviteQueries {
  /// Records of invites that were made, or may have been: `is_pending`. Those that may be a rebind, and may not:
  /// `is_of_either`. The newest ones of each. The index over their
  /// emails serves: `id + 0` keeps the server from going through all by id. Among the last that were written the email
  /// is also found in other letters.
  package static func records(_ backend: BackendSchema) -> String {
    """
    WITH recent AS MATERIALIZED (
      SELECT i.id, i.email, i.redeem_code, i.is_rebind, i.status, i.created_at
      FROM \(backend).invite_records i
      WHERE i.id > (SELECT max(m.id) FROM \(backend).invite_records m) - \(lastWritten)
    )
    SELECT w.place, r.id, r.is_pending, r.is_of_either, r.created FROM \(wanted)
    CROSS JOIN LATERAL (
      SELECT i.id, \(isPending) AS is_pending, \(isOfEither) AS is_of_either, \(created) AS created
      FROM \(backend).invite_records i
      WHERE i.email = w.email AND \(isOfCall)
      ORDER BY i.id + 0 DESC LIMIT 20
    ) AS r
    UNION
    SELECT w.place, i.id, \(isPending), \(isOfEither), \(created) FROM \(wanted)
    JOIN recent i ON \(InviteKey.email("i.email")) = \(InviteKey.email("w.email"))
      AND \(isOfCall)
    """
  }

  private static let lastWritten = 10_000
  private static let isPending = "lower(i.status::text) = 'pending'"
  /// A record that does not say that it is a rebind may be one.
  private static let isOfEither = "(w.is_rebind AND i.is_rebind IS NULL)"
  private static let created =
    "CASE WHEN isfinite(i.created_at) THEN extract(epoch FROM i.created_at)::float8 END"
  private static let isOfCall = """
    \(InviteKey.code("i.redeem_code")) = \(InviteKey.code("w.code"))
      AND (coalesce(i.is_rebind, false) = w.is_rebind OR \(isOfEither))
      AND lower(i.status::text) IN ('success', 'removed', 'pending') AND \(isNew("i"))
    """

  /// How many rows there are that made no invite, from before then: they are of other uses. One row each for the records
  /// and the queue: under a UNION the index over the emails of records would not serve, and nothing serves those of the
  /// queue, which is read once.
  ///
  /// - Parameter hasQueue: whether there is a table invite_queue.
  package static func earlier(_ backend: BackendSchema, hasQueue: Bool) -> String {
    let queue = """

      UNION ALL
      SELECT w.place, count(*)::int FROM \(wanted)
      JOIN \(backend).invite_queue r ON \(isEarlier)
      GROUP BY w.place
      """
    return """
      SELECT w.place, count(*)::int AS rows FROM \(wanted)
      JOIN \(backend).invite_records r ON \(isEarlier)
        AND lower(r.status::text) NOT IN ('success', 'removed')
      GROUP BY w.place\(hasQueue ? queue : "")
      """
  }

  private static let isEarlier = """
    r.email = w.email AND \(InviteKey.code("r.redeem_code")) = \(InviteKey.code("w.code"))
      AND r.created_at < to_timestamp(w.since) AT TIME ZONE 'utc'
    """

  /// When the tasks `$1` were entered in the outbox: `queued`, in epoch seconds. The record of a seat is written just
  /// before.
  package static let entered = """
    SELECT o.task_id, extract(epoch FROM o.created_at)::float8
      - CASE WHEN to_jsonb(o) ->> 'record_id' IS NULL THEN 0 ELSE 1 END AS queued
    FROM invitectl.redeem_outbox o WHERE o.task_id = ANY ($1::text[])
    """

  /// The same of attempts of `redeem retry`.
  package static let retried = """
    SELECT task_id, extract(epoch FROM created_at)::float8 AS queued FROM invitectl.invite_retry
    WHERE task_id = ANY ($1::text[])
    """

  /// What the outbox has of the emails `$1`.
  package static let entries = """
    SELECT task_id, code, email, flow = 'rebind' AS is_rebind FROM invitectl.redeem_outbox
    WHERE email = ANY ($1::text[])
    """

  /// Which of the tasks `$1` are attempts of `redeem retry`.
  package static let attempts = """
    SELECT task_id FROM invitectl.invite_retry WHERE task_id = ANY ($1::text[])
    """

  /// Rows that wait for a seat, which the backend invites when there is one. The index over their status serves:
  /// few wait.
  package static func waiting(_ backend: BackendSchema) -> String {
    """
    WITH waiting AS MATERIALIZED (
      SELECT q.id, q.email, q.redeem_code, q.created_at FROM \(backend).invite_queue q
      WHERE q.status = ANY (ARRAY(
        SELECT s FROM unnest(enum_range(NULL::\(backend).invitequeuestatus)) AS s
        WHERE lower(s::text) = 'waiting'))
    )
    SELECT w.place, max(q.id) AS id FROM \(wanted)
    JOIN waiting q ON \(InviteKey.email("q.email")) = \(InviteKey.email("w.email"))
      AND \(InviteKey.code("q.redeem_code")) = \(InviteKey.code("w.code")) AND \(isNew("q"))
    GROUP BY w.place
    """
  }

  private static let wanted = """
    unnest($1::text[], $2::text[], $3::boolean[], $4::float8[])
      WITH ORDINALITY AS w (email, code, is_rebind, since, place)
    """

  /// A row without a time may be of any.
  private static func isNew(_ row: String) -> String {
    """
    (w.since IS NULL OR \(row).created_at IS NULL
      OR \(row).created_at >= to_timestamp(w.since) AT TIME ZONE 'utc')
    """
  }
}
