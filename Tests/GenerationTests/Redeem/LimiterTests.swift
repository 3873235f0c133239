import Foundation
import RedisClient
import TestSupport
import TestWorlds
import Testing

@testable import InviteDomain
@testable import InviteOps
@testable import LosslessJSON

/// The shared semaphore and the window, on the keys of the backend.
@Suite struct LimiterTests {
  private let world: RedeemWorld
  private let key = "global:redeem:limiter"

  init() throws {
    world = try RedeemWorld()
  }

  private func admission(
    permits: Int = 10, calls: Int = 0, lease: Duration = .seconds(30), patience: Duration = .zero,
    settings: [String: String] = [:]
  ) throws -> RedeemAdmission {
    var limits = RedeemLimits()
    limits.permits = permits
    limits.calls = calls
    limits.lease = lease
    limits.patience = patience
    return RedeemAdmission(servers: RedeemConnections(try world.context(settings)), limits: limits)
  }

  private var inUse: Int {
    get throws { try world.bucket.send("GET", key).asOptionalInteger() ?? 0 }
  }

  /// Lets time go by for what a set holds by its time: all of it is so much older, however slow the machine is.
  private func age(_ set: String, by time: Int) throws {
    for member in try world.bucket.send("ZRANGE", set, 0, -1).asStrings() {
      try world.bucket.send("ZINCRBY", set, -time, member)
    }
  }

  @Test func `permits of ours and of the backend count together`() throws {
    for _ in 0..<4 { try world.bucket.send("INCR", key) }
    try world.bucket.send("EXPIRE", key, 60)
    let admission = try admission()
    var held: [RedeemAdmission.Permit?] = []
    for _ in 0..<6 { held.append(try admission.acquire(email: "a@b.c")) }
    let failure = #expect(throws: Failure.self) { try admission.acquire(email: "a@b.c") }
    #expect(failure?.kind == .transient)
    #expect(try inUse == 10)
    // One of the backend leaves.
    try world.bucket.send("DECR", key)
    held.append(try admission.acquire(email: "a@b.c"))
    for permit in held { try admission.release(permit, countsCall: true) }
    #expect(try inUse == 3)
    // Released twice is released once.
    try admission.release(held[0], countsCall: true)
    #expect(try inUse == 3)
  }

  @Test func `a permit of a dead holder comes back with its lease`() throws {
    let admission = try admission(permits: 2, lease: .seconds(60))
    _ = try admission.acquire(email: "a@b.c")
    _ = try admission.acquire(email: "a@b.c")
    for time in [0, 30_000] {
      try age(RedeemLimits.leasesKey, by: time)
      #expect(throws: Failure.self) { try admission.acquire(email: "a@b.c") }
    }
    try age(RedeemLimits.leasesKey, by: 30_000)
    let third = try admission.acquire(email: "a@b.c")
    #expect(third != nil)
    #expect(try inUse == 1)
  }

  @Test func `a counter that expired under its holders is put right`() throws {
    let admission = try admission(permits: 3)
    _ = try admission.acquire(email: "a@b.c")
    _ = try admission.acquire(email: "a@b.c")
    try world.bucket.send("DEL", key)
    _ = try admission.acquire(email: "a@b.c")
    #expect(try inUse == 3)
    #expect(throws: Failure.self) { try admission.acquire(email: "a@b.c") }
  }

  @Test func `a lease renewed is kept, a lost one is told`() throws {
    let admission = try admission(permits: 1, lease: .seconds(60))
    var permit = try #require(try admission.acquire(email: "a@b.c"))
    for _ in 0..<3 {
      try age(RedeemLimits.leasesKey, by: 30_000)
      let isHeld = try admission.renew(&permit)
      #expect(isHeld)
    }
    try age(RedeemLimits.leasesKey, by: 60_000)
    let isHeld = try admission.renew(&permit)
    #expect(!isHeld)
  }

  @Test func `a window of 5 in 60 s lets 5 of 1,000 through`() throws {
    let admission = try admission(permits: 0, calls: 5)
    var admitted = 0
    for _ in 0..<1000 where (try? admission.acquire(email: "a@b.c")) != nil { admitted += 1 }
    #expect(admitted == 5)
    #expect(try admission.acquire(email: "other@b.c") != nil)
    #expect(try world.bucket.send("ZCARD", "rate_limit:redeem:a@b.c") == .integer(5))
  }

  @Test func `the window is on the key that the backend was configured with`() throws {
    let now = try Int(world.bucket.send("TIME").asStrings()[0]) ?? 0
    for second in (now - 4)...now {
      try world.bucket.send("ZADD", "hub:window:a@b.c", second, second)
    }
    let admission = try admission(
      permits: 0, calls: 5, settings: ["INVITECTL_REDEEM_WINDOW_KEY": "hub:window"])
    let failure = #expect(throws: Failure.self) { try admission.acquire(email: "a@b.c") }
    #expect(failure?.reason == "RATE_LIMITED")
    #expect(try admission.acquire(email: "other@b.c") != nil)
    #expect(try world.bucket.send("ZCARD", "hub:window:other@b.c") == .integer(1))
    #expect(try world.bucket.send("EXISTS", "rate_limit:redeem:other@b.c") == .integer(0))
  }

