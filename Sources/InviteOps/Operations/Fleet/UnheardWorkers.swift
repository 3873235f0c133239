internal import ClientSupport
internal import Localization
internal import RedisClient

/// Workers that take messages and answer nothing, since remote control is off there: nobody can ask them what
/// they have, or have them stop. Their heartbeats tell their names.
enum UnheardWorkers {
  /// Listens for as long as a worker takes to beat twice, or until each connection has a name.
  ///
  /// - Parameters:
  ///   - takers: connections that take messages and that nobody who is known accounts for; without any,
  ///     nobody is waited for.
  ///   - known: who is none of them.
  static func names(
    of takers: Int, besides known: Set<String>, _ mailbox: WorkerMailbox
  ) throws(RedisError) -> Set<String> {
    guard takers > 0 else { return [] }
    var ear = HeartbeatListener(
      endpoint: mailbox.connection.endpoint, keys: mailbox.keys, interrupt: mailbox.interrupt)
    let end = Deadline.after(HeartbeatListener.twoBeats)
    repeat {
      try ear.listen(for: .milliseconds(50), timeout: mailbox.timeout)
    } while ear.heard.subtracting(known).count < takers && !end.hasPassed
    return ear.heard.subtracting(known)
  }

  /// Whether one of these binds its mailbox: it had only lost its connection. A worker beats on after that, takes its
  /// binding away and makes it again a moment later.
  ///
  /// - Parameter patience: by when it has; none is waited for where all do before.
  static func isBack(
    _ names: Set<String>, within patience: Duration, _ mailbox: WorkerMailbox
  ) throws(RedisError) -> Bool {
    var away = names
    let end = Deadline.after(patience)
    while true {
      away.subtract(try mailbox.bound())
      guard !away.isEmpty, !end.hasPassed else { return away.count < names.count }
      guard SocketWait.pause(.milliseconds(100), interrupt: mailbox.interrupt) else {
        throw .interrupted
      }
    }
  }

  /// E.g. `w1@host, which has remote control off, may have it`.
  ///
  /// - Parameter verb: what they may do.
  static func may(_ verb: String, _ names: Set<String>) -> String {
    let list = names.sorted().joined(separator: ", ")
    return tr(
      names.count, "\(list), which has remote control off, may \(verb)",
      "\(list), which have remote control off, may \(verb)")
  }
}
