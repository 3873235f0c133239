import InviteOps
import RedisClient
import TestSupport
import TestWorlds
import Testing

/// Real workers whose lists are not where kombu has them by itself.
@Suite struct QueueLayoutWorkerTests {
  private static let layouts = [
    (#"{"sep": ":"}"#, ["INVITECTL_BROKER_SEPARATOR": ":"], "invites:3"),
    (
      #"{"priority_steps": [0, 5]}"#, ["INVITECTL_BROKER_PRIORITY_STEPS": "0,5"],
      "invites\u{06}\u{16}5"
    ),
    (
      #"{"sep": "%%", "priority_steps": [0, 1, 2, 3, 4, 5]}"#,
      [
        "INVITECTL_BROKER_SEPARATOR": "%%", "INVITECTL_BROKER_PRIORITY_STEPS": "0,1,2,3,4,5",
      ], "invites%%5"
    ),
  ]

  @Test(arguments: layouts, CeleryWorker.Version.allCases)
  func `redeem refuses where no worker looks, and works when told where they look`(
    layout: (options: String, settings: [String: String], list: String),
    version: CeleryWorker.Version
  ) async throws {
    let world = try RedeemWorld()
    // This app has never had another separator.
    try world.broker.send("DEL", "_kombu.binding.invites")
    let worker = try CeleryWorker(
      "w", on: world.redis, version: version, queues: "invites", options: layout.options)
    let refused = try await CommandRun.invitectl(
      ["redeem", "DIRECT10", "a@example.com"], environment: world.environment)
    #expect(refused.exitCode != 0)
    #expect(refused.errors.contains("no worker looks in the list invites\\x06\\x163"), "\(refused)")
    for (name, value) in layout.settings {
      #expect(refused.errors.contains(name) && refused.errors.contains(value))
    }
    #expect(try world.tokens("DIRECT10") == nil)
    #expect(try world.queued() == 0)
    // Nobody may find a binding there that these workers cannot read.
    #expect(
      try world.broker.send("SMEMBERS", "_kombu.binding.invites").asStrings()
        .allSatisfy { !$0.contains("\u{06}") || layout.options.contains("\"sep\"") == false })
    let environment = world.environment.merging(layout.settings) { $1 }
    let done = try await CommandRun.invitectl(
      ["redeem", "DIRECT10", "a@example.com", "--wait=60"], environment: environment)
    #expect(done.output.contains("SUCCESS"), "\(done)")
    let answer = try await CommandRun.invitectl(
      ["inspect-workers", "ping"], environment: environment)
    #expect(answer.exitCode == 0)
    withExtendedLifetime(worker) {}
  }

  @Test func `with the usual settings a look at such workers works and names them`() async throws {
    let world = try RedeemWorld()
    let worker = try CeleryWorker(
      "w", on: world.redis, queues: "invites", options: #"{"sep": ":", "priority_steps": [0, 5]}"#)
    let ping = try await CommandRun.invitectl(
      ["inspect-workers", "ping"], environment: world.environment)
    #expect(ping.exitCode == 0, "\(ping)")
    #expect(ping.output.contains(worker.node))
    worker.kill()
    try world.broker.send("LPUSH", "invites:5", "x")
    let overview = try await CommandRun.invitectl(
      ["inspect-workers"], environment: world.environment)
    #expect(overview.output.contains("in the list invites:5"), "\(overview)")
  }

  @Test func `without workers invites are queued as ever`() async throws {
    let world = try RedeemWorld()
    let result = try await CommandRun.invitectl(
      ["redeem", "DIRECT10", "a@example.com"], environment: world.environment)
    #expect(result.exitCode == 0)
    #expect(try world.queued() == 1)
  }

  @Test func `a stopped worker holds up nobody and refuses nothing`() async throws {
    let world = try RedeemWorld()
    let worker = try CeleryWorker("w", on: world.redis, queues: "invites")
    worker.signal(19)
    let result = try await CommandRun.invitectl(
      ["redeem", "DIRECT10", "a@example.com"], environment: world.environment)
    #expect(result.exitCode == 0)
    worker.signal(18)
  }
}
