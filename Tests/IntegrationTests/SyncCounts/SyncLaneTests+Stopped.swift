import ClientSupport
import Foundation
import InviteDomain
import InviteOps
import PostgresClient
import RedisClient
import TestSupport
import TestWorlds
import Testing

/// Lanes that are ended, and what has one lane.
extension SyncLaneTests {
  /// The connection that was opened last but for the one that asks.
  static func killNewest(_ endpoint: RedisEndpoint) throws {
    let connection = try TestRedis.connect(endpoint)
    let own = try connection.send("CLIENT", "ID").asInteger()
    let ids = try connection.send("CLIENT", "LIST").asString().split(separator: "\n")
      .compactMap { $0.split(separator: " ").first?.dropFirst(3) }.compactMap { Int($0) }
    let newest = try #require(ids.filter { $0 != own }.max())
    try connection.send("CLIENT", "KILL", "ID", newest)
  }

  @Test func `SIGTERM ends all lanes, and the next run goes on`() async throws {
    let lanes = try LaneWorld(6100)
    let truth = [Int](repeating: 1, count: lanes.count + 1)
    try lanes.forEach("redis.call('DECR', key)")
    let held = try lanes.hold(1)
    let database = lanes.world.database
    let result = try await CommandRun.invitectl(
      ["sync-counts", "-q", "--jobs", "3"],
      environment: lanes.world.environment.merging(["INVITECTL_FAILPOINT": "lane-step:stop"]) { $1 }
    ) { pid in
      defer { held.release() }
      #expect(try await HeldProcess.stop(pid), "no lane has come to a step")
      #expect(try LaneWorld.lanes(database.connect()).count >= 1)
      kill(pid, SIGTERM)
      held.release()
      try await HeldProcess.letGo(pid)
    }
    #expect(result.exitCode == 143, "\(result)")
    #expect(result.errors.contains("nothing is half done"), "\(result.errors)")
    #expect(try lanes.world.sync { $0.jobs = 3 }.scanned == lanes.count)
    try lanes.world.sync()
    try Self.expectExact(lanes, truth, "SIGTERM")
  }

  @Test func `few codes, named ones, triggers and a dry run have one lane`() throws {
    let lanes = try LaneWorld(4100)
    // The time is over before the first step ends: a run that was cut short goes on in lanes, too.
    let cut = try lanes.world.sync {
      $0.jobs = 2
      $0.maxRuntime = .zero
    }
    #expect(!cut.complete && cut.failure?.kind == .transient)
    #expect(try lanes.world.sync { $0.jobs = 2 }.scanned == lanes.count)
    #expect(try lanes.world.sync { ($0.jobs, $0.codes) = (2, ["L1"]) }.scanned == 1)
    #expect(try lanes.lanes() == nil)
    #expect(try lanes.world.sync { ($0.jobs, $0.dryRun) = (2, true) }.scanned == lanes.count)
    try lanes.world.postgres.executeScript(
      """
      CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;
      CREATE TRIGGER note BEFORE UPDATE ON redeem_codes FOR EACH ROW EXECUTE FUNCTION note()
      """, deadline: .soon)
    try lanes.forEach("redis.call('DECR', key)")
    #expect(try lanes.world.sync { $0.jobs = 2 }.usesAdded == lanes.count)
    #expect(try lanes.lanes() == nil)
    try lanes.world.postgres.executeScript(
      "DROP TRIGGER note ON redeem_codes; DELETE FROM redeem_codes WHERE id > 1000",
      deadline: .soon)
    #expect(try lanes.world.sync { $0.jobs = 8 }.scanned == 1000)
    #expect(try lanes.lanes() == nil)
  }

  @Test(
    arguments: [
      (["--jobs", "0"], "--jobs takes 1 to 8"), (["--jobs", "9"], "--jobs takes 1 to 8"),
      (["--follow", "--jobs", "2"], "leave out --jobs"),
    ] as [([String], String)])
  func `what cannot be is refused in words`(_ words: [String], _ why: String) async throws {
    let result = try await CommandRun.invitectl(["sync-counts"] + words)
    #expect(result.exitCode == 2)
    #expect(result.errors.contains(why), "\(result.errors)")
  }
}
