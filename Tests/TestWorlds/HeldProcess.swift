import Glibc
import Synchronization

/// A process that stops itself (SIGSTOP) at a failpoint, watched from outside.
package enum HeldProcess {
  /// What `/proc` says of a process: `T` stopped; `nil` or `Z` when it has ended.
  ///
  /// Asked a hundred times a second of each of hundreds of processes, so that it has to cost little.
  package static func state(_ pid: Int32) -> Character? {
    let file = open("/proc/\(pid)/stat", O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { return nil }
    defer { close(file) }
    // The state comes early; a name, which may hold anything, has 15 bytes at most.
    var bytes = [UInt8](repeating: 0, count: 128)
    let count = read(file, &bytes, bytes.count)
    // PID (NAME) S 1 …: of numbers alone from there on.
    guard count > 0, let end = bytes[..<count].lastIndex(of: UInt8(ascii: ")")), end + 2 < count
    else { return nil }
    return Character(UnicodeScalar(bytes[end + 2]))
  }

  package static func hasEnded(_ pid: Int32) -> Bool { hasEnded(state(pid)) }

  private static func hasEnded(_ state: Character?) -> Bool {
    state.map { $0 == "Z" || $0 == "X" } ?? true
  }

  /// Waits until the process has stopped itself. Returns `false` when it ended instead.
  package static func stop(_ pid: Int32) async throws -> Bool {
    while true {
      let now = state(pid)
      if now == "T" { return true }
      if hasEnded(now) { return false }
      try await Task.sleep(for: .milliseconds(10))
    }
  }

  /// Lets the process go on from every stop until it ends.
  package static func letGo(_ pid: Int32) async throws {
    while try await stop(pid) {
      kill(pid, SIGCONT)
      try await Task.sleep(for: .milliseconds(10))
    }
  }
}

/// When who was surely inside.
package final class Occupancy: Sendable {
  private let spans = Mutex<[Range<ContinuousClock.Instant>]>([])

  package init() {}

  /// Times that are in no order are left out: nothing is known of them.
  package func add(from begin: ContinuousClock.Instant, to end: ContinuousClock.Instant) {
    guard begin < end else { return }
    spans.withLock { $0.append(begin..<end) }
  }

  /// How many were inside at once, at most. Who leaves in the moment in which another comes was
  /// not there with it.
  package var most: Int {
    let spans = spans.withLock { $0 }
    let changes =
      spans.map { ($0.lowerBound, 1) } + spans.map { ($0.upperBound, -1) }
    var (inside, most) = (0, 0)
    for change in changes.sorted(by: { ($0.0, $0.1) < ($1.0, $1.1) }) {
      inside += change.1
      most = max(most, inside)
    }
    return most
  }
}

/// A number that tasks add to.
package final class Counter: Sendable {
  private let count = Mutex(0)

  package init() {}

  package var value: Int { count.withLock { $0 } }

  package func add(_ more: Int) {
    count.withLock { $0 += more }
  }
}
