/// Which invites were made already, or wait to be: what a message that is to go back is compared with.
///
/// `$1` emails as they may be stored, `$2` the code of each, `$3` whether it is a rebind, `$4` what a row of it is not
/// older than, in epoch seconds, or NULL. Of those that have one: `place` among them, from 1, and `id`.
package enum MadeInviteQueries {
  /// Records of invites that were made, or may have been: `is_pending`. The newest ones of each. The index over their
  /// emails serves: `id + 0` keeps the server from going through all by id. Among the last that were written the email
  /// is also found in other letters.
  package static func records(_ backend: BackendSchema) -> String {
    """
    WITH recent AS MATERIALIZED (
      SELECT i.id, i.email, i.redeem_code, i.is_rebind, i.status, i.created_at
      FROM \(backend).invite_records i
      WHERE i.id > (SELECT max(m.id) FROM \(backend).invite_records m) - \(lastWritten)
    )
    SELECT w.place, r.id, r.is_pending FROM \(wanted)
    CROSS JOIN LATERAL (
      SELECT i.id, \(isPending) AS is_pending FROM \(backend).invite_records i
      WHERE i.email = w.email AND \(isOfCall)
      ORDER BY i.id + 0 DESC LIMIT 20
    ) AS r
    UNION
    SELECT w.place, i.id, \(isPending) FROM \(wanted)
    JOIN recent i ON \(InviteKey.email("i.email")) = \(InviteKey.email("w.email"))
      AND \(isOfCall)
    """
  }

  private static let lastWritten = 10_000
  private static let isPending = "lower(i.status::text) = 'pending'"
  private static let isOfCall = """
    \(InviteKey.code("i.redeem_code")) = \(InviteKey.code("w.code"))
      AND coalesce(i.is_rebind, false) = w.is_rebind
      AND lower(i.status::text) IN ('success', 'removed', 'pending') AND \(isNew("i"))
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
