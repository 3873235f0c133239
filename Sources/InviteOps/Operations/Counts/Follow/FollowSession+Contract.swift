internal import CountProtocol
internal import InviteDomain

extension FollowSession {
  /// Sees what `doctor` has found meanwhile. Where that is something else than before, all codes are gone
  /// through: what is known of them was drawn without it.
  func meetContract(_ log: RunLog) throws(Failure) {
    let standing = try servers.contract()
    state.meet(standing.breaches)
    guard standing.doubts != policy.doubts else { return }
    policy.doubts = standing.doubts
    batch = SyncBatch(servers: servers, policy: policy, runID: log.id)
    // Names that may be missing are the better reason.
    if due == nil { due = .contract }
  }
}
