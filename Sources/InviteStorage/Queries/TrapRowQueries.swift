/// Rows over which the backend's own requests and jobs fail, for others than those they belong to.
/// Each gives `count` and some `ids`.
package enum TrapRowQueries {
  /// Codes without a number. Where uses are counted on join such a code ends the member sync of its
  /// team, active or not, as long as an invite of it is not counted (revision 024); before, an active one
  /// ends the making of all buckets at the start of the API.
  package static func numberless(_ backend: BackendSchema, isOnJoin: Bool) -> String {
    TrapQueries.counted(
      "SELECT id FROM \(backend).redeem_codes WHERE \(isNumberless(backend, isOnJoin))")
  }

  private static func isNumberless(_ backend: BackendSchema, _ isOnJoin: Bool) -> String {
    let open =
      """
      EXISTS (SELECT FROM \(backend).invite_records r WHERE r.redeem_code = redeem_codes.code \
      AND r.consumed_at IS NULL AND lower(r.status::text) IN ('success', 'reserved'))
      """
    return "(max_uses IS NULL OR (used_count IS NULL AND max_uses > 0)) AND "
      + (isOnJoin ? "(is_active OR \(open))" : "is_active")
  }

  /// For a person to type, with the defaults of the backend's models.
  package static func mendNumberless(_ backend: BackendSchema, isOnJoin: Bool) -> String {
    "UPDATE \(backend).redeem_codes SET max_uses = coalesce(max_uses, 1), "
      + "used_count = coalesce(used_count, 0) WHERE \(isNumberless(backend, isOnJoin))"
  }

  /// Active limited codes whose used_count is below 0: whoever makes their buckets from the database puts
  /// `max_uses - used_count` into them, more than max_uses.
  package static func belowZero(_ backend: BackendSchema) -> String {
    TrapQueries.counted("SELECT id FROM \(backend).redeem_codes WHERE \(isBelowZero)")
  }

  private static let isBelowZero = "used_count < 0 AND max_uses > 0 AND is_active"

  /// For a person to type.
  package static func mendBelowZero(_ backend: BackendSchema) -> String {
    "UPDATE \(backend).redeem_codes SET used_count = 0 WHERE \(isBelowZero)"
  }

  /// Active teams without max_seats: counting their seats fails, for everybody.
  package static func seatless(_ backend: BackendSchema) -> String {
    TrapQueries.counted("SELECT id FROM \(SeatQueries.activeTeams(backend)) t WHERE \(isSeatless)")
  }

  private static let isSeatless = "max_seats IS NULL"

  /// For a person to type: such a team gives no seats.
  package static func mendSeatless(_ backend: BackendSchema) -> String {
    "UPDATE \(backend).teams SET max_seats = 0 WHERE is_active AND \(isSeatless)"
  }

  /// Reservations that no worker has taken for a quarter of an hour, or without a time. An hour after they were made
  /// the backend deletes them and takes one from used_count of a code that is bound to the email,
  /// though where uses are counted on join nothing was added for them (cleanup_stale_reserved_records,
  /// revision 020). The oldest of them: `id`, `email`.
  package static func abandoned(_ backend: BackendSchema) -> String {
    """
    SELECT id, email FROM \(backend).invite_records WHERE \(isAbandoned)
    ORDER BY created_at NULLS FIRST, id LIMIT 1000
    """
  }

  private static let isAbandoned = """
    lower(status::text) = 'reserved' \
    AND (created_at < (now() AT TIME ZONE 'utc') - interval '15 minutes') IS NOT FALSE
    """

  /// For a person to type, within the hour.
  package static func mendAbandoned(_ ids: [Int], in backend: BackendSchema) -> String {
    "DELETE FROM \(backend).invite_records WHERE "
      + "id IN (\(ids.map(String.init).joined(separator: ", "))) AND \(isAbandoned)"
  }
}
