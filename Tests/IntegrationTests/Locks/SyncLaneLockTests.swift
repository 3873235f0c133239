import ClientSupport
import Foundation
import InviteDomain
import InviteOps
import InviteStorage
import PostgresClient
import TestSupport
import TestWorlds
import Testing

/// The lock of a run in several lanes: each session that writes has it, and nobody else before the last of
/// them is gone.
@Suite struct SyncLaneLockTests {
  private static let key: [String?] = [
    String(AdvisoryLock.classID), String(AdvisoryLock.sync.rawValue),
  ]

  @Test func `no run begins while a lane of one that lost its first session can still write`()
    async throws
  {
    let lanes = try LaneWorld(6100)
    try lanes.forEach("redis.call('DECR', key)")
    let held = try lanes.hold(1)
    let (database, environment) = (lanes.world.database, lanes.world.environment)
    // A lane has sent a transaction when the whole process stops; the first one waits for the held code.
    let stopped = try await CommandRun.invitectl(
      ["sync-counts", "-q", "--jobs", "3"],
      environment: environment.merging(["INVITECTL_FAILPOINT": "lane-step:stop"]) { $1 }
    ) { pid in
      defer { held.release() }
      #expect(try await HeldProcess.stop(pid), "no lane has come to a step")
      let connection = try database.connect()
      _ = try connection.query(
        """
        SELECT pg_terminate_backend(pid, 60000) FROM pg_stat_activity
        WHERE datname = current_database() AND application_name = $1
        """, ["invitectl sync-counts [\(pid)]"], deadline: .after(.seconds(90)))
      held.release()
      let other = try await CommandRun.invitectl(
        ["sync-counts", "--if-locked", "fail"], environment: environment)
      #expect(other.exitCode == 4, "\(other)")
      #expect(other.errors.contains("invitectl sync-counts --jobs [\(pid)]"), "\(other.errors)")
      try await HeldProcess.letGo(pid)
    }
    #expect([1, 75].contains(stopped.exitCode), "\(stopped)")
    let first = try lanes.world.sync()
    #expect(first.changed > 0)
    try lanes.world.sync()
    // Nothing of the first run was written after the next one began.
    let order = try lanes.world.postgres.query(
      """
      SELECT max(id) FILTER (WHERE run_id = 2) < min(id) FILTER (WHERE run_id > 2) AS parted,
        count(*) FILTER (WHERE run_id = 2) AS written, sum(delta) FILTER (WHERE run_id > 1) AS counted
      FROM invitectl.redeem_sync_ledger
      """, deadline: .soon
    ).only()
    #expect(try order.bool("parted"))
    #expect(try order.int("written") > 0)
    #expect(try order.int("counted") == lanes.count)
    #expect(try lanes.buckets().allSatisfy { $0 == "999" })
    #expect(try lanes.world.sync().changed == 0)
  }

  @Test func `a stopped run of several lanes loses the lock, and harms nothing when it wakes`()
    async throws
  {
    let lanes = try LaneWorld(6100)
    try lanes.forEach("redis.call('DECR', key)")
    let held = try lanes.hold(1)
    let environment = lanes.world.environment
    let stopped = try await CommandRun.invitectl(
      ["sync-counts", "-q", "--jobs", "3"] + SyncLockTests.quick,
      environment: environment.merging(["INVITECTL_FAILPOINT": "lane-step:stop"]) { $1 }
    ) { pid in
      defer { held.release() }
      #expect(try await HeldProcess.stop(pid), "no lane has come to a step")
      held.release()
      let next = try await CommandRun.invitectl(
        ["sync-counts", "-q", "--lock-wait", "60s", "--jobs", "2"] + SyncLockTests.quick,
        environment: environment)
      #expect(next.exitCode == 0, "\(next.errors)")
      try await HeldProcess.letGo(pid)
    }
    #expect([1, 75].contains(stopped.exitCode), "\(stopped)")
    for _ in 0..<2 { try lanes.world.sync() }
    #expect(try lanes.buckets().allSatisfy { $0 == "999" })
    let counted = try lanes.world.postgres.query(
      "SELECT count(*) FILTER (WHERE used_count <> 1) AS wrong FROM redeem_codes", deadline: .soon
    ).only()
    #expect(try counted.int("wrong") == 0)
  }

  @Test func `the lock goes from one to several without a moment without it`() throws {
    let world = try SyncWorld()
    let (first, lane, other) = (
      try world.database.connect(), try world.database.connect(), try world.database.connect()
    )
    func tries(_ connection: PostgresConnection) throws -> Bool {
      try connection.query(AdvisoryLockQueries.tryLock, Self.key, deadline: .soon).only()
        .bool("held")
    }
    let name: [String?] = ["invitectl sync-counts --jobs [1]", "60000"]
    func joins() throws -> Bool {
      try lane.query(AdvisoryLockQueries.tryJoin, Self.key + name, deadline: .soon).only()
        .bool("held")
    }
    func isHeld(_ pid: Int, _ start: String?) throws -> Bool {
      try lane.query(
        AdvisoryLockQueries.isHeld, Self.key + [String(pid), start], deadline: .soon
      ).only().bool("held")
    }
    #expect(try tries(first))
    #expect(try !joins())
    let shared = try first.query(AdvisoryLockQueries.tryShare, Self.key, deadline: .soon).only()
    let (pid, start) = (try shared.int("pid"), try shared.optionalString("start"))
    #expect(try shared.bool("held") && pid == first.backendPID && start != nil)
    // Both modes at once; then the shared one alone.
    #expect(try !tries(other))
    _ = try first.query(AdvisoryLockQueries.unlock, Self.key, deadline: .soon)
    #expect(try !tries(other))
    #expect(try joins())
    #expect(try isHeld(pid, start) && isHeld(pid, nil))
    #expect(try !isHeld(pid, "1") && !isHeld(other.backendPID, nil))
    first.close()
    try waitUntil("its end is seen") { try !isHeld(pid, start) }
    #expect(try !tries(other))
    lane.close()
    try waitUntil("the last one's end is seen") { try tries(other) }
  }
}
