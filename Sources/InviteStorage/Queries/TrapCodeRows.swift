package import InviteDomain

/// Codes in which something is missing that the backend's models would have filled in. Where create_all
/// has made the table it has no defaults at all.
package struct TrapCodeRows: Sendable {
  private let direct: String
  private let rebindLimit: Int

  package init(_ generation: BackendGeneration) {
    direct = generation.label("direct", of: "redeemcodetype")
    // The models' default, until 6ee8f7d and since.
    rebindLimit = generation.tables < .r023 ? 3 : 1
  }

  /// Where the days are added to activated_at the request fails.
  package static let unbounded = RowTrap(
    "redeem_codes",
    where: """
      is_active AND validity_days IS NULL AND (activated_at IS NOT NULL OR bound_email IS NOT NULL)
      """, set: days)

  /// The models' default.
  static let days = "validity_days = 30"

  /// The backend takes them for inactive.
  package static let undecided = RowTrap(
    "redeem_codes", where: "is_active IS NULL", set: "is_active = false")

  /// The redeem flow asks for no kind, the direct flow does.
  package var kindless: RowTrap {
    RowTrap(
      "redeem_codes", where: "is_active AND code_type IS NULL", set: "code_type = '\(direct)'")
  }

  /// The backend compares bound_email with the email of a request in small letters.
  package static let unequalled = RowTrap(
    "redeem_codes", where: "is_active AND bound_email <> \(InviteKey.email("bound_email"))",
    set: "bound_email = \(InviteKey.email("bound_email"))")

  /// cleanup_expired_users asks for status 'bound' (revision 009).
  package static let statusless = RowTrap(
    "redeem_codes", where: "is_active AND status IS NULL", set: "status = 'bound'")

  /// It has given these up after five tries (revision 018).
  package static let unremoved = RowTrap(
    "redeem_codes", where: "is_active AND status = 'removal_failed'",
    set: "status = 'bound', removal_retry_count = 0")

  /// A rebind compares and adds them in SQL (revision 009 up to where uses are counted on join).
  package var rebindless: RowTrap {
    RowTrap(
      "redeem_codes", where: "is_active AND (rebind_count IS NULL OR rebind_limit IS NULL)",
      set: "rebind_count = coalesce(rebind_count, 0), "
        + "rebind_limit = coalesce(rebind_limit, \(rebindLimit))")
  }

  package static let timeless = RowTrap.timeless("redeem_codes", where: "is_active")
}
