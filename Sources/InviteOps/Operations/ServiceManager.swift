internal import ClientSupport
internal import Glibc

/// Tells the service manager how a service is, as sd_notify(3) does: a datagram of lines to the socket
/// that `NOTIFY_SOCKET` names, a path or, behind `@`, an abstract name
/// (https://www.freedesktop.org/software/systemd/man/latest/sd_notify.html, "Notes").
///
/// Without that variable nobody is told anything.
public struct ServiceManager: Sendable {
  private let address: [UInt8]?
  /// Within which time it wants to hear that there is progress; `nil` where it does not ask for that.
  let watchdog: Duration?

  /// A manager that nobody has.
  public static let none = ServiceManager(environment: [:], processID: 0)

  /// - Parameters:
  ///   - environment: with `NOTIFY_SOCKET`, `WATCHDOG_USEC` and `WATCHDOG_PID`, as the manager gives
  ///     them.
  ///   - processID: of this process; the watchdog of another one is none of ours
  ///     (sd_watchdog_enabled(3)).
  public init(environment: [String: String], processID: Int32) {
    var bytes = Array((environment["NOTIFY_SOCKET"] ?? "").utf8)
    let isAbstract = bytes.first == UInt8(ascii: "@")
    guard isAbstract || bytes.first == UInt8(ascii: "/") else {
      (address, watchdog) = (nil, nil)
      return
    }
    if isAbstract { bytes[0] = 0 } else { bytes.append(0) }
    address = bytes
    let isOurs = environment["WATCHDOG_PID"].map { $0 == String(processID) } ?? true
    let interval = OutsideNumber.whole(environment["WATCHDOG_USEC"]) ?? 0
    watchdog = isOurs && interval > 0 ? .microseconds(interval) : nil
  }

  /// Sends lines such as `READY=1`, each a part.
  ///
  /// - Parameter patience: how long to wait while the manager's socket is full.
  /// - Returns: whether they were taken; where there is no manager, `true`.
  @discardableResult
  func tell(_ lines: String..., patience: Duration = .zero) -> Bool {
    guard let address else { return true }
    let kind = Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
    let descriptor = socket(AF_UNIX, kind | Int32(SOCK_NONBLOCK.rawValue), 0)
    guard descriptor >= 0 else { return false }
    defer { close(descriptor) }
    let end = Deadline.after(patience)
    // Of several lines, as a server's words may be, the second one would be an order to the manager.
    let parts = lines.map { $0.split(whereSeparator: \.isNewline).joined(separator: " ") }
    let message = Array(parts.joined(separator: "\n").utf8)
    while !Self.send(message, to: address, descriptor) {
      guard errno == EAGAIN || errno == EINTR, !end.hasPassed else { return false }
      SocketWait.pause(.milliseconds(10))
    }
    return true
  }

  private static func send(_ message: [UInt8], to name: [UInt8], _ descriptor: Int32) -> Bool {
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    let fits = withUnsafeMutableBytes(of: &address.sun_path) { room in
      guard name.count <= room.count else { return false }
      room.copyBytes(from: name)
      return true
    }
    guard fits else { return false }
    // unix(7): of an abstract name the length counts, so nothing may follow it.
    let head = MemoryLayout.size(ofValue: address) - MemoryLayout.size(ofValue: address.sun_path)
    let length = socklen_t(head + name.count)
    let sent = withUnsafeBytes(of: &address) { raw in
      sendto(
        descriptor, message, message.count, 0,
        raw.assumingMemoryBound(to: sockaddr.self).baseAddress, length)
    }
    return sent == message.count
  }
}

/// What the service manager is told while a service goes on: a sign of life for each step that came to
/// its end, and none for the mere passing of time.
struct ServiceSigns {
  private let manager: ServiceManager
  private var last: ContinuousClock.Instant?
  private var lastStatus = ""

  init(_ manager: ServiceManager) { self.manager = manager }

  /// It does what it is there for.
  mutating func ready(_ status: String) {
    lastStatus = status
    manager.tell("READY=1", "STATUS=\(status)", patience: .seconds(5))
    last = .now
  }

  /// A step was done. While nothing is said of being ready, it asks for more time to start.
  mutating func progress(isReady: Bool) {
    let now = ContinuousClock.now
    if !isReady {
      guard last.map({ now - $0 >= .seconds(5) }) ?? true else { return }
      manager.tell("EXTEND_TIMEOUT_USEC=90000000")
      last = now
    } else if let watchdog = manager.watchdog {
      guard last.map({ now - $0 >= watchdog / 4 }) ?? true else { return }
      manager.tell("WATCHDOG=1")
      last = now
    }
  }

  mutating func status(_ text: String) {
    guard text != lastStatus else { return }
    lastStatus = text
    manager.tell("STATUS=\(text)")
  }

  func stopping() { manager.tell("STOPPING=1", patience: .milliseconds(100)) }
}
