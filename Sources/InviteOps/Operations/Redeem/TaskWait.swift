internal import CeleryProtocol
internal import ClientSupport
internal import InviteDomain
internal import InviteSettings
internal import InviteStorage
internal import Localization
internal import RedisClient

/// Waits for a task's end and for what became of the invite, and notices when there will be no end.
struct TaskWait {
  let servers: RedeemConnections
  let message: TaskMessage
  /// Whether the message is in the queue as it is here, byte for byte: an earlier run's carries
  /// that run's trace, and can only be seen with a worker.
  let isOurs: Bool
  let watch: TaskWatch
  /// Reads the rows that the worker has left.
  let traces: () throws(Failure) -> InviteTraces
  let report: (TaskProgress) -> Void

  /// How often the broker is asked where the message is, and the database whether there is a seat.
  private static let glance = Duration.seconds(1)
  /// So many glances in a row at which it was nowhere make it lost: between a worker's BRPOP and
  /// its note in `unacked` a message is in neither for an instant.
  private static let glancesUntilLost = 5

  /// Where a message can be.
  private enum Place: Equatable {
    case queue(ahead: Int)
    case worker
    case nowhere
  }

  /// - Returns: with the fate ``InviteFate/waiting`` when the deadline passed before there was a
  ///   seat.
  /// - Throws: ``Failure/Kind/unanswered`` when the deadline passes or the message is lost, and no
  ///   row says what became of it.
  func run(until deadline: Deadline) throws(Failure) -> TaskOutcome {
    var outcome = TaskOutcome()
    var missed = 0
    var last: Place?
    while true {
      switch try watch.next(deadline: deadline.earlier(.after(Self.glance))) {
      case .state(let told):
        let result = try settled(told, until: deadline)
        outcome.state = result.state.rawValue
        if result.state == .retry { outcome.retries += 1 }
        outcome.error = InviteFate.said(result)
        if result.state.isFinal { return try seat(outcome, result, until: deadline) }
        report(.state(outcome.state, retries: outcome.retries))
      case .silence:
        // A retry waits in a worker under another delivery tag, so only the result can tell.
        if outcome.retries == 0 {
          var place = try place()
          // A worker that keeps no results, or whose result has ended: its rows still tell. Where
          // nobody has taken it, they are another's of the same email and code.
          if place == .nowhere, try hasInvited(&outcome) {
            guard let waiting = try whereItWaits() else { return outcome }
            place = waiting
          }
          missed = place == .nowhere && isOurs ? missed + 1 : 0
          if place != last { tell(place) }
          last = place
          if missed == Self.glancesUntilLost {
            if outcome.fate == .failed { return outcome }
            if try isGone() { throw lost() }
            missed = 0
          }
        }
        if deadline.hasPassed {
          if last == .worker || outcome.retries > 0, try hasInvited(&outcome) { return outcome }
          // An earlier run's message is not known byte for byte.
          let place = last == .nowhere ? try whereItWaits() : last
          throw late(outcome, place)
        }
      }
    }
  }

  private func hasInvited(_ outcome: inout TaskOutcome) throws(Failure) -> Bool {
    outcome.take(try traces(), nil)
    return outcome.fate == .invited
  }

  /// The task is over: what became of the invite, and where that is still open, for as long as it
  /// may be waited for.
  private func seat(
    _ ended: TaskOutcome, _ result: TaskResult, until deadline: Deadline
  ) throws(Failure) -> TaskOutcome {
    var outcome = ended
    var wasTold = false
    while true {
      outcome.take(try traces(), result)
      guard outcome.fate == .waiting, !deadline.hasPassed else { return outcome }
      if !wasTold { report(.waitingForSeat) }
      wasTold = true
      let pause = min(Self.glance, deadline.remaining ?? Self.glance)
      guard SocketWait.pause(pause, interrupt: servers.context.interrupt) else {
        throw Failure(.interrupted, tr("stopped while waiting for a seat"))
      }
    }
  }

  private func place() throws(Failure) -> Place {
    let keys = servers.brokerKeys
    let queue = message.queueKey(keys)
    let connection = try servers.redis(.broker)
    do throws(RedisError) {
      let replies = try connection.pipeline(
        [
          ["LPOS", queue, message.encoded, "RANK", -1], ["LLEN", queue],
          ["HEXISTS", keys.unacked, message.options.deliveryTag],
        ], deadline: servers.context.requestDeadline)
      if let index = try replies[0].asOptionalInteger() {
        return .queue(ahead: max(0, try replies[1].asInteger() - 1 - index))
      }
      return try replies[2].asInteger() == 1 ? .worker : .nowhere
    } catch {
      throw Failure(
        error, doing: tr("look for the message in the broker"), on: connection,
        servers.brokerKeys.uses(InviteTask.backendQueues))
    }
  }

  /// Whether it is in none of all lists, whichever form it took: kombu writes a message anew when it
  /// gives it back. Not where that could not be seen.
  private func isGone() throws(Failure) -> Bool {
    let search = try search()
    return search.queued == nil && search.unacked == nil && search.completeness.isComplete
  }

  /// In which queue it still waits, in whatever form; `nil` when it is known to be in none.
  private func whereItWaits() throws(Failure) -> Place? {
    let search = try search()
    if let queued = search.queued { return .queue(ahead: queued.ahead) }
    return search.completeness.isComplete ? nil : .nowhere
  }

  private func search() throws(Failure) -> TaskSearch {
    let connection = try servers.redis(.broker)
    do throws(RedisError) {
      var search = TaskSearch(
        connection: connection, keys: servers.brokerKeys,
        timeout: servers.context.configuration.timeout, id: message.id)
      try search.run()
      return search
    } catch {
      throw Failure(
        error, doing: tr("look for the message in the broker"), on: connection,
        servers.brokerKeys.uses(InviteTask.backendQueues))
    }
  }

  private func tell(_ place: Place) {
    switch place {
    case .queue(let ahead): report(.queued(ahead: ahead))
    case .worker: report(.taken)
    case .nowhere: break
    }
  }

  private func lost() -> Failure {
    Failure(
      .unanswered,
      tr("the message of task \(message.id) is in no queue and with no worker, and left no result"),
      hint: tr(
        "the queue was purged, or the worker writes no results; see 'invitectl inspect-workers'")
    )
  }

  private func late(_ outcome: TaskOutcome, _ place: Place?) -> Failure {
    let (state, hint) =
      switch place {
      case .queue(let ahead):
        (
          tr("it is still in the queue, \(ahead) before it"),
          tr("see with 'invitectl inspect-workers' whether a worker listens to 'invites'")
        )
      case .worker:
        (
          tr("a worker has it and has not finished"),
          tr(
            "if that worker is gone, the broker hands it out again after the visibility timeout (1h)"
          )
        )
      case .nowhere, nil:
        (tr("its last state is \(outcome.state)"), tr("wait longer: --wait=SECONDS"))
      }
    return Failure(.unanswered, tr("task \(message.id) has no result yet: \(state)"), hint: hint)
  }
}
