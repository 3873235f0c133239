internal import ClientSupport
internal import PostgresClient

/// Tells whether a pooler keeps a server process for a session while the session is idle.
///
/// In session mode nobody else gets our process, and we get no other. In transaction mode it is free
/// as soon as we are idle. Where the process goes then depends on how the pooler chooses (the one used
/// last, or the one that has rested longest) and on who else asks; in a small pool with one busy client
/// the same three may find the same three again and again. So each turn looks three ways: whether
/// another session is given our process, whether somebody ran a statement in it since ours, and whether
/// we are given another one; and the turns differ in order and in length. The figures are in
/// docs/decisions/0075.
struct PoolerProbe {
  let connection: PostgresConnection
  /// The process that ``connection`` had last.
  let pid: Int
  /// A second session by the same way.
  let other: PostgresConnection
  let deadline: Deadline

  private static let turns = 8
  /// Where the server does not say what ran last (`track_activities` is off).
  private static let blindTurns = 48

  func isKept(_ interrupt: Interrupt?) throws -> Bool {
    var mark: String?
    var isBlind = false
    var turn = 0
    while turn < (isBlind ? Self.blindTurns : Self.turns) {
      do throws(PostgresError) {
        try other.execute("BEGIN", deadline: deadline)
      } catch {
        // In statement mode there are no transactions.
        guard error.sqlState == .protocolViolation else { throw error }
        return false
      }
      let theirs = try other.query(SessionLookQueries.pid, deadline: deadline).only().int("pid")
      // Before we ask again: a pool of one server has none left for us then.
      if theirs == pid { return false }
      // Time for others to be given ours.
      SocketWait.pause(.microseconds(Int.random(in: 0...1000)), interrupt: interrupt)
      if let mark {
        switch try last(mark) {
        case .other: return false
        case .untold: isBlind = true
        // Our own connection tells why: it is lost, or is given another process.
        case .ended, .ours: break
        }
      }
      // Given back after ours was, the other process is the one used last; held, it is not to be had.
      if !turn.isMultiple(of: 2) { try other.execute("COMMIT", deadline: deadline) }
      let statement = SessionLookQueries.pid(mark: .random(in: 0..<1 << 53))
      let ours = try connection.query(statement, deadline: deadline).only().int("pid")
      if turn.isMultiple(of: 2) { try other.execute("COMMIT", deadline: deadline) }
      if ours != pid { return false }
      mark = statement
      turn += 1
    }
    return true
  }

  private enum Last { case ours, other, untold, ended }

  /// Whose statement our process ran last.
  private func last(_ mark: String) throws -> Last {
    guard
      let row = try other.query(SessionLookQueries.activity, ["\(pid)"], deadline: deadline).first
    else { return .ended }
    guard let state = try row.optionalString("state"), state != "disabled" else { return .untold }
    return try state == "idle" && row.optionalString("query") == mark ? .ours : .other
  }
}
