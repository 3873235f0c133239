import Glibc

/// What ended a wait on a socket.
public enum WaitOutcome: Sendable, Equatable {
  /// The socket can be read or has been closed by the peer.
  case readable
  /// The socket can be written (and may be readable too).
  case writable
  /// The deadline passed first.
  case timedOut
  /// The interrupt was raised first.
  case interrupted
}

/// The one place where this program blocks on a socket.
public enum SocketWait {
  /// How often an ``Interrupt`` is looked at that has no pipe to wake anybody.
  static let lookInterval: Int32 = 50

  /// Waits until `descriptor` is ready, the deadline passes or the interrupt is raised.
  ///
  /// A socket that is both ready counts as ``WaitOutcome/readable`` when reading was asked for:
  /// a peer that sends while we send must be drained first, or both sides fill their buffers.
  public static func wait(
    for descriptor: Int32, reading: Bool, writing: Bool, until deadline: Deadline,
    interrupt: Interrupt? = nil
  ) -> WaitOutcome {
    var events: Int16 = 0
    if reading { events |= Int16(POLLIN) }
    if writing { events |= Int16(POLLOUT) }
    var entries = [
      pollfd(fd: descriptor, events: events, revents: 0),
      pollfd(fd: interrupt?.descriptor ?? -1, events: Int16(POLLIN), revents: 0),
    ]
    let isDeaf = interrupt.map { $0.descriptor < 0 } ?? false
    while true {
      if isDeaf, interrupt?.isTriggered == true { return .interrupted }
      var limit = deadline.pollMilliseconds
      if isDeaf, limit < 0 || limit > lookInterval { limit = lookInterval }
      let ready = poll(&entries, nfds_t(entries.count), limit)
      if ready < 0 {
        // EINTR: the time left is computed anew. Anything else is reported by the caller's read.
        if errno == EINTR { continue }
        return .readable
      }
      if entries[1].revents != 0 { return .interrupted }
      let seen = entries[0].revents
      if seen & Int16(POLLIN) != 0, reading { return .readable }
      if seen & Int16(POLLOUT) != 0, writing { return .writable }
      if seen != 0 { return .readable }
      if deadline.hasPassed { return .timedOut }
    }
  }

  /// Waits without a socket. Returns whether the whole time passed, that is, no interrupt came.
  @discardableResult
  public static func pause(_ duration: Duration, interrupt: Interrupt? = nil) -> Bool {
    wait(
      for: -1, reading: false, writing: false, until: .after(duration), interrupt: interrupt)
      != .interrupted
  }
}
