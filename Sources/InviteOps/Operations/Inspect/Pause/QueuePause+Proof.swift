internal import CeleryProtocol
internal import ClientSupport
internal import InviteDomain
internal import Localization
internal import RedisClient

/// Whether anybody goes on taking messages from a queue that all have given up who answer.
///
/// Workers without remote control answer nothing, and without heartbeats nothing is heard of them either. The
/// broker has their connections, but not the queues that they take from; so where there is a connection that
/// no worker accounts for, or none may be seen, a message is put before all others of the queue that whoever
/// takes it discards (``QueueProbe``). Redis serves who waits at a list at once: who still waits while it lies
/// there takes from other queues alone. docs/decisions/0164.
extension QueuePause {
  struct Proof {
    let consumption: PauseOutcome.Consumption
    /// Who goes on, where that is known.
    var takers: [String] = []
    /// Why it was not seen.
    var gap: String?
  }

  /// So long a probe lies there where nobody takes it: a worker that waits takes it at once.
  private static let lying = Duration.seconds(3)
  /// How often those who wait are looked at meanwhile: a worker waits for a second, and then anew.
  private static let interval = Duration.milliseconds(100)

  /// To be asked when those that answer have given it up.
  func prove(_ look: Look, _ mailbox: WorkerMailbox) throws -> Proof {
    var taking = try self.taking(mailbox)
    if let first = taking, !isAccountedFor(first, look) {
      // Whoever was told by somebody else a moment ago waits for a second yet.
      guard SocketWait.pause(DrainEmptiness.confirmation, interrupt: context.interrupt) else {
        throw RedisError.interrupted
      }
      taking = try self.taking(mailbox)
    }
    if let taking, isAccountedFor(taking, look) { return Proof(consumption: .nobody) }
    var sight = Sight(canSee: taking != nil)
    let outcome: QueueProbe.Outcome
    do throws(Failure) {
      outcome = try probe(look.outcome.queue, mailbox.keys.database, &sight)
    } catch {
      if error.kind == .interrupted { throw error }
      return Proof(
        consumption: .notSeen, takers: look.mute,
        gap: tr("no probe could be sent: \(error.message)"))
    }
    let first = outcome.probes.first
    switch first?.verdict {
    case .taken, .moving, .held, .gone:
      return Proof(consumption: .taken, takers: try takers(first?.worker, look, mailbox))
    case .notTaken:
      guard let gap = sight.gap(idle: look.answered - look.consumingOthers) else {
        return Proof(consumption: .nobody)
      }
      return Proof(consumption: .notSeen, takers: try takers(nil, look, mailbox), gap: gap)
    case .refused, nil:
      return Proof(
        consumption: .notSeen, takers: look.mute, gap: tr("no probe could be put into the queue"))
    }
  }

  private func taking(_ mailbox: WorkerMailbox) throws(RedisError) -> TakingConnections? {
    try TakingConnections.read(
      mailbox.connection, database: mailbox.keys.database, deadline: context.requestDeadline)
  }

  private func isAccountedFor(_ taking: TakingConnections, _ look: Look) -> Bool {
    look.mute.isEmpty
      && taking.strangers(answering: look.answered, consuming: look.consumingOthers) == 0
  }

  /// Which connections took messages while the probe lay there.
  private struct Sight {
    /// Whether they may be seen.
    var canSee: Bool
    /// By connection, whether it was seen to wait beside the probe: then it takes from other queues.
    var waited: [String: Bool] = [:]

    mutating func note(_ taking: TakingConnections?) {
      guard let taking else {
        canSee = false
        return
      }
      for taker in taking.all {
        waited[taker.id] = waited[taker.id] == true || taker.isWaiting
      }
    }

    /// Why a probe that nobody took leaves it open; `nil` where it does not. Who never waited may only have
    /// its hands full, but for workers that answer and consume nothing.
    func gap(idle: Int) -> String? {
      guard canSee else {
        return tr(
          "nobody took a probe, but this Redis user may not see who is connected (CLIENT LIST)")
      }
      let busy = waited.values.count { !$0 }
      guard busy > idle else { return nil }
      return tr(
        busy, "nobody took a probe, but \(busy) connection that takes messages was busy",
        "nobody took a probe, but \(busy) connections that take messages were busy")
    }
  }

  private func probe(
    _ queue: String, _ database: Int, _ sight: inout Sight
  ) throws(Failure) -> QueueProbe.Outcome {
    var seen = sight
    defer { sight = seen }
    var next = Deadline.after(.zero)
    return try QueueProbe(context, queues: [queue], front: true, wait: Self.lying).run {
      connection throws(RedisError) in
      guard seen.canSee, next.hasPassed else { return }
      next = .after(Self.interval)
      seen.note(
        try TakingConnections.read(
          connection, database: database, deadline: context.requestDeadline))
    }
  }

  /// Who it is, as far as heartbeats tell.
  private func takers(
    _ name: String?, _ look: Look, _ mailbox: WorkerMailbox
  ) throws(RedisError) -> [String] {
    if let name { return [name] }
    if !look.mute.isEmpty { return look.mute }
    return try heard(mailbox).subtracting(look.answering).sorted()
  }
}
