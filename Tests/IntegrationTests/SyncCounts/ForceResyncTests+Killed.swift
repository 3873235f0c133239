import CeleryProtocol
import FoundationEssentials
import Glibc
import InviteDomain
import InviteOps
import LosslessJSON
import PostgresClient
import RedisClient
import TestSupport
import TestWorlds
import Testing

@testable import InviteStorage

/// Runs that are killed, and buckets that come and go.
extension ForceResyncTests {
  /// What became of a bucket before the run that is killed.
  enum Loss: String, CaseIterable {
    case eviction, initialisation
    /// Messages may be gone too, so the evidence makes no count exact.
    case flush

    func world(_ tests: ForceResyncTests) throws -> SyncWorld {
      let world: SyncWorld
      if self == .flush {
        world = try SyncWorld(redis: PrivateRedis())
        try world.addSyncedCode("A")
        try world.take("A", 2)
        try world.sync()
        try world.take("A", 3)
        try world.bucket.send("FLUSHDB")
        try world.sync()
      } else {
        world = try tests.evicted()
        if self == .initialisation { try world.initialise("A") }
      }
      try tests.leaveTraces(world, "A", records: 5)
      if self == .initialisation { try world.sync() }
      return world
    }
  }

  @Test(arguments: Loss.allCases)
  func `killed anywhere, the next run settles it once`(_ loss: Loss) async throws {
    var random = SeededGenerator(test: "ForceResyncTests killed after \(loss)")
    // Each run looks twice, a second apart: the points in between are drawn.
    let numbers = (0..<4).map { _ in String(Int.random(in: 1...60, using: &random)) }
    let named =
      loss == .initialisation
      ? ["sync-before-apply", "sync-after-apply"]
      : ["resync-before-create", "resync-after-create", "resync-before-second"]
    for point in named { #expect(try await !crash(at: point, loss), "\(point) was not passed") }
    for point in numbers { _ = try await crash(at: point, loss) }
  }

  /// `make torture`: every point.
  @Test(
    .enabled(if: (try? Sandbox.variable("INVITECTL_TORTURE")) != nil), arguments: Loss.allCases)
  func `torture: killed at every point`(_ loss: Loss) async throws {
    var point = 1
    while try await !crash(at: String(point), loss) { point += 1 }
    #expect(point > 10, "the points of the run were not found")
    print("torture: force-resync was killed at \(point - 1) points after \(loss)")
  }

  /// - Returns: whether the run ended without passing the point.
  private func crash(at point: String, _ loss: Loss) async throws -> Bool {
    let world = try loss.world(self)
    let killed = try await CommandRun.invitectl(
      ["force-resync", "--all", "--yes"],
      environment: world.environment.merging(["INVITECTL_FAILPOINT": point]) { $1 })
    let label: Comment = "point \(point) after \(loss)"
    // Where the kill came between the count and the bucket, the sync of the next run ends it.
    let done = try await CommandRun.invitectl(
      ["force-resync", "--all", "--yes"], environment: world.environment)
    #expect(done.exitCode == 0, "\(label): \(done.errors)")
    try world.sync()
    #expect(try world.used("A") == 5, label)
    #expect(try world.tokens("A") == 5, label)
    let standing = try world.standing("A")
    if loss == .flush {
      #expect(!standing.hasPrefix("exact") && standing.hasSuffix("held 0"), label)
    } else {
      #expect(standing == "exact -0 +0 held 0", label)
    }
    #expect(try world.sync().changed == 0, label)
    if let code = killed.exitCode {
      #expect(code == 0, label)
      return true
    }
    return false
  }

  /// A bucket of no tokens would be no bucket's better: the backend sets one for an active code,
  /// and none for an unlimited one.
  @Test(arguments: ["is_active = false", "max_uses = 0"])
  func `a bucket is made for no inactive and no unlimited code`(_ change: String) throws {
    let world = try evicted()
    try leaveTraces(world, "A", records: 5)
    try world.postgres.execute("UPDATE redeem_codes SET \(change)", deadline: .soon)
    try world.sync()
    let operation = try resync(world, .database)
    let outcome = try operation.apply(operation.plan())
    #expect(outcome.applied == ["A"])
    #expect(outcome.rebuilt == [])
    #expect(try world.tokens("A") == nil)
    #expect(try world.standing("A") == "exact -0 +0 held 0")
  }

  /// The run that made it died, and so did the bucket, before anybody looked: what was taken from
  /// it is not known.
  @Test func `a bucket that came and went unseen leaves no exact count`() async throws {
    let world = try evicted()
    try leaveTraces(world, "A", records: 5)
    let killed = try await CommandRun.invitectl(
      ["force-resync", "--all", "--yes"],
      environment: world.environment.merging(["INVITECTL_FAILPOINT": "resync-after-create"]) { $1 })
    #expect(killed.exitCode == nil)
    #expect(try world.tokens("A") == 5)
    try world.take("A", 2)
    try world.bucket.send("DEL", world.key("A"), world.key("A") + ":sync")
    try world.sync()
    #expect(try world.used("A") == 5)
    #expect(try world.standing("A").hasPrefix("vanished -5 +"))
    try leaveTraces(world, "A", queued: 2)
    let operation = try resync(world)
    let plan = try operation.plan()
    #expect(plan.items.allSatisfy { $0.atMost ?? .max >= 7 })
    #expect(try operation.apply(plan).rebuilt == ["A"])
    #expect(try world.used("A") == 7)
    #expect(try world.tokens("A") == 3)
    #expect(try world.standing("A") == "exact -0 +0 held 0")
  }

  @Test func `a plan is written, looked at, and applied from its file`() async throws {
    let world = try evicted()
    try leaveTraces(world, "A", records: 5)
    let file = Sandbox.temporaryPath(".json")
    defer { unlink(file) }
    let planned = try await CommandRun.invitectl(
      ["force-resync", "A", "--plan", file], environment: world.environment)
    #expect(planned.exitCode == 0, "\(planned.errors)")
    #expect(planned.errors.contains("--apply \(file)"))
    #expect(try world.used("A") == 2)
    #expect(try world.tokens("A") == nil)
    let applied = try await CommandRun.invitectl(
      ["force-resync", "--apply", file, "--yes"], environment: world.environment)
    #expect(applied.exitCode == 0, "\(applied.errors)")
    #expect(try world.used("A") == 5)
    #expect(try world.tokens("A") == 5)
    let again = try await CommandRun.invitectl(
      ["force-resync", "--apply", file, "--yes"], environment: world.environment)
    #expect(again.exitCode == 8)
    #expect(again.errors.contains("changed meanwhile"))
    #expect(try world.used("A") == 5)
    let missing = try await CommandRun.invitectl(
      ["force-resync", "--apply", file + ".no", "--yes"], environment: world.environment)
    #expect(missing.exitCode == 2)
    #expect(missing.errors.contains("make it with --plan FILE"))
  }

  @Test func `the bucket can be believed by a person's word`() async throws {
    let world = try SyncWorld()
    try world.addCode("A", max: 10, used: 6)
    try world.initialise("A")
    try world.sync()
    // Somebody set the bucket by hand: 3 of 10 were used, says Redis.
    try world.bucket.send("SET", world.key("A"), 7, "EX", 86_000)
    try world.sync()
    let done = try await CommandRun.invitectl(
      ["force-resync", "A", "--from", "redis", "--yes"], environment: world.environment)
    #expect(done.exitCode == 0, "\(done.errors)")
    let tokens = try #require(try world.tokens("A"))
    #expect(try world.used("A") == 10 - tokens)
    #expect(try world.standing("A") == "exact -0 +0 held 0")
    #expect(try world.sync().changed == 0)
  }
}
