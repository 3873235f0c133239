internal import ClientSupport
internal import InviteDomain
internal import Localization

/// Follows an invite by the rows that the backend leaves, where there is no task to wait for: its
/// own API has sent the message, or nobody has yet.
struct InviteFollow {
  let servers: RedeemConnections
  /// Reads the rows.
  let traces: () throws(Failure) -> InviteTraces
  let report: (TaskProgress) -> Void

  /// Rows change when a worker or a job of the backend's is done, not sooner than in seconds.
  private static let glance = Duration.milliseconds(500)

  /// - Returns: with what is known when it is over, or when the deadline passed: the fate is
  ///   ``InviteFate/waiting`` or ``InviteFate/unknown`` then.
  func run(until deadline: Deadline) throws(Failure) -> TaskOutcome {
    let start = ContinuousClock.now
    var outcome = try follow(until: deadline)
    outcome.waitedSeconds = start.duration(to: .now).seconds
    return outcome
  }

  private func follow(until deadline: Deadline) throws(Failure) -> TaskOutcome {
    var outcome = TaskOutcome()
    var wasTold = false
    while true {
      outcome.take(try traces(), nil)
      switch outcome.fate {
      case .invited, .failed: return outcome
      case .waiting:
        if !wasTold { report(.waitingForSeat) }
        wasTold = true
      case .unknown: break
      }
      guard !deadline.hasPassed else { return outcome }
      let pause = min(Self.glance, deadline.remaining ?? Self.glance)
      guard SocketWait.pause(pause, interrupt: servers.context.interrupt) else {
        throw Failure(.interrupted, tr("stopped while following the invite"))
      }
    }
  }
}
