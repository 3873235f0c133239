import Glibc
import LosslessJSON
import RedisClient
import TestSupport
import TestWorlds
import Testing

@testable import CeleryProtocol
@testable import InviteStorage

/// `redeem retry --waiting`: who waits is sent where a seat is free, in place of the backend's own job and
/// never beside it.
@Suite struct RetryWaitingTests {
  private func world(_ generation: FixtureGeneration) async throws -> RetryWorld {
    // Before 025 only create_all has the label.
    let world = try await RetryWorld(generation, generation == .g023 ? .createAll : .migrated)
    try world.world.run(
      """
      UPDATE redeem_codes SET group_id = (SELECT id FROM team_groups WHERE name = 'alpha')
      WHERE code = 'DIRECT10'
      """)
    try world.failed("a@x.io", "DIRECT10", group: "alpha")
    try world.failed("b@x.io", "DIRECTBETA", group: "beta")
    try world.world.run("UPDATE invite_queue SET status = 'waiting', processed_at = NULL")
    return world
  }

  @Test(arguments: [(FixtureGeneration.g023, "later.e5"), (.g026, "later.e6")])
  func `a real worker makes each once`(generation: FixtureGeneration, app: String) async throws {
    let world = try await world(generation)
    try world.world.run("UPDATE teams SET max_seats = 2 WHERE name = 'gamma'")
    let first = try await world.retry("--waiting", "--yes")
    #expect(first.exitCode == 8, "\(first)")
    let beta = try #require(try world.group("beta"))
    #expect(first.output.contains("no active team of group \(beta) has a free seat"), "\(first)")
    #expect(try world.rows() == ["a@x.io processing", "b@x.io waiting"])
    let task = QueuedTask(try #require(try world.messages().first))
    #expect(try task.kwargs["group_id"]?.int == world.group("alpha"))
    #expect(task.kwargs.object?.members.count == (generation == .g026 ? 7 : 4))
    let counts = try world.counts()
    let worker = try WorkerProcess(world.world.database, world.world.redis, app: app)
    try world.world.run("UPDATE teams SET max_seats = 3 WHERE name = 'gamma'")
    // The job and we at once.
    async let drained = world.world.peer.job(app == "later.e5" ? "e5" : "e6", "drain")
    async let run = world.retry("--waiting", "--yes")
    _ = try await (drained, run)
    let last = try await world.retry("--waiting", "--yes")
    #expect(last.exitCode == 0, "\(last)")
    try await eventually("both are invited", limit: .seconds(90)) {
      try world.invites() == ["a@x.io DIRECT10", "b@x.io DIRECTBETA"]
    }
    let none = try await world.retry("--waiting", "--yes")
    #expect(none.exitCode == 0, "\(none)")
    #expect(try world.counts() == counts)
    #expect(try world.invites().count == 2)
    withExtendedLifetime(worker) {}
  }

  @Test func `while the job runs nothing is taken, and while we run the job does nothing`()
    async throws
  {
    let world = try await world(.g026)
    let bucket = try TestRedis.connect(world.world.redis.bucket)
    try bucket.send("SET", JobLockScript.key, "1")
    let run = try await world.retry("--waiting", "--yes", "--lock-wait", "300ms")
    #expect(run.exitCode == 4, "\(run)")
    #expect(run.errors.contains("the backend's job"), "\(run)")
    #expect(try bucket.send("GET", JobLockScript.key).asString() == "1")
    #expect(try world.rows() == ["a@x.io waiting", "b@x.io waiting"])
    try bucket.send("DEL", JobLockScript.key)
    var environment = world.world.environment
    environment["INVITECTL_FAILPOINT"] = "retry-begin:stop"
    let held = try await CommandRun.invitectl(
      ["redeem", "retry", "--waiting", "--yes"], environment: environment
    ) { pid in
      let bucket = try TestRedis.connect(world.world.redis.bucket)
      #expect(try await HeldProcess.stop(pid))
      #expect(try await world.world.peer.job("e6", "drain").contains("'processed': 0"))
      // It deletes the lock at its end, whosever it is: here as one that had begun long before would.
      try bucket.send("DEL", JobLockScript.key)
      try await HeldProcess.letGo(pid)
    }
    // The row that was begun is done, and the rest is the job's.
    #expect(held.exitCode == 75, "\(held)")
    #expect(held.errors.contains("the backend's job for those who wait has begun"), "\(held)")
    #expect(try world.queued() == 1)
    #expect(try world.rows().count { $0.hasSuffix(" waiting") } == 1)
  }

  @Test(arguments: ["retry-begin", "retry-recorded", "retry-sent"])
  func `killed there, each is sent once all the same`(place: String) async throws {
    let world = try await world(.g023)
    let run = try await world.retry(["--waiting", "--yes"], failpoint: place)
    #expect(run.signal == SIGKILL, "\(run)")
    let bucket = try TestRedis.connect(world.world.redis.bucket)
    #expect(try bucket.send("TTL", JobLockScript.key).asInteger() > 0)
    try bucket.send("DEL", JobLockScript.key)
    let again = try await world.retry("--waiting", "--yes")
    #expect(again.exitCode == 0, "\(again)")
    #expect(try world.queued() == 2)
    #expect(try world.rows() == ["a@x.io processing", "b@x.io processing"])
  }
}
