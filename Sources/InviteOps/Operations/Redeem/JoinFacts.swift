internal import ClientSupport
internal import InviteDomain
internal import InviteStorage
internal import Localization
internal import PostgresClient

/// What the rules look at where uses are counted on join.
struct JoinFacts: Sendable, Equatable {
  let code: CodeFacts
  /// Redemptions of this code that were accepted and are not counted yet.
  let inFlight: Int
  /// NULL counts as none.
  let rebindCount: Int?
  let rebindLimit: Int?
  /// Whether it was first used more than ``JoinQueries/rebindDays`` ago; `nil` when it never was.
  let isWindowOver: Bool?

  /// How often it may be rebound: once, or less where the row says so. As the backend reckons,
  /// NULL and 0 mean once.
  var rebinds: Int {
    let limit = rebindLimit ?? 0
    return min(limit == 0 ? 1 : limit, 1)
  }

  /// - Returns: `nil` where there is no such code.
  static func read(
    _ code: String, _ servers: RedeemConnections
  ) throws(Failure) -> JoinFacts? {
    guard let facts = try RedeemLookup(servers: servers).code(code) else { return nil }
    let connection = try servers.postgres()
    do throws(PostgresError) {
      guard
        let row = try connection.query(
          JoinQueries.facts, [code], deadline: servers.context.requestDeadline
        ).first
      else { return nil }
      return JoinFacts(
        code: facts, inFlight: try row.int("in_flight"),
        rebindCount: try row.optionalInt("rebind_count"),
        rebindLimit: try row.optionalInt("rebind_limit"),
        isWindowOver: try row.optionalBool("is_window_over"))
    } catch {
      throw Failure(error, doing: tr("see what of the code is in flight"))
    }
  }
}
