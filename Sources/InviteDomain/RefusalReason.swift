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
  /// The invite could not be put into the queue. Nothing was taken.
  case queueError = "QUEUE_ERROR"
}
