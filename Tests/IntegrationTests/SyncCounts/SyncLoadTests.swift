import ClientSupport
import Foundation
import InviteOps
import PostgresClient
import Synchronization
import TestSupport
import TestWorlds
import Testing

/// Backend actors in Python hammer both servers while `sync-counts` runs every second; the oracle
/// is what the actors themselves saw. INVITECTL_LOAD_SECONDS makes it longer than a slice.
@Suite struct SyncLoadTests {
  private struct Truth: Decodable {
    let uses: Int
    let burst: Int
  }

  private static var seconds: Int {
    ((try? Sandbox.variable("INVITECTL_LOAD_SECONDS")).flatMap { Int($0) }) ?? 8
  }

  private func world() throws -> SyncWorld {
    let world = try SyncWorld()
    for number in 0..<12 {
      let code = "LOAD\(number)"
      try world.addCode(code, max: number < 4 ? 60 : 100_000)
      try world.initialise(code)
      try world.bucket.send("EXPIRE", world.key(code), 86_000)
    }
    try world.sync()
    return world
  }

  private func load(
    _ world: SyncWorld, restarts: Double, job: Bool
  ) async throws -> [String: Truth] {
    let seed = Int.random(in: 0...1_000_000)
    print("seed of the load: \(seed)")
    let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("../../peers/redeem_load.py").standardized.path
    let result = try await CommandRun.run(
      try Sandbox.variable("INVITECTL_TEST_PYTHON"),
      [script, String(Self.seconds), String(seed), String(restarts), job ? "1" : "0"],
      environment: world.environment)
    #expect(result.exitCode == 0, "\(result.errors)")
    return try JSONDecoder().decode([String: Truth].self, from: Data(result.output.utf8))
  }

  @Test func `under load without re-initialisation the count is the truth`() async throws {
    let world = try world()
    let runner = SyncRunner(try world.context())
    runner.start()
    let truths = try await load(world, restarts: 0, job: false)
    #expect(try runner.stop() > 3)
    try world.sync()
    #expect(try world.sync().changed == 0)
    for (code, truth) in truths {
      #expect(try world.used(code) == truth.uses, "\(code)")
      #expect(try world.standing(code).hasPrefix("exact"), "\(code)")
      let most = code.count == 5 && "0123".contains(code.last ?? "x") ? 60 : 100_000
      #expect(truth.uses <= most + truth.burst, "\(code) oversold beyond the bound")
    }
  }

  @Test func `under load with restarts the truth is within the bounds`() async throws {
    let world = try world()
    let runner = SyncRunner(try world.context())
    runner.start()
    let truths = try await load(world, restarts: 3, job: false)
    #expect(try runner.stop() > 3)
    for _ in 0..<2 { try world.sync() }
    for (code, truth) in truths {
      let row = try world.postgres.query(
        """
        SELECT used_count - spread_low AS low, used_count + spread_high AS high, state
        FROM redeem_codes c JOIN invitectl.redeem_sync s ON s.code_id = c.id WHERE code = $1
        """, [code], deadline: .soon
      ).only()
      #expect(truth.uses >= (try row.int("low")), "\(code)")
      #expect(truth.uses <= (try row.int("high")), "\(code)")
      #expect(try row.string("state") != "exact", "\(code)")
    }
  }

  @Test func `the same oracle fails the absolute job`() async throws {
    let world = try world()
    let truths = try await load(world, restarts: 3, job: true)
    var wrong = 0
    for (code, truth) in truths {
      // What the job writes last is M - R, so it is asked for it once more, at rest.
      let tokens = try world.tokens(code) ?? 0
      let most = try world.postgres.query(
        "SELECT max_uses FROM redeem_codes WHERE code = $1", [code], deadline: .soon
      ).only().int("max_uses")
      if most - tokens != truth.uses { wrong += 1 }
    }
    print("negative control: the absolute job is wrong on \(wrong) of \(truths.count) codes")
    #expect(wrong > 0)
  }
}

/// `sync-counts` once a second on a thread of its own.
private final class SyncRunner: Sendable {
  private let context: OperationContext
  private let isStopped = Mutex(false)
  private let result = Mutex<Result<Int, any Error>?>(nil)

  init(_ context: OperationContext) {
    self.context = context
  }

  func start() {
    Thread.detachNewThread { [self] in
      var runs = 0
      do {
        while !isStopped.withLock({ $0 }) {
          _ = try SyncCounts(context, SyncRequest()).run()
          runs += 1
          SocketWait.pause(.seconds(1))
        }
        result.withLock { $0 = .success(runs) }
      } catch {
        result.withLock { $0 = .failure(error) }
      }
    }
  }

  func stop() throws -> Int {
    isStopped.withLock { $0 = true }
    while true {
      if let result = result.withLock({ $0 }) { return try result.get() }
      SocketWait.pause(.milliseconds(20))
    }
  }
}
