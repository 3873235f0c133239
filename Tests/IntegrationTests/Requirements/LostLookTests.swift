import ClientSupport
import PostgresClient
import Synchronization
import TestSupport
import Testing

@testable import InviteStorage

/// A session that ends while it is looked at was lost; no pooler took it.
@Suite struct LostLookTests {
  /// Ends the session `pid` as soon as the probe has asked it something.
  private func end(_ pid: Int, _ parameters: ConnectionParameters, _ hasEnded: Flag) {
    later(.zero) {
      do {
        let killer = try PostgresConnection.connect(parameters, deadline: .soon)
        // Without a pause: all turns take some milliseconds.
        while !hasEnded.isSet {
          let ended = try killer.query(
            """
            SELECT pg_terminate_backend(pid) FROM pg_stat_activity
            WHERE pid = \(pid) AND query LIKE '% AS mark'
            """, deadline: .soon)
          if !ended.isEmpty { break }
        }
      } catch {
        Issue.record(error)
      }
    }
  }

  @Test func `a session that ends under the probe is no pooler's`() throws {
    let database = try TestDatabase()
    var lost = 0
    for _ in 0..<20 {
      let connection = try PostgresConnection.connect(database.parameters, deadline: .soon)
      let other = try PostgresConnection.connect(database.parameters, deadline: .soon)
      let pid = try connection.query(SessionLookQueries.pid, deadline: .soon).only().int("pid")
      let hasEnded = Flag()
      end(pid, database.parameters, hasEnded)
      let probe = PoolerProbe(connection: connection, pid: pid, other: other, deadline: .soon)
      do {
        // All turns may be over before it is ended.
        #expect(try probe.isKept(nil))
      } catch let error as PostgresError {
        #expect(error.isConnectionGone, "\(error)")
        lost += 1
      }
      hasEnded.set()
      other.close()
      connection.close()
    }
    #expect(lost > 0)
  }
}

/// Set once, by one thread for another.
private final class Flag: Sendable {
  private let value = Atomic(false)

  var isSet: Bool { value.load(ordering: .acquiring) }

  func set() { value.store(true, ordering: .releasing) }
}
