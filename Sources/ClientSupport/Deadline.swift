/// A point in time by which a wait must be over, on the monotonic clock.
///
/// Every blocking call of the clients takes one, so that no wait is without an end unless the
/// caller writes ``never`` on purpose.
public struct Deadline: Sendable, Hashable {
  /// `nil` means that the wait has no end of its own.
  private let instant: ContinuousClock.Instant?

  private init(instant: ContinuousClock.Instant?) {
    self.instant = instant
  }

  /// No limit: the wait ends by its event or by an ``Interrupt``.
  public static let never = Deadline(instant: nil)

  /// A deadline `duration` from now, a hundred years at most.
  public static func after(_ duration: Duration) -> Deadline {
    let century = Duration.seconds(100 * 365 * 86_400)
    return Deadline(instant: .now.advanced(by: min(max(duration, .zero - century), century)))
  }

  /// The earlier of two deadlines.
  public func earlier(_ other: Deadline) -> Deadline {
    guard let mine = instant else { return other }
    guard let theirs = other.instant else { return self }
    return mine <= theirs ? self : other
  }

  /// The time left, never negative; `nil` for ``never``.
  public var remaining: Duration? {
    guard let instant else { return nil }
    return max(.zero, ContinuousClock.now.duration(to: instant))
  }

  /// Whether the time is over.
  public var hasPassed: Bool {
    guard let remaining else { return false }
    return remaining == .zero
  }

  /// The time left as `poll(2)` wants it: milliseconds rounded up, so that a wait never spins on
  /// a fraction of one, and -1 for ``never``.
  public var pollMilliseconds: Int32 {
    guard let remaining else { return -1 }
    let (seconds, attoseconds) = remaining.components
    let milliseconds = seconds.multipliedReportingOverflow(by: 1000)
    guard !milliseconds.overflow else { return .max }
    let fraction = (attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000
    let rounded = milliseconds.partialValue + fraction
    return Int32(clamping: rounded)
  }
}
