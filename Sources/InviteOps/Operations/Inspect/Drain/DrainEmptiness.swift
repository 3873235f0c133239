/// Since when workers have been seen to take nothing and to hold nothing. No I/O.
struct DrainEmptiness {
  /// A worker is drained when it was seen twice with nothing, so far apart: a BRPOP that was on its
  /// way when the consumer was cancelled has come back by then (kombu asks for 1 s, brpop_timeout), and
  /// what it brought is told, or was pushed back (kombu/transport/virtual/base.py,
  /// _reject_inbound_message).
  static let confirmation = Duration.milliseconds(1500)

  /// By node, the end of the first of the looks that found nothing.
  private var since: [String: ContinuousClock.Instant] = [:]
  private(set) var drained: Set<String> = []

  /// Whether the last look found nothing at a worker, and one more, that is not long to be waited for, may show it
  /// drained.
  func isOpen(_ node: String) -> Bool { since[node] != nil && !drained.contains(node) }

  /// What one look found. A worker speaks at some moment between its begin and its end: so much lies
  /// between two looks as from the end of the one to the begin of the other.
  mutating func note(
    _ node: String, isEmpty: Bool, _ began: ContinuousClock.Instant,
    _ ended: ContinuousClock.Instant
  ) {
    guard isEmpty else {
      since[node] = nil
      drained.remove(node)
      return
    }
    guard let first = since[node] else {
      since[node] = ended
      return
    }
    if first.duration(to: began) >= Self.confirmation { drained.insert(node) }
  }
}
