internal import ClientSupport
internal import PostgresClient

/// One sync of a database at a time, by a session advisory lock. Two at once would be right as
/// well, only slower: the protocol does not rely on it, so a pooler that breaks it breaks nothing.
struct SyncLock {
  private let servers: SyncServers

  init(_ servers: SyncServers) {
    self.servers = servers
  }

  /// - Returns: whether the lock is ours; false only for ``IfLocked/skip``.
  /// - Throws: ``Failure/Kind/locked``.
  func take(_ ifLocked: IfLocked, wait: Duration) throws(Failure) -> Bool {
    let limit = Deadline.after(wait)
    while true {
      do {
        let answer = try servers.scanner.query(
          AdvisoryLockQueries.tryLock, key, deadline: servers.deadline
        ).only()
        if try answer.bool("held") { return true }
      } catch {
        throw Failure(error, doing: "take the lock of sync-counts")
      }
      switch ifLocked {
      case .skip: return false
      case .fail: throw locked
      case .wait:
        if limit.hasPassed { throw locked }
        SocketWait.pause(.milliseconds(200), interrupt: servers.context.interrupt)
        try servers.checkInterrupt()
      }
    }
  }

  private var key: [String?] {
    [String(AdvisoryLock.classID), String(AdvisoryLock.sync.rawValue)]
  }

  private var locked: Failure {
    Failure(
      .locked, "another run of sync-counts or force-resync works on this database",
      hint: "wait for it, or use --if-locked skip in cron")
  }
}
