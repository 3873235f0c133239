internal import InviteDomain
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

  var numbers: CodeNumbers { CodeNumbers(maxUses: maxUses, usedCount: usedCount) }

  /// As ``CodeNumbers/hasUsesLeft``.
  var hasUsesLeft: Bool { numbers.hasUsesLeft }

  /// As ``CodeNumbers/initialTokens``.
  var initialTokens: Int? { numbers.initialTokens }

  /// As Python's `==` has it, by code points.
  func isBound(to email: String) -> Bool {
    boundEmail.map { ExactText($0) == ExactText(email) } ?? false
  }

  /// Whether `activated_at` is a date that Python has: neither infinite, nor before the year 1, nor
  /// after 9999.
  var isActivatedWithinDates: Bool {
    guard let activatedAt else { return true }
    return activatedAt.prefix { $0 != "-" }.count == 4 && !activatedAt.hasSuffix("BC")
  }

  /// As ``CodeNumbers/isBelowZero``.
  var isBelowZero: Bool { numbers.isBelowZero }

  /// Both, for a sentence about why no bucket is made.
  var usesText: String { numbers.text }
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
