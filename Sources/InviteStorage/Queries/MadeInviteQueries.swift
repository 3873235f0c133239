/// Which invites were made already, or wait to be: what a message that is to go back is compared with.
///
/// `$1` emails as they may be stored, `$2` the code of each, `$3` whether it is a rebind, `$4` what a row of it is not
/// older than, in epoch seconds, or NULL. A row each for those that have one: `place` among them, from 1, and the
/// newest `id`.
package enum MadeInviteQueries {
  /// Records of invites that were made. The index over their emails serves: `id + 0` keeps the server from going
  /// through all by id.
  package static func records(_ backend: BackendSchema) -> String {
    """
    SELECT w.place, r.id FROM \(wanted)
    CROSS JOIN LATERAL (
      SELECT max(i.id + 0) AS id FROM \(backend).invite_records i
      WHERE i.email = w.email AND \(InviteKey.code("i.redeem_code")) = \(InviteKey.code("w.code"))
        AND coalesce(i.is_rebind, false) = w.is_rebind AND lower(i.status::text) = 'success'
        AND \(isNew("i"))
    ) AS r
    WHERE r.id IS NOT NULL
    """
  }

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
