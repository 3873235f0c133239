import Foundation
import InviteOps
import RedisClient
import TestSupport
import TestWorlds
import Testing

/// A process that is stopped while it holds a permit, for longer than the permit's lease: another
/// one has the place by then, and the late one must not act beside it.
@Suite struct LateHolderTests {
  enum Flow: String, CaseIterable {
    case oneServer, twoServers, database

    var code: String { self == .database ? "LINUXDO5" : "DIRECT10" }
  }

  @Test(arguments: Flow.allCases)
  func `asks for another permit before it acts`(flow: Flow) async throws {
    let second = flow == .twoServers ? try TestRedis(server: TestRedis.secondServer()) : nil
    let world = try RedeemWorld(broker: second?.broker)
    let environment = world.environment.merging(["INVITECTL_FAILPOINT": "permit-held:stop"]) { $1 }
    let broker = world.brokerEndpoint
    let arguments = ["redeem", flow.code, "a@example.com", "--limit", "1", "--permit-wait", "60s"]
    let late = try await CommandRun.invitectl(
      arguments + ["--lease", "1s"], environment: environment
    ) { late in
      #expect(try await HeldProcess.stop(late))
      // Its lease of 1 s ends.
      try await Task.sleep(for: .milliseconds(1200))
      let other = try await CommandRun.invitectl(
        arguments + ["--lease", "60s"], environment: environment
      ) { other in
        #expect(try await HeldProcess.stop(other))
        let before = HeldProcess.sleeps(late)
        kill(late, SIGCONT)
        // Time to act, if it would: it asks for a permit every tenth of a second.
        try await Task.sleep(for: .milliseconds(700))
        try await HeldProcess.comesOn(late, to: before + 20)
        #expect(!HeldProcess.hasEnded(late), "it must wait for the place that is not its own now")
        #expect(try Self.queued(broker) == 0, "it acted beside the one who has its place")
        kill(other, SIGCONT)
      }
      #expect(other.exitCode == 0, "\(other.errors)")
      try await HeldProcess.letGo(late)
    }
    #expect(late.exitCode == 0, "\(late.errors)")
    #expect(try world.queued() == 2)
    #expect(try world.used(flow.code) == 2)
    #expect(try world.bucket.send("GET", "global:redeem:limiter").isNull, "the permits are back")
    // The window counts what was done, not how often a permit was asked for.
    #expect(try world.bucket.send("ZCARD", "rate_limit:redeem:a@example.com") == .integer(2))
  }

  private static func queued(_ broker: RedisEndpoint) throws -> Int {
    try TestRedis.connect(broker).send("LLEN", RedeemWorld.queue).asInteger()
  }

  @Test func `a batch goes on with another permit`() async throws {
    let world = try RedeemWorld()
    try world.setTokens("DIRECT10", 1000)
    let input = (0..<600).map { "DIRECT10,u\($0)@example.com" }.joined(separator: "\n")
    let environment = world.environment
    let (bucket, broker) = (world.redis.bucket, world.brokerEndpoint)
    let batch = try await CommandRun.invitectl(
      ["redeem", "--batch", "-", "--limit", "1", "--permit-wait", "60s", "--lease", "1s"],
      environment: environment.merging(["INVITECTL_FAILPOINT": "permit-held:stop"]) { $1 },
      input: input
    ) { batch in
      #expect(try await HeldProcess.stop(batch))
      // Its lease of 1 s ends, and its place is given back.
      try await Task.sleep(for: .milliseconds(1200))
      let reaped = try await CommandRun.invitectl(
        ["redeem", "limiter", "--reap"], environment: environment)
      #expect(reaped.output.contains("given back: 1"), "\(reaped)")
      // Somebody else has the only place, and gives it back.
      try TestRedis.connect(bucket).send("SETEX", "global:redeem:limiter", 60, 1)
      let before = HeldProcess.sleeps(batch)
      kill(batch, SIGCONT)
      try await Task.sleep(for: .milliseconds(500))
      try await HeldProcess.comesOn(batch, to: before + 20)
      #expect(try Self.queued(broker) == 0, "it acted beside the one who has its place")
      try TestRedis.connect(bucket).send("DEL", "global:redeem:limiter")
      try await HeldProcess.letGo(batch)
    }
    #expect(batch.exitCode == 0, "\(batch.errors)")
    #expect(try world.queued() == 600)
    #expect(try world.tokens("DIRECT10") == 400)
    #expect(batch.output.split(separator: "\n").allSatisfy { $0.contains(#""status":"queued""#) })
  }
}
