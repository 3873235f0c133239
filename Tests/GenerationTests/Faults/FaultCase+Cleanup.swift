import Foundation
import PostgresClient
import RedisClient
import TestSupport
import TestWorlds

@testable import CeleryProtocol
@testable import InviteOps
@testable import LosslessJSON

extension FaultCase {
  static let cleaning = [cleanup, archive, restore, stuck]

  /// Forty rows that go, twenty that stay; as many records that nobody needs.
  private static func fill(_ world: FaultWorld) throws {
    try world.execute(
      """
      INSERT INTO invite_queue (email, redeem_code, status, retry_count, created_at, processed_at)
      SELECT i || '@fault.example', 'DIRECT10',
        (CASE WHEN i % 2 = 0 THEN 'SUCCESS' ELSE 'FAILED' END)::invitequeuestatus, 0,
        now() AT TIME ZONE 'utc' - interval '40 days',
        now() AT TIME ZONE 'utc' - interval '35 days' + i * interval '1 second'
      FROM generate_series(1, 40) i;
      INSERT INTO invite_queue (email, redeem_code, status, retry_count, created_at, processed_at)
      SELECT i || '@fault.example', 'DIRECT10',
        (CASE WHEN i % 2 = 0 THEN 'SUCCESS' ELSE 'PENDING' END)::invitequeuestatus, 0,
        now() AT TIME ZONE 'utc' - interval '40 days',
        CASE WHEN i % 2 = 0 THEN now() AT TIME ZONE 'utc' - interval '1 day' END
      FROM generate_series(41, 60) i;
      INSERT INTO invite_records (team_id, email, status, redeem_code, created_at, is_rebind)
      SELECT (SELECT min(id) FROM teams), i || '@fault.example', 'FAILED', NULL,
        now() AT TIME ZONE 'utc' - interval '200 days', false
      FROM generate_series(1, 40) i
      """)
    world.memory = try world.rows("invite_queue")
  }

  /// The rows that are there are as they were; `nil` when the right ones are missing.
  private static func missing(_ world: FaultWorld, _ done: Bool) throws -> ([Int], String?) {
    let left = try world.rows("invite_queue")
    let gone = world.memory.filter { left[$0.key] == nil }
    if let strange = left.first(where: { world.memory[$0.key] != $0.value }) {
      return ([], "a row that was not there: \(strange.value)")
    }
    let open = gone.filter { row in
      !row.value.contains("\"FAILED\"") && !row.value.contains("\"SUCCESS\"")
    }
    guard open.isEmpty, gone.count <= 40 else { return ([], "\(gone.count) rows went") }
    return (Array(gone.keys), done && gone.count != 40 ? "done, and \(gone.count) went" : nil)
  }

  private static let cleanup = FaultCase(
    name: "cleanup-queue",
    arguments: { _ in ["cleanup-queue", "--yes", "--invite-records", "90d"] }, expected: [0],
    isRepeatable: true, prepare: fill,
    check: { world, done in
      if let wrong = try missing(world, done).1 { return wrong }
      let records = try world.numbers(
        "(SELECT count(*) FROM invite_records WHERE email LIKE '%@fault.example')")[0]
      return done && records != 0 ? "done, and \(records) records are there" : nil
    })

  private static let archive = FaultCase(
    name: "cleanup-queue --archive",
    arguments: { ["cleanup-queue", "--yes", "--archive", $0.directory] }, expected: [0],
    isRepeatable: true, prepare: fill,
    check: { world, done in
      let (gone, wrong) = try missing(world, done)
      if let wrong { return wrong }
      let archived = try archivedIDs(world)
      // Before the next run has settled it, an archive may hold what was not deleted.
      guard done else {
        return Set(gone).isSubset(of: archived) ? nil : "deleted and not in the archive"
      }
      return archived.sorted() == gone.sorted()
        ? nil : "\(archived.count) rows in the archive, \(gone.count) deleted"
    })

  /// The ids in all archives, each as often as it is there.
  private static func archivedIDs(_ world: FaultWorld) throws -> [Int] {
    var ids: [Int] = []
    for name in try FileManager.default.contentsOfDirectory(atPath: world.directory)
    where name.hasSuffix(".ndjson.gz") {
      let reader = try ArchiveReader(ArchiveFile(reading: "\(world.directory)/\(name)"))
      while let batch = try reader.next() {
        ids += try batch.rows.map { try JSONValue(parsing: Array($0.utf8))["id"]?.int ?? -1 }
      }
    }
    return ids
  }

  private static let restore = FaultCase(
    name: "cleanup-queue restore",
    arguments: { world in
      let names = (try? FileManager.default.contentsOfDirectory(atPath: world.directory)) ?? []
      let name = names.first { $0.hasSuffix(".ndjson.gz") } ?? "none"
      return ["cleanup-queue", "restore", "\(world.directory)/\(name)"]
    },
    expected: [0], isRepeatable: true,
    prepare: { world in
      try fill(world)
      var request = CleanupRequest()
      request.archive = world.directory
      guard try CleanupQueue(world.world.context).run(request).deleted == 40 else {
        throw Sandbox.Missing(description: "the cleanup did not delete 40 rows")
      }
    },
    check: { world, done in
      let (gone, wrong) = try missing(world, false)
      return wrong ?? (done && !gone.isEmpty ? "done, and \(gone.count) rows are missing" : nil)
    })

  /// A row without a message, one with its message.
  private static let stuck = FaultCase(
    name: "cleanup-queue --stuck",
    arguments: { _ in ["cleanup-queue", "--stuck", "--yes"] }, expected: [0],
    isRepeatable: true,
    prepare: { world in
      try world.execute(
        """
        INSERT INTO invite_queue (email, redeem_code, status, retry_count, created_at)
        SELECT e || '@fault.example', 'DIRECT10', 'PENDING', 0,
          now() AT TIME ZONE 'utc' - interval '1 hour'
        FROM unnest(ARRAY['lost', 'waiting']) e
        """)
      let message = try InviteTask(email: "waiting@fault.example", code: "DIRECT10").message()
      try world.world.broker.send("LPUSH", RedeemWorld.queue, message.encoded)
    },
    check: { world, done in
      let emails = try world.queued().sorted()
      let both = ["lost@fault.example", "waiting@fault.example"]
      return emails == both || (!done && emails == ["waiting@fault.example"])
        ? nil : "messages for \(emails)"
    })
}
