internal import InviteDomain

/// How a batch went, by status and refusal name.
public struct BatchSummary: Sendable, Equatable, Encodable {
  public var queued = 0
  /// In the backend's own queue, until a team has a free seat.
  public var waiting = 0
  /// Done before: a repeated line, or one of an earlier run.
  public var duplicate = 0
  /// By the backend's name.
  public var refused: [String: Int] = [:]
  /// Could not be done, by themselves.
  public var failed = 0
  /// No redemption at all.
  public var invalid = 0
  /// Whether a signal ended it before the input did.
  public var wasStopped = false

  public var lines: Int {
    queued + waiting + duplicate + refused.values.reduce(0, +) + failed + invalid
  }

  /// Whether every line is in the queue now.
  public var isWhole: Bool { refused.isEmpty && failed == 0 && invalid == 0 && !wasStopped }

  mutating func count(_ line: BatchLine) {
    switch line.result?.status {
    case .queued: queued += 1
    case .waiting: waiting += 1
    case .duplicate, .underWay: duplicate += 1
    case .refused(let reason, _): refused[reason.rawValue, default: 0] += 1
    case .failed: failed += 1
    case nil: invalid += 1
    }
  }
}
