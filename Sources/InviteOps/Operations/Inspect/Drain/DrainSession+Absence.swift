internal import CeleryProtocol
internal import ClientSupport
internal import InviteDomain
internal import Localization
internal import RedisClient

/// Workers that do not answer: which of them are there.
extension DrainSession {
  struct Standing {
    let status: FleetCensus.Status
    /// Names of which some listen and the others are gone.
    let open: Set<String>

    init(_ node: String, _ census: FleetCensus) {
      status = census.workers.first { $0.name == node }?.status ?? .unknown
      self.open = census.open
    }

    /// Whether an answer may come.
    var mayCome: Bool { status.mayHoldTasks || status == .replied }
  }

  /// How one stands that has not answered. Where only it is asked, what another worker has left behind makes a
  /// busy one look absent: all asked together show more. A worker that starts binds its mailbox and says that it is
  /// ready before it listens (kombu subscribes when the event loop first polls), and one that has lost its connection
  /// listens again a moment later: one look does not show that it is gone.
  func standing(_ node: String, _ named: FleetCensus) throws -> Standing {
    var standing = Standing(node, named)
    guard standing.status == .absent else { return standing }
    standing = Standing(node, try everybody())
    let end = Deadline.after(HeartbeatListener.twoBeats)
    while standing.status == .absent, !end.hasPassed {
      guard SocketWait.pause(.milliseconds(300), interrupt: mailbox.interrupt) else {
        throw RedisError.interrupted
      }
      standing = Standing(node, try everybody())
    }
    return standing
  }

  private func everybody() throws -> FleetCensus {
    FleetCensus(try mailbox.ask([ControlQuestion(.activeQueues)], deadline: .after(drain.patience)))
  }

  /// One that is heard and has no mailbox has remote control off: no wait has it answer.
  ///
  /// - Throws: ``Failure/Kind/unanswered`` for such a one.
  func refuseMute(_ node: String, _ look: DrainLook) throws {
    guard !look.bound.contains(node), try isHeard(node, look.census) else { return }
    throw Failure(
      .unanswered,
      tr("\(node) has remote control off: it sends heartbeats, and nobody can drain it from here"),
      hint:
        tr(
          "end it on its host with SIGTERM: it takes nothing more, finishes what it has, and ends; "
            + "'invitectl inspect-workers probe' shows whether its queues are consumed then"))
  }

  private func isHeard(_ node: String, _ census: FleetCensus) throws(RedisError) -> Bool {
    if census.workers.contains(where: { $0.name == node && $0.status == .heartbeatOnly }) {
      return true
    }
    // Where nobody listens to remote control, none was listened for.
    var ear = HeartbeatListener(
      endpoint: mailbox.connection.endpoint, keys: mailbox.keys, interrupt: mailbox.interrupt)
    let end = Deadline.after(HeartbeatListener.twoBeats)
    while !ear.heard.contains(node) {
      if end.hasPassed { return false }
      try ear.listen(for: .milliseconds(50), timeout: mailbox.timeout)
    }
    return true
  }

  /// Why a drain does not begin.
  ///
  /// - Parameter standing: as ``standing(_:_:)`` has it.
  func refusal(_ node: String, _ standing: Standing) -> Failure {
    if standing.mayCome {
      return Failure(
        .unanswered,
        tr("\(node) does not answer: \(DrainSilence.causes(node, standing.open))"),
        hint: drain.waitsForAnswers
          ? tr("'invitectl inspect-workers ping' lists who is there")
          : DrainSilence.advice(drain.nodes, mayBeGone: standing.open.contains(node)))
    }
    guard standing.status == .absent else {
      return Failure(
        .unanswered, tr("there is no worker \(node) that answers"),
        hint: tr("'invitectl inspect-workers ping' lists who is there"))
    }
    return Failure(
      .unanswered, tr("\(node) is gone: it has left its binding, and nobody listens by that name"),
      hint: tr("'\(WorkerDrain.restore)' shows which messages it had"))
  }

  /// Those of these by whose name nobody listens, as all workers asked together show, and the names of which
  /// some listen and the others are gone.
  func findAbsent(_ nodes: [String]) throws -> (absent: Set<String>, open: Set<String>) {
    guard !nodes.isEmpty else { return ([], []) }
    let census = try everybody()
    let absent = Set(
      nodes.filter { node in
        guard let worker = census.workers.first(where: { $0.name == node }) else {
          // It has taken its binding away, if no stranger listens.
          return census.unnamedListeners == 0
        }
        return worker.status == .absent
      })
    return (absent, census.open)
  }
}
