import ClientSupport
import PostgresClient
import TestSupport
import Testing

/// What a session that listens is told.
@Suite struct NotificationTests {
  @Test func `notifications come in the order of their commits, with who sent them`() throws {
    let database = try TestDatabase()
    let listener = try database.connect()
    let sender = try database.connect()
    try listener.execute("LISTEN heard", deadline: .soon)
    #expect(try listener.notifications().isEmpty)
    try sender.executeScript("BEGIN; NOTIFY heard, 'undone'; ROLLBACK", deadline: .soon)
    try sender.execute("NOTIFY other, 'elsewhere'", deadline: .soon)
    try sender.execute("NOTIFY heard, 'first'", deadline: .soon)
    try listener.execute("NOTIFY heard, 'own'", deadline: .soon)
    try sender.execute("NOTIFY heard", deadline: .soon)
    var told: [PostgresNotification] = []
    try waitUntil("all have come") {
      told += try listener.notifications()
      return told.count >= 3
    }
    #expect(told.map(\.payload) == ["first", "own", ""])
    #expect(told.allSatisfy { $0.channel == "heard" })
    #expect(
      told.map(\.sender) == [sender.backendPID, listener.backendPID, sender.backendPID])
    // They wait for their call while statements run.
    try sender.execute("NOTIFY heard, 'between'", deadline: .soon)
    try listener.execute("SELECT pg_sleep(0.01)", deadline: .soon)
    var later: [PostgresNotification] = []
    try waitUntil("it has come") {
      later += try listener.notifications()
      return !later.isEmpty
    }
    #expect(later.map(\.payload) == ["between"])
  }

  @Test func `a listener that has lost its session is told so`() throws {
    let database = try TestDatabase()
    let listener = try database.connect()
    try listener.execute("LISTEN heard", deadline: .soon)
    try database.run("SELECT pg_terminate_backend(\(listener.backendPID))")
    var lost: PostgresError?
    try waitUntil("the loss is seen") {
      do throws(PostgresError) {
        _ = try listener.notifications()
      } catch {
        lost = error
      }
      return lost != nil
    }
    #expect(lost?.isConnectionGone == true, "\(String(describing: lost))")
    // And again: nobody mistakes silence for nothing to be told.
    #expect(throws: PostgresError.self) { try listener.notifications() }
  }
}
