internal import ClientSupport
internal import InviteDomain
internal import InviteStorage
internal import Localization
internal import RedisClient

/// Workers that take messages and that no question reaches: with remote control off, or behind a connection
/// that is nobody's.
extension TraceLook {
  /// Looks for them, and says that they were not seen to have nothing.
  ///
  /// That takes some seconds where there are any. So it is for who would say otherwise that nobody has a
  /// message, or that nobody takes it.
  ///
  /// - Parameter isTaken: whether the message was taken. Without that, connections that may be those of workers
  ///   which consume nothing are taken for theirs.
  mutating func hearUnheard(isTaken: Bool) throws(Failure) {
    try attempt { (look) throws(Failure) in try look.listen(isTaken) }
    facts.isComplete = gaps.isEmpty
  }

  /// Whether a worker that looked as if it had remote control off has only lost its connection, so that another look
  /// sees what it has.
  func awaitsReturn() throws(Failure) -> Bool {
    guard !facts.fleet.muted.isEmpty, case .success(let connection) = servers.redis(.broker) else {
      return false
    }
    do throws(RedisError) {
      return try UnheardWorkers.isBack(
        facts.fleet.muted, within: HeartbeatListener.twoBeats, context.mailbox(on: connection))
    } catch {
      let failure = Failure(error, doing: tr("look through the broker"))
      if failure.kind == .interrupted { throw failure }
      // What was seen stays as it is.
      return false
    }
  }

  private mutating func listen(_ isTaken: Bool) throws(Failure) {
    if isTaken, facts.fleet.hidesTakers {
      completeness.note(
        notSearched:
          tr(
            "this Redis user may not see connections (CLIENT LIST): whether a worker without "
              + "remote control has it was not seen"))
    }
    let surplus = facts.fleet.surplus
    guard surplus > (isTaken ? 0 : facts.fleet.idle),
      case .success(let connection) = servers.redis(.broker)
    else { return }
    let known = facts.fleet.silent.union(facts.fleet.consumed.keys)
    do throws(RedisError) {
      facts.fleet.muted.formUnion(
        try UnheardWorkers.names(
          of: surplus, besides: known.union(facts.fleet.muted), context.mailbox(on: connection)))
    } catch {
      throw Failure(error, doing: tr("listen to heartbeats"))
    }
    facts.fleet.strangers = max(0, facts.fleet.surplus - facts.fleet.idle)
    if let gap = facts.fleet.gap { completeness.note(notSearched: gap) }
  }
}
