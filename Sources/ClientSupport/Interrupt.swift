import Glibc
import Synchronization

/// A flag that any thread can raise and that wakes every wait watching it.
///
/// It is a pipe that is written and never read, so its reading end stays readable: each
/// ``SocketWait`` that polls it, now or later, returns at once. Where the process has no descriptor
/// left for it, the flag alone is looked at, every ``SocketWait/lookInterval``.
public final class Interrupt: Sendable {
  /// Polled beside the socket by ``SocketWait``; -1 without a pipe.
  let descriptor: Int32
  private let writingEnd: Int32
  private let count = Atomic<Int>(0)

  public init() {
    var ends: [Int32] = [-1, -1]
    if pipe(&ends) != 0 { ends = [-1, -1] }
    for end in ends where end >= 0 {
      _ = fcntl(end, F_SETFD, FD_CLOEXEC)
      _ = fcntl(end, F_SETFL, O_NONBLOCK)
    }
    descriptor = ends[0]
    writingEnd = ends[1]
  }

  deinit {
    if descriptor >= 0 { close(descriptor) }
    if writingEnd >= 0 { close(writingEnd) }
  }

  /// Raises the flag. Raising it again only counts.
  public func trigger() {
    count.add(1, ordering: .relaxed)
    guard writingEnd >= 0 else { return }
    var one: UInt8 = 1
    _ = write(writingEnd, &one, 1)
  }

  /// How often the flag was raised: 0 means not at all; 2 or more, that somebody is impatient.
  public var triggerCount: Int {
    count.load(ordering: .relaxed)
  }

  /// Whether the flag was raised.
  public var isTriggered: Bool {
    triggerCount > 0
  }
}
