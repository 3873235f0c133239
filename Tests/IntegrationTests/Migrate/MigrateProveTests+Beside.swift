import ClientSupport
import Foundation
import InviteOps
import PostgresClient
import PrometheusText
import Synchronization
import TestSupport
import TestWorlds
import Testing

/// Writers beside it.
extension MigrateProveTests {
  /// Proofs, one after the other, on a thread of their own.
  private final class Proofs: Sendable {
    private let isStopped = Mutex(false)
    private let failure = Mutex<(any Error)?>(nil)
    private let isOver = Mutex(false)

    init(_ database: TestDatabase) {
      Thread.detachNewThread { [self] in
        do {
          while !isStopped.withLock({ $0 }) {
            _ = try Migrate(.test(database: database)).prove(measuring: .seconds(20))
          }
        } catch {
          failure.withLock { $0 = error }
        }
        isOver.withLock { $0 = true }
      }
    }

    func stop() throws {
      isStopped.withLock { $0 = true }
      try waitUntil("the proof is over") { isOver.withLock { $0 } }
      if let error = failure.withLock({ $0 }) { throw error }
    }
  }

  @Test func `a writer beside it waits for no lock, and it takes none but those of a SELECT`()
    throws
  {
    let world = try world()
    // Whatever is read whole would be read with workers here, the catalog as well.
    try world.database.runAlone(
      """
      DO $$ BEGIN
        EXECUTE format('ALTER DATABASE %I SET min_parallel_table_scan_size = 0', current_database());
        EXECUTE format('ALTER DATABASE %I SET parallel_setup_cost = 0', current_database());
        EXECUTE format('ALTER DATABASE %I SET parallel_tuple_cost = 0', current_database());
      END $$
      """)
    let writer = try world.database.connect()
    // So that the server has some at all, and each of its sessions takes them.
    let plan = try world.database.connect().query(
      "EXPLAIN ANALYZE SELECT count(*) FROM invite_records", deadline: .soon
    ).map { try $0.string("QUERY PLAN") }.joined(separator: "\n")
    try #require(plan.contains("Workers Planned"), "\(plan)")
    // One that would wait fails instead.
    try writer.executeScript("SET lock_timeout = '1ms'", deadline: .soon)
    let proofs = Proofs(world.database)
    var modes: Set<String> = []
    var writes = 0
    var workers = 0
    // Until it was met at work, and the writer has gone through all four tables many times meanwhile.
    try waitUntil("it holds locks while the writer writes") {
      for (table, column) in [
        ("team_members", "email"), ("invite_records", "email"), ("invite_queue", "email"),
        ("redeem_codes", "bound_email"),
      ] {
        writes += try writer.execute(
          "UPDATE \(table) SET \(column) = \(column) WHERE id = (SELECT max(id) FROM \(table))",
          deadline: .soon)
      }
      for row in try writer.query(
        """
        SELECT DISTINCT l.mode || coalesce(' on ' || l.relation::regclass::text, '') || ': ' || a.query AS mode
        FROM pg_locks l JOIN pg_stat_activity a ON a.pid = l.pid
        WHERE a.datname = current_database() AND a.pid <> pg_backend_pid()
          AND a.backend_type = 'client backend' AND l.locktype <> 'virtualxid'
          -- Every session has one on the database until it has begun, against a DROP DATABASE meanwhile
          -- (InitPostgres, src/backend/utils/init/postinit.c): each proof begins with a new one.
          AND (l.locktype, l.classid) IS DISTINCT FROM ('object', 'pg_database'::regclass::oid)
        """, deadline: .soon)
      { modes.insert(try row.string("mode")) }
      workers += try writer.query(
        """
        SELECT count(*) AS workers FROM pg_stat_activity
        WHERE datname = current_database() AND backend_type = 'parallel worker'
          AND query LIKE 'EXPLAIN%ANALYZE%'
        """, deadline: .soon
      ).only().int("workers")
      return !modes.isEmpty && writes >= 400
    }
    try proofs.stop()
    #expect(!modes.isEmpty && modes.allSatisfy { $0.hasPrefix("AccessShareLock") }, "\(modes)")
    // What is measured takes no processor but its own.
    #expect(workers == 0)
  }
}
