import Glibc
import Synchronization

/// A flag that any thread can raise and that wakes every wait watching it.
///
/// It is a pipe that is written and never read, so its reading end stays readable: each
/// ``SocketWait`` that polls it, now or later, returns at once.
public final class Interrupt: Sendable {
  /// Polled beside the socket by ``SocketWait``.
  let descriptor: Int32
  private let writingEnd: Int32
  private let count = Atomic<Int>(0)

  /// - Precondition: the process can open two more file descriptors.
  public init() {
    var ends: [Int32] = [-1, -1]
    precondition(pipe(&ends) == 0, "pipe: errno \(errno)")
    for end in ends {
      _ = fcntl(end, F_SETFD, FD_CLOEXEC)
      _ = fcntl(end, F_SETFL, O_NONBLOCK)
    }
    descriptor = ends[0]
    writingEnd = ends[1]
  }

  deinit {
    close(descriptor)
    close(writingEnd)
  }

  /// Raises the flag. Raising it again only counts.
  public func trigger() {
    count.add(1, ordering: .relaxed)
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
