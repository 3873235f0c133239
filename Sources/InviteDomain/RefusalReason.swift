/// The names under which the backend's API refuses a redemption.
public enum RefusalReason: String, Sendable, CaseIterable, Encodable {
  case invalidCode = "INVALID_CODE"
  case codeExpired = "CODE_EXPIRED"
  case codeUsedUp = "CODE_USED_UP"
  case emailMismatch = "EMAIL_MISMATCH"
  case userExpired = "USER_EXPIRED"
  case noAvailableTeam = "NO_AVAILABLE_TEAM"
  case teamStillActive = "TEAM_STILL_ACTIVE"
  case noPreviousInvite = "NO_PREVIOUS_INVITE"
  /// A code may be rebound once; from revision 009 on.
  case rebindLimitReached = "REBIND_LIMIT_REACHED"
  /// A rebind may be asked for within 15 days of the first use; from revision 024 on.
  case rebindWindowExpired = "REBIND_WINDOW_EXPIRED"
  /// Teams that may be left by a rebind, by revision: not the one that is healthy, only one that is
  /// banned.
  case teamNotBanned = "TEAM_NOT_BANNED"
  case teamHealthy = "TEAM_HEALTHY"
  case noCurrentTeam = "NO_CURRENT_TEAM"
  /// The backend's API gave no name with its refusal; no name of the backend's.
  case refusedByBackend = "REFUSED"
  /// The invite could not be put into the queue. Nothing was taken.
  case queueError = "QUEUE_ERROR"
}
