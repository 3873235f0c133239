internal import ClientSupport
internal import InviteDomain

/// The one permit that a batch holds for as long as it runs, kept alive between its chunks.
struct BatchPermit {
  private let admission: RedeemAdmission
  private(set) var permit: RedeemAdmission.Permit?
  private var renewal = Deadline.never

  init(_ admission: RedeemAdmission) {
    self.admission = admission
  }

  /// Asks for the permit, renews it when a third of its lease is over, and asks for another when
  /// it was lost: the process may have been stopped for longer than the lease.
  mutating func keep() throws(Failure) {
    if admission.limits.isNone { return }
    if var held = permit {
      guard renewal.hasPassed else { return }
      permit = try admission.renew(&held) ? held : nil
    }
    if permit == nil { permit = try admission.acquire(email: "") }
    renewal = .after(admission.limits.lease / 3)
  }

  /// Forgets a permit that is not in force any more: ``keep()`` asks for another one.
  mutating func lose() {
    release()
  }

  /// Best effort: the lease ends by itself.
  mutating func release() {
    try? admission.release(permit, countsCall: true)
    permit = nil
  }
}

/// Keeps a batch to a number of lines a second.
struct BatchPace {
  let chunk: Int
  private let secondsPerLine: Double
  private var due = ContinuousClock.now

  init(rate: Double?, chunk: Int) {
    secondsPerLine = rate.map { 1 / $0 } ?? 0
    // Ten chunks a second, so that a slow batch is an even one.
    self.chunk = rate.map { max(1, min(chunk, Int(saturating: $0 / 10))) } ?? chunk
  }

  /// Waits until the next line is due; a signal ends the wait.
  mutating func wait(after lines: Int, _ interrupt: Interrupt?) {
    guard secondsPerLine > 0 else { return }
    due = max(due, .now - .seconds(1)).advanced(
      by: .seconds(saturating: Double(lines) * secondsPerLine))
    let left = ContinuousClock.now.duration(to: due)
    if left > .zero { SocketWait.pause(left, interrupt: interrupt) }
  }
}