  @Test func `the backend's whole seconds count in the window, and it slides`() throws {
    let now = try Int(world.bucket.send("TIME").asStrings()[0]) ?? 0
    let window = "rate_limit:redeem:a@b.c"
    for second in [now - 70, now - 30, now - 29, now - 2, now - 1] {
      try world.bucket.send("ZADD", window, second, second)
    }
    let admission = try admission(permits: 0, calls: 5)
    #expect(try admission.acquire(email: "a@b.c") != nil)
    let failure = #expect(throws: Failure.self) { try admission.acquire(email: "a@b.c") }
    #expect(failure?.reason == "RATE_LIMITED")
    // The oldest within the minute leaves the window.
    try age(window, by: 31)
    #expect(try admission.acquire(email: "a@b.c") != nil)
  }

  /// Fifteen times as many at once as may be inside; of more, most would only ask in vain for longer.
  ///
  /// - Parameters:
  ///   - lease: of each permit.
  ///   - pause: for how long each holder is kept, at most, in milliseconds.
  @Test(arguments: [(lease: 6, pause: 50)])
  func `150 processes, a third of the holders killed: never more than 10`(
    lease: Int, pause: Int
  ) async throws {
    // Each is stopped while it holds its permit, until it is killed or told to go on.
    let environment = world.environment.merging(["INVITECTL_FAILPOINT": "permit-held:stop"]) { $1 }
    let seed = UInt64.random(in: .min ... .max)
    print("seed of the limiter test: \(seed)")
    var random = SeededGenerator(seed: seed)
    let count = 150
    let victims = Set((0..<count).filter { _ in Int.random(in: 0..<3, using: &random) == 0 })
    try world.setTokens("DIRECT10", 1000)
    let occupancy = Occupancy()
    let bucket = world.redis.bucket
    try await withThrowingTaskGroup(of: Int32?.self) { group in
      for index in 0..<count {
        let kills = victims.contains(index)
        let pause = Duration.milliseconds(Int.random(in: (pause / 2)...pause, using: &random))
        group.addTask {
          try await CommandRun.invitectl(
            [
              "redeem", "DIRECT10", "p\(index)@example.com", "--permit-wait", "600s",
              "--lease", "\(lease)s",
            ], environment: environment
          ) { pid in
            try await Self.hold(pid, bucket, pause, kills: kills, occupancy)
          }.exitCode
        }
      }
      var done = 0
      for try await code in group where code == 0 { done += 1 }
      #expect(done == count - victims.count)
    }
    #expect(occupancy.most <= 10)
    #expect(occupancy.most >= 5, "they were not at once, so that nothing was shown")
    // Whoever was told to go on acted once, however often it had to ask.
    #expect(try world.queued() == count - victims.count)
    #expect(try world.tokens("DIRECT10") == 1000 - count + victims.count)
    try await Task.sleep(for: .milliseconds(lease * 1000 + 100))
    let report = try await CommandRun.invitectl(
      ["redeem", "limiter", "--reap", "-o", "json"], environment: world.environment)
    let value = try JSONValue(parsing: Array(report.output.utf8))
    #expect(value["in_use"]?.int == 0, "\(report.output)")
  }

  /// Keeps the process for a while each time it has stopped at its failpoint, and then kills it or
  /// lets it go on.
  ///
  /// It counts as inside from when it is seen stopped, and not longer than until its lease ends: a
  /// test that looks too late, on a busy machine, must not count one who has lost the place.
  private static func hold(
    _ pid: Int32, _ bucket: RedisEndpoint, _ pause: Duration, kills: Bool, _ occupancy: Occupancy
  ) async throws {
    var pause = pause
    while try await HeldProcess.stop(pid) {
      let seen = ContinuousClock.now
      let left = try leaseLeft(pid, bucket)
      try await Task.sleep(for: pause)
      occupancy.add(from: seen, to: min(.now, seen.advanced(by: left)))
      kill(pid, kills ? SIGKILL : SIGCONT)
      // Who came too late once gets through the next time.
      pause = .milliseconds(20)
      try await Task.sleep(for: .milliseconds(10))
    }
  }

  /// How long the place of this process is still its own.
  private static func leaseLeft(_ pid: Int32, _ bucket: RedisEndpoint) throws -> Duration {
    let connection = try TestRedis.connect(bucket)
    defer { connection.close() }
    let leases = try connection.send("ZRANGE", RedeemLimits.key + ":leases", 0, -1, "WITHSCORES")
      .asStrings()
    let time = try connection.send("TIME").asStrings().compactMap { Int($0) }
    for index in stride(from: 0, to: leases.count, by: 2) where leases[index].contains(":\(pid):") {
      let end = try #require(Int(leases[index + 1]))
      return .milliseconds(end) - .seconds(time[0]) - .microseconds(time[1])
    }
    return .zero
  }
}
