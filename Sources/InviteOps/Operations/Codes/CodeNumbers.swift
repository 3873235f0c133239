internal import CountProtocol
internal import InviteDomain
internal import InviteStorage
internal import Localization

/// How often a code may be redeemed and was, as its row says it, and what the two numbers come to: for who redeems
/// it, and for who says why nobody can.
struct CodeNumbers: Sendable, Equatable {
  /// `nil` for NULL.
  let maxUses: Int?
  /// `nil` for NULL.
  let usedCount: Int?

  /// `used_count < max_uses` as the backend's conditional UPDATE sees it: not true when either is
  /// NULL.
  var hasUsesLeft: Bool {
    guard let maxUses, let usedCount else { return false }
    return usedCount < maxUses
  }

  /// What a missing bucket starts with. `nil`: the backend makes none for an unlimited code, and
  /// fails where one of the two is NULL; of a count below 0 it would make one of more than max_uses,
  /// and of more than 31 bits one that no sync counts with.
  var initialTokens: Int? {
    guard let maxUses, let usedCount, maxUses > 0, usedCount >= 0,
      BucketValue.range.contains(maxUses)
    else { return nil }
    return max(0, maxUses - usedCount)
  }

  /// Whether no bucket can be made of the count, though there is a limit.
  var isBelowZero: Bool { (usedCount ?? 0) < 0 && (maxUses ?? 0) > 0 }

  var isNull: Bool { maxUses == nil || usedCount == nil }

  /// Whether who counts in the row refuses everybody, and not since all uses are taken.
  ///
  /// - Parameter zeroIsNoLimit: whether the backend takes a `max_uses` of 0 for no limit, as from E3 on. Until
  ///   then a code with it is used up.
  func refusesAll(zeroIsNoLimit: Bool) -> Bool {
    guard maxUses != 0 || !zeroIsNoLimit else { return false }
    return !hasUsesLeft && (maxUses ?? 0) <= 0 || isNull
  }

  /// Both, for a sentence.
  var text: String {
    func text(_ value: Int?) -> String { value.map(String.init) ?? "NULL" }
    return tr("used_count \(text(usedCount)) of max_uses \(text(maxUses))")
  }

  /// For a person to type: numbers with a use left, where these refuse everybody.
  ///
  /// - Parameter zeroIsNoLimit: as of ``refusesAll(zeroIsNoLimit:)``.
  func mending(_ id: Int, zeroIsNoLimit: Bool, in backend: BackendSchema) -> String {
    CodeQueries.mendNumbers(
      id, maxUses: maxUses, usedCount: usedCount, zeroIsNoLimit: zeroIsNoLimit, in: backend)
  }

  /// Whether ``mending(_:zeroIsNoLimit:in:)`` sets a limit, which whoever types it may want otherwise.
  func leavesLimitOpen(zeroIsNoLimit: Bool) -> Bool {
    (maxUses ?? 0) <= 0 && (maxUses != 0 || !zeroIsNoLimit)
  }
}
