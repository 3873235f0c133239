internal import CLibpq
internal import ClientSupport
internal import Localization

/// What a session that listens was told by NOTIFY.
public struct PostgresNotification: Sendable, Equatable {
  public let channel: String
  public let payload: String
  /// The process that told it, as in ``PostgresConnection/backendPID``.
  public let sender: Int
}

extension PostgresConnection {
  /// What has come since the last call, after a LISTEN of this session, in the order in which it was committed.
  /// The server sends it between two statements, so that nothing is waited for. While a statement or a
  /// pipeline runs, nothing is looked for.
  ///
  /// - Throws: ``PostgresError/connectionLost(message:diagnostics:)``; what was told since then is lost.
  public func notifications() throws(PostgresError) -> [PostgresNotification] {
    guard let handle else {
      throw .connectionLost(message: tr("it was closed before"), diagnostics: nil)
    }
    guard running == nil, pipelined == nil else { return [] }
    guard PQstatus(handle) == CONNECTION_OK else { throw lost(handle) }
    // Each reads what a buffer holds. Who tells more while this goes on is heard the next time.
    for _ in 0..<1000 {
      guard
        SocketWait.wait(
          for: PQsocket(handle), reading: true, writing: false, until: .after(.zero)) == .readable
      else { break }
      guard PQconsumeInput(handle) == 1 else { throw brokenWhileReading(handle) }
    }
    var told: [PostgresNotification] = []
    while let notice = PQnotifies(handle) {
      defer { PQfreemem(notice) }
      told.append(
        PostgresNotification(
          channel: notice.pointee.relname.map { String(cString: $0) } ?? "",
          payload: notice.pointee.extra.map { String(cString: $0) } ?? "",
          sender: Int(notice.pointee.be_pid)))
    }
    guard PQstatus(handle) == CONNECTION_OK else { throw lost(handle) }
    return told
  }
}
