/// What was delivered before: whoever had it then may have made its invite before it was taken the last time.
extension TraceJudge {
  /// The row that waits for a seat and may be of a message which nobody has acknowledged; `nil` of one that was not
  /// delivered before, of which such a row is known to be its own.
  func mayWait(_ message: TraceFacts.Message) -> TraceFacts.QueueRow? {
    guard message.isRedelivered, case .unacked = message.place, let id = message.id,
      !hasSpoken(id)
    else { return nil }
    return waiting(from: (queuedAt(id) ?? -.infinity) - MadeInvites.clockDoubt)
  }

  /// Whether its result says that it has ended, or that it is to run again.
  func hasSpoken(_ id: String) -> Bool {
    thread.results.contains { $0.id == id && ($0.isFinal || $0.state == "RETRY") }
  }
}
