internal import InviteDomain
internal import Localization

/// What became of a failed row's last attempt by `redeem retry`.
extension TraceJudge {
  /// What is said of it behind what the row says; empty where there was none.
  func attempted(_ attempt: TraceFacts.Attempt?) -> String {
    guard let attempt else { return "" }
    let task = attempt.taskID ?? "-"
    guard let result = thread.results.first(where: { $0.id == attempt.taskID }) else {
      return tr("; tried again as task \(task), of which nothing is left")
    }
    if result.state == "REVOKED" { return tr("; tried again as task \(task), which was revoked") }
    let state = tr("; tried again as task \(task), whose result is \(result.state)")
    return result.error.map { tr("\(state): \($0)") } ?? state
  }
}
