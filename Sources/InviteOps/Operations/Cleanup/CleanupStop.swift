internal import ClientSupport

/// What ends a cleanup between two batches: the time, or a signal.
struct CleanupStop {
  let deadline: Deadline
  let interrupt: Interrupt?

  var isDue: Bool { deadline.hasPassed || interrupt?.isTriggered == true }

  var reason: CleanupOutcome.Stop? {
    if interrupt?.isTriggered == true { return .interrupted }
    return deadline.hasPassed ? .maxRuntime : nil
  }

  /// As much of a pause as does not reach beyond what ends the run.
  func bounded(_ duration: Duration) -> Duration {
    max(.zero, min(duration, deadline.remaining ?? duration))
  }

  /// Pauses, but not beyond what ends the run.
  func pause(_ duration: Duration) {
    guard duration > .zero else { return }
    SocketWait.pause(bounded(duration), interrupt: interrupt)
  }
}
