internal import ClientSupport
internal import InviteDomain
internal import Localization
internal import RedisClient

extension StuckDoubt {
  /// Why an invite is not made once more whose token was given back, by each of some rows; those that have none
  /// are left out.
  ///
  /// - Parameters:
  ///   - rows: places of them, with whose they are and how old, in seconds.
  ///   - seen: when that was read.
  static func ofRefunded(
    _ rows: [(index: Int, key: StuckEvidence.Key, age: Double)], seen: ContinuousClock.Instant,
    _ context: OperationContext
  ) throws(Failure) -> [(index: Int, doubt: StuckDoubt)] {
    guard !rows.isEmpty else { return [] }
    let refunded = try RefundedInvites(
      rows.map { (code: $0.key.code, email: $0.key.email) }, seen: seen, on: context.redis(.bucket),
      deadline: context.requestDeadline)
    return rows.compactMap { row in
      refunded.standing(code: row.key.code, email: row.key.email, age: row.age).map {
        (index: row.index, doubt: StuckDoubt($0))
      }
    }
  }

  private init(_ standing: RefundedInvites.Standing) {
    switch standing {
    case .own:
      self.init(
        reason: tr("its token was given back by a refund"),
        hint: tr("redeem its code again, which takes a token for it"))
    case .ownByForce:
      self.init(
        reason: tr("its token was given back by force, while its task may have gone on"),
        hint: tr("if nobody was invited, redeem its code again, which takes a token for it"))
    case .somebodys:
      self.init(
        reason: tr(
          "a token of its code was given back by force, and nothing tells for which invite"),
        hint: tr(
          "if it was this one, redeem its code again, which takes a token for it; "
            + "of others the code can be retried a week after that"))
    }
  }
}
