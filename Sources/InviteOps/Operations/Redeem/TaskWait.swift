internal import ClientSupport
internal import RedisClient

/// Waits for a task's end, and notices when there will be none.
struct TaskWait {
  let servers: RedeemServers
  let message: TaskMessage
  /// Whether the message is in the queue as it is here, byte for byte: an earlier run's carries
  /// that run's trace, and can only be seen with a worker.
  let isOurs: Bool
  let watch: TaskWatch
  let report: (TaskProgress) -> Void

  /// How often the broker is asked where the message is.
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

  /// - Throws: ``Failure/Kind/unanswered`` when the deadline passes or the message is lost.
  func run(until deadline: Deadline) throws(Failure) -> TaskOutcome {
    var outcome = TaskOutcome()
    var missed = 0
    var last: Place?
    while true {
      switch try watch.next(deadline: deadline.earlier(.after(Self.glance))) {
      case .state(let result):
        outcome.state = result.state.rawValue
        if result.state == .retry { outcome.retries += 1 }
        outcome.error = result.exception.map { "\($0.type): \($0.message)" }
        if result.state.isFinal { return outcome }
        report(.state(outcome.state, retries: outcome.retries))
      case .silence:
        // A retry waits in a worker under another delivery tag, so only the result can tell.
        if outcome.retries == 0 {
          let place = try place()
          missed = place == .nowhere && isOurs ? missed + 1 : 0
          if place != last { tell(place) }
          last = place
          if missed == Self.glancesUntilLost { throw lost() }
        }
        if deadline.hasPassed { throw late(outcome, last) }
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
      throw Failure(error, doing: "look for the message in the broker")
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
      "the message of task \(message.id) is in no queue and with no worker, and left no result",
      hint: "the queue was purged, or the worker writes no results; see 'invitectl inspect-workers'"
    )
  }

  private func late(_ outcome: TaskOutcome, _ place: Place?) -> Failure {
    let (state, hint) =
      switch place {
      case .queue(let ahead):
        (
          "it is still in the queue, \(ahead) before it",
          "see with 'invitectl inspect-workers' whether a worker listens to 'invites'"
        )
      case .worker:
        (
          "a worker has it and has not finished",
          "if that worker is gone, the broker hands it out again after the visibility timeout (1h)"
        )
      case .nowhere, nil: ("its last state is \(outcome.state)", "wait longer: --wait=SECONDS")
      }
    return Failure(.unanswered, "task \(message.id) has no result yet: \(state)", hint: hint)
  }
}
