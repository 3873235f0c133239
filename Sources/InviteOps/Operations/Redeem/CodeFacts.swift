internal import CountProtocol
internal import Localization
internal import PostgresClient

/// A row of `redeem_codes`, with its times already compared by the server's clock.
struct CodeFacts: Sendable, Equatable {
  let id: Int
  let code: String
  /// In capitals; `nil` for NULL.
  let type: String?
  let maxUses: Int?
  let usedCount: Int?
  /// NULL counts as inactive, as it does in the backend's filter.
  let isActive: Bool
  let groupID: Int?
  let validityDays: Int?
  let boundEmail: String?
  let expiresAt: String?
  let activatedAt: String?
  /// Past `expires_at`; never without one.
  let isExpired: Bool
  /// Past `activated_at` + `validity_days`; never without the first. `nil` where it cannot be told:
  /// the second is NULL, or the sum is no date.
  let isUserExpired: Bool?

  var isDirect: Bool { type == "DIRECT" }

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

  /// Whether `activated_at` is a date that Python has: neither infinite, nor before the year 1, nor
  /// after 9999.
  var isActivatedWithinDates: Bool {
    guard let activatedAt else { return true }
    return activatedAt.prefix { $0 != "-" }.count == 4 && !activatedAt.hasSuffix("BC")
  }

  /// Whether no bucket can be made of the count, though there is a limit.
  var isBelowZero: Bool { (usedCount ?? 0) < 0 && (maxUses ?? 0) > 0 }

  /// Both, for a sentence about why no bucket is made.
  var usesText: String {
    func text(_ value: Int?) -> String { value.map(String.init) ?? "NULL" }
    return tr("used_count \(text(usedCount)) of max_uses \(text(maxUses))")
  }
}

extension CodeFacts {
  init(_ row: PostgresRow) throws(PostgresError) {
    id = try row.int("id")
    code = try row.string("code")
    type = try row.optionalString("code_type")
    maxUses = try row.optionalInt("max_uses")
    usedCount = try row.optionalInt("used_count")
    isActive = try row.optionalBool("is_active") ?? false
    groupID = try row.optionalInt("group_id")
    validityDays = try row.optionalInt("validity_days")
    boundEmail = try row.optionalString("bound_email")
    expiresAt = try row.optionalString("expires_at")
    activatedAt = try row.optionalString("activated_at")
    isExpired = try row.bool("is_expired")
    isUserExpired = try row.optionalBool("is_user_expired")
  }
}

/// What a rebind asks of the records and teams.
struct RebindFacts: Sendable, Equatable {
  /// The team of the last successful invite of this email by this code.
  let lastTeamID: Int?
  let invitedAt: String?
  /// Whether that team is active; `nil` without an invite.
  let lastTeamIsActive: Bool?
  /// Whether another active team (of the code's group) has a free seat.
  let hasFreeSeat: Bool
  /// How often the code was rebound, and how often it may be; `nil` before revision 009, where that
  /// is not counted.
  var rebinds: Rebinds?

  struct Rebinds: Sendable, Equatable {
    let count: Int?
    let limit: Int?
    /// Whether any team has a free seat, the one that is left among them.
    let hasAnyFreeSeat: Bool

    /// As the backend's conditional UPDATE sees it: not where either is NULL.
    var isLeft: Bool {
      guard let count, let limit else { return false }
      return count < limit
    }
  }
}

extension RebindFacts {
  init(_ row: PostgresRow) throws(PostgresError) {
    lastTeamID = try row.optionalInt("team_id")
    invitedAt = try row.optionalString("invited_at")
    lastTeamIsActive = lastTeamID == nil ? nil : try row.bool("team_is_active")
    hasFreeSeat = try row.bool("has_free_seat")
  }
}
