internal import InviteDomain

/// Whose process has gone on the way, or was followed by another, and what it was last seen with. No I/O.
struct DrainDepartures {
  typealias Instant = ContinuousClock.Instant

  /// A worker that has lost its broker comes back after some seconds (Celery tries at once, then 2 s later).
  static let patience = Duration.seconds(5)
  /// Seconds by which clocks may differ or be set: a worker reckons its uptime by the clock of the day.
  private static let slack = 5.0

  private struct Process {
    let pid: Int?
    let uptime: Double?
    /// The end of the look that found it.
    let seen: Instant

    /// In a container each process has the same number: then its uptime tells.
    func isFollowed(by pid: Int?, _ uptime: Double?, _ began: Instant) -> Bool {
      if let own = self.pid, let pid, own != pid { return true }
      guard let own = self.uptime, let uptime else { return false }
      let passed = max(Duration.zero, seen.duration(to: began)).seconds
      return uptime < own + passed - DrainDepartures.slack
    }
  }

  private var processes: [String: Process] = [:]
  private var held: [String: [HeldTask]] = [:]
  private var absentSince: [String: Instant] = [:]
  private var before: [String: [HeldTask]] = [:]
  /// Those that were started anew.
  private(set) var restarted: Set<String> = []
  /// Those by whose name nobody has listened for some seconds.
  private(set) var gone: Set<String> = []

  /// By node, what a process that is no more was last seen with.
  var former: [String: [HeldTask]] {
    var former = before
    for node in gone { former[node, default: []] += held[node] ?? [] }
    return former
  }

  /// One that has answered everything in a look.
  ///
  /// - Returns: whether this is another process than before.
  mutating func saw(
    _ node: String, pid: Int?, uptime: Double?, held tasks: [HeldTask], _ began: Instant,
    _ ended: Instant
  ) -> Bool {
    absentSince[node] = nil
    gone.remove(node)
    let isOther = processes[node]?.isFollowed(by: pid, uptime, began) ?? false
    if isOther {
      before[node, default: []] += held[node] ?? []
      restarted.insert(node)
    }
    if pid != nil || uptime != nil {
      processes[node] = Process(pid: pid, uptime: uptime, seen: ended)
    }
    held[node] = tasks
    return isOther
  }

  /// One that has not answered.
  ///
  /// - Parameter isAbsent: whether nobody listens by its name, and not only says nothing.
  mutating func missed(_ node: String, isAbsent: Bool, at instant: Instant) {
    guard isAbsent else {
      absentSince[node] = nil
      gone.remove(node)
      return
    }
    guard let since = absentSince[node] else {
      absentSince[node] = instant
      return
    }
    if since.duration(to: instant) >= Self.patience { gone.insert(node) }
  }
}
