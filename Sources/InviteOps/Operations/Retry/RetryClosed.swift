internal import InviteDomain
internal import Localization

/// Invites whose code is no longer to be redeemed, for the same reason: nothing is to be done about them.
public struct RetryClosed: Sendable, Equatable, Encodable {
  public let reason: String
  public let hint: String
  /// Rows.
  public let count: Int

  /// The largest first.
  static func of(_ rows: [RetryRow]) -> [RetryClosed] {
    let closed = rows.filter { $0.verdict == .closed }
    return Dictionary(grouping: closed) { $0.evidence }.map { reason, rows in
      RetryClosed(
        reason: reason, hint: rows.compactMap(\.closure).first?.hint ?? CodeClosure.unusable,
        count: rows.count)
    }.sorted { ($1.count, $0.reason) < ($0.count, $1.reason) }
  }
}

extension RetryOutcome {
  /// To be called last: closed rows are counted by their reasons, and named as far as the limit goes.
  mutating func groupClosed(_ limit: Int?) {
    closed = RetryClosed.of(rows)
    guard let limit else { return }
    var named = 0
    rows.removeAll { row in
      guard row.verdict == .closed else { return false }
      named += 1
      return named > limit
    }
  }
}

extension RetryRow {
  var isOpen: Bool { storedCode != nil && isActive && !isExpired && !isOfAnother }

  /// Why its code is no longer to be redeemed.
  var closure: StuckDoubt? {
    guard storedCode != nil else {
      return StuckDoubt(
        reason: tr("its code is not stored any more"), hint: tr("nothing is to be done with it"))
    }
    guard isActive, !isExpired else {
      return StuckDoubt(
        reason: (isActive ? CodeClosure.expired : .notActive).reason,
        hint: CodeClosure.unusable)
    }
    guard !isOfAnother || !isMisspelled else {
      return StuckDoubt(
        reason: CodeClosure.misspelled.reason,
        hint: tr(
          "redeem another code for it, or trace its email: that prints what has the backend know whose its "
            + "code is"))
    }
    guard !isOfAnother else {
      return StuckDoubt(
        reason: CodeClosure.ofAnother.reason,
        hint: tr(
          "redeem another code for it: to anybody else the backend answers "
            + "\(RefusalReason.emailMismatch.rawValue)"))
    }
    return nil
  }
}
