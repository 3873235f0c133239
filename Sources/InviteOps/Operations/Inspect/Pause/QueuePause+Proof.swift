internal import CeleryProtocol
internal import ClientSupport
internal import InviteDomain
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
    let queue = look.outcome.queue
    let database = mailbox.keys.database
    let list = try TakingConnections.read(
      mailbox.connection, database: database, deadline: context.requestDeadline)
    if let list,
      list.strangers(answering: look.answered, consuming: look.consumingOthers) == 0,
      look.mute.isEmpty
    {
      return Proof(consumption: .nobody)
    }
    var seen: [String: Bool] = [:]
    var canSee = list != nil
    var next = Deadline.after(.zero)
    let outcome: QueueProbe.Outcome
    do throws(Failure) {
      outcome = try QueueProbe(context, queues: [queue], front: true, wait: Self.lying).run {
        connection throws(RedisError) in
        guard canSee, next.hasPassed else { return }
        next = .after(Self.interval)
        guard
          let now = try TakingConnections.read(
            connection, database: database, deadline: context.requestDeadline)
        else {
          canSee = false
          return
        }
        for taker in now.all { seen[taker.id] = (seen[taker.id] ?? false) || taker.isWaiting }
      }
    } catch {
      if error.kind == .interrupted { throw error }
      return Proof(
        consumption: .notSeen, takers: look.mute, gap: "no probe could be sent: \(error.message)")
    }
    let probe = outcome.probes.first
    switch probe?.verdict {
    case .taken, .moving, .held, .gone:
      return Proof(
        consumption: .taken, takers: try takers(probe?.worker, look, mailbox))
    case .notTaken:
      // Who waits beside it does not take from here; who never waited may only have its hands full.
      if canSee, seen.values.allSatisfy({ $0 }) { return Proof(consumption: .nobody) }
      let busy = seen.values.count { !$0 }
      return Proof(
        consumption: .notSeen, takers: try takers(nil, look, mailbox),
        gap: canSee
          ? "nobody took a probe, but "
            + CountText.of(
              busy, "connection that takes messages was", "connections that take messages were")
            + " busy"
          : "nobody took a probe, but this Redis user may not see who is connected (CLIENT LIST)")
    case .refused, nil:
      return Proof(
        consumption: .notSeen, takers: look.mute, gap: "no probe could be put into the queue")
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
