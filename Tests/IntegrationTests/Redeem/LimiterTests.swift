import ClientSupport
import Foundation
import RedisClient
import Synchronization
import TestSupport
import Testing

@testable import InviteOps

/// The shared semaphore and the window, on the keys of the backend.
@Suite struct LimiterTests {
  private let world: RedeemWorld
  private let key = "global:redeem:limiter"

  init() throws {
    world = try RedeemWorld()
  }

  private func admission(
    permits: Int = 10, calls: Int = 0, lease: Duration = .seconds(30), patience: Duration = .zero
  ) throws -> RedeemAdmission {
    var limits = RedeemLimits()
    limits.permits = permits
    limits.calls = calls
    limits.lease = lease
    limits.patience = patience
    return RedeemAdmission(servers: RedeemServers(try world.context), limits: limits)
  }

  private var inUse: Int {
    get throws { try world.bucket.send("GET", key).asOptionalInteger() ?? 0 }
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
    let admission = try admission(permits: 2, lease: .milliseconds(300))
    _ = try admission.acquire(email: "a@b.c")
    _ = try admission.acquire(email: "a@b.c")
    #expect(throws: Failure.self) { try admission.acquire(email: "a@b.c") }
    SocketWait.pause(.milliseconds(350))
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
    let admission = try admission(permits: 1, lease: .milliseconds(400))
    let permit = try #require(try admission.acquire(email: "a@b.c"))
    for _ in 0..<4 {
      SocketWait.pause(.milliseconds(200))
      #expect(try admission.renew(permit))
    }
    SocketWait.pause(.milliseconds(500))
    #expect(try !admission.renew(permit))
  }

  @Test func `a window of 5 in 60 s lets 5 of 1,000 through`() throws {
    let admission = try admission(permits: 0, calls: 5)
    var admitted = 0
    for _ in 0..<1000 where (try? admission.acquire(email: "a@b.c")) != nil { admitted += 1 }
    #expect(admitted == 5)
    #expect(try admission.acquire(email: "other@b.c") != nil)
    #expect(try world.bucket.send("ZCARD", "rate_limit:redeem:a@b.c") == .integer(5))
  }

  @Test func `the backend's whole seconds count in the window, and it slides`() throws {
    let now = try Int(world.bucket.send("TIME").asStrings()[0]) ?? 0
    for second in [now - 70, now - 58, now - 57, now - 2, now - 1] {
      try world.bucket.send("ZADD", "rate_limit:redeem:a@b.c", second, second)
    }
    let admission = try admission(permits: 0, calls: 5)
    #expect(try admission.acquire(email: "a@b.c") != nil)
    let failure = #expect(throws: Failure.self) { try admission.acquire(email: "a@b.c") }
    #expect(failure?.reason == "RATE_LIMITED")
    // The oldest within the minute leaves the window in about two seconds.
    SocketWait.pause(.milliseconds(3200))
    #expect(try admission.acquire(email: "a@b.c") != nil)
  }

  @Test func `200 processes, a third of the holders killed: never more than 10`() async throws {
    // Each is stopped while it holds its permit, until it is killed or told to go on.
    let environment = world.environment.merging(["INVITECTL_FAILPOINT": "permit-held:stop"]) { $1 }
    let seed = UInt64.random(in: .min ... .max)
    print("seed of the limiter test: \(seed)")
    var random = SeededGenerator(seed: seed)
    let victims = Set((0..<200).filter { _ in Int.random(in: 0..<3, using: &random) == 0 })
    try world.setTokens("DIRECT10", 1000)
    let most = LockedMaximum()
    try await withThrowingTaskGroup(of: Int32?.self) { group in
      for index in 0..<200 {
        let kills = victims.contains(index)
        group.addTask {
          try await CommandRun.invitectl(
            [
              "redeem", "DIRECT10", "p\(index)@example.com", "--permit-wait", "300s",
              "--lease", "6s",
            ], environment: environment
          ) { pid in
            try await Self.letGo(pid, kills: kills, most: most)
          }.exitCode
        }
      }
      var done = 0
      for try await code in group where code == 0 { done += 1 }
      #expect(done == 200 - victims.count)
    }
    #expect(most.value <= 10)
    #expect(most.value >= 5, "they were not at once, so that nothing was shown")
    try await Task.sleep(for: .milliseconds(6100))
    let report = try await CommandRun.invitectl(
      ["redeem", "limiter", "--reap", "-o", "json"], environment: world.environment)
    let value = try JSONValue(parsing: Array(report.output.utf8))
    #expect(value["in_use"]?.int == 0, "\(report.output)")
  }

  /// Waits until the process has stopped at its failpoint, counts it among the holders for a
  /// while, and then kills it or lets it go on.
  private static func letGo(
    _ pid: Int32, kills: Bool, most: LockedMaximum
  ) async throws {
    while true {
      let stat = (try? String(contentsOfFile: "/proc/\(pid)/stat", encoding: .utf8)) ?? ""
      guard let end = stat.lastIndex(of: ")") else { return }
      let state = stat[stat.index(end, offsetBy: 2)...].first
      if state == "T" { break }
      if state == "Z" { return }
      try await Task.sleep(for: .milliseconds(10))
    }
    most.enter()
    try await Task.sleep(for: .milliseconds(50))
    most.leave()
    kill(pid, kills ? SIGKILL : SIGCONT)
  }
}

/// How many were inside at once, at most.
final class LockedMaximum: Sendable {
  private let counts = Mutex((inside: 0, most: 0))

  var value: Int { counts.withLock { $0.most } }

  func enter() {
    counts.withLock { counts in
      counts.inside += 1
      counts.most = max(counts.most, counts.inside)
    }
  }

  func leave() {
    counts.withLock { $0.inside -= 1 }
  }
}
