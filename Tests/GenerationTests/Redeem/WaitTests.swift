import CeleryProtocol
import ClientSupport
import Glibc
import InviteOps
import LosslessJSON
import PostgresClient
import RedisClient
import TestSupport
import TestWorlds
import Testing

/// `redeem --wait` with real Celery workers.
@Suite struct WaitTests {
  private let world: RedeemWorld

  init() throws {
    world = try RedeemWorld()
  }

  private func redeem(_ arguments: String...) async throws -> CommandResult {
    try await redeem(arguments)
  }

  private func redeem(_ arguments: [String]) async throws -> CommandResult {
    try await CommandRun.invitectl(["redeem"] + arguments, environment: world.environment)
  }

  @Test(arguments: CeleryWorker.Version.allCases)
  func `Celery 5.7 and 5.3 record the invite and say so`(
    version: CeleryWorker.Version
  ) async throws {
    let worker = try ReferenceWorker(world, version: version)
    let result = try await redeem("DIRECT10", "alice@example.com", "--wait=60s", "-o", "json")
    #expect(result.exitCode == 0, "\(result.errors)\n\(worker.logged)")
    let outcome = try JSONValue(parsing: Array(result.output.utf8))
    #expect(outcome["task"]?["state"]?.string == "SUCCESS")
    #expect(outcome["task"]?["invite"]?["team"]?.string == "roomy")
    let rows = try world.postgres.query(
      "SELECT id FROM invite_records WHERE email = 'alice@example.com' AND redeem_code = 'DIRECT10'",
      deadline: .soon)
    #expect(try rows.only().int("id") == outcome["task"]?["invite"]?["id"]?.int)
    let retried = try await redeem("DIRECT10", "b+retry1@example.com", "--wait=60s")
    #expect(retried.exitCode == 0, "\(retried.errors)\n\(worker.logged)")
    #expect(retried.output.contains("retries    1"))
    #expect(retried.errors.contains("waiting: RETRY 1"))
    let failed = try await redeem("DIRECT10", "c+fail@example.com", "--wait=60s")
    #expect(failed.exitCode == 9)
    #expect(failed.errors.contains("the service refused this email"), "\(failed.errors)")
    #expect(failed.output.contains("error"))
    // A token that came to nothing can be given back, once.
    let id = try #require(
      failed.output.split(separator: "\n").first { $0.hasPrefix("  task") }?.split(separator: " ")
        .last.map(String.init))
    let before = try #require(try world.tokens("DIRECT10"))
    // Not to another code, by force neither.
    _ = try await redeem("bucket", "DIRECTHALF", "--init")
    let half = try world.tokens("DIRECTHALF")
    for force in [[], ["--force"]] {
      let other = try await redeem(["refund", "DIRECTHALF", "--task", id] + force)
      #expect(other.exitCode == 7)
      #expect(other.errors.contains("it took another's token"), "\(other.errors)")
    }
    #expect(try world.tokens("DIRECTHALF") == half)
    #expect(try await redeem("refund", "DIRECT10", "--task", id).exitCode == 0)
    #expect(try await redeem("refund", "DIRECT10", "--task", id).exitCode == 0)
    #expect(try world.tokens("DIRECT10") == before + 1)
    let unknown = try await redeem("refund", "DIRECT10", "--task", CeleryID.random())
    #expect(unknown.exitCode == 7)
    let success = try #require(outcome["task_id"]?.string)
    #expect(try await redeem("refund", "DIRECT10", "--task", success).exitCode == 7)
  }

  @Test func `a rebind and a database flow come to their records`() async throws {
    let worker = try ReferenceWorker(world)
    let rebind = try await redeem("LINUXDOREBIND", "rebind@example.com", "--wait=60s")
    #expect(rebind.exitCode == 0, "\(rebind.errors)\n\(worker.logged)")
    let used = try await redeem("LINUXDO5", "new@example.com", "--wait=60s")
    #expect(used.exitCode == 0, "\(used.errors)")
    #expect(used.output.contains("team roomy"))
  }

  @Test func `every message of a batch is accepted and finished`() async throws {
    let worker = try ReferenceWorker(world)
    let emails = (0..<40).map { "bulk.\($0)+\($0)'quote@exämple.com" }
    try world.setTokens("DIRECT10", 100)
    let result = try await CommandRun.invitectl(
      ["redeem", "--batch", "-"], environment: world.environment,
      input: emails.map { "DIRECT10,\"\($0)\"" }.joined(separator: "\n"))
    #expect(result.exitCode == 0, "\(result.errors)")
    try await eventually("every message is an invite") {
      try world.postgres.query(
        "SELECT count(*) AS n FROM invite_records WHERE email LIKE 'bulk.%'", deadline: .soon
      ).only().int("n") == emails.count
    }
    withExtendedLifetime(worker) {}
    #expect(try world.queued() == 0)
  }

  @Test func `without a worker it says where the message is`() async throws {
    let first = try await redeem("DIRECT10", "a@example.com")
    #expect(first.exitCode == 0)
    let result = try await redeem("DIRECT10", "b@example.com", "--wait=1.5s")
    #expect(result.exitCode == 69)
    #expect(result.errors.contains("still in the queue, 1 before it"))
    #expect(try world.queued() == 2)
    // The time holds wherever it stands: the default would be a minute.
    let start = ContinuousClock.now
    let early = try await redeem("DIRECT10", "--wait=1s", "c@example.com", "-o", "json")
    #expect(early.exitCode == 69)
    #expect(start.duration(to: .now) < .seconds(30))
    #expect(try world.queued() == 3)
  }

  @Test func `a purged queue is noticed`() async throws {
    let queue = RedeemWorld.queue
    let endpoint = world.brokerEndpoint
    let result = try await CommandRun.invitectl(
      ["redeem", "DIRECT10", "a@example.com", "--wait=60s"], environment: world.environment
    ) { _ in
      let broker = try TestRedis.connect(endpoint)
      try await eventually("the queue is purged") {
        try broker.send("DEL", queue).asInteger() > 0
      }
    }
    #expect(result.exitCode == 69)
    #expect(result.errors.contains("in no queue and with no worker"))
  }

  @Test func `a signal ends the wait, and the invite stays queued`() async throws {
    let endpoint = world.brokerEndpoint
    let result = try await CommandRun.invitectl(
      ["redeem", "DIRECT10", "a@example.com", "--wait=60s"], environment: world.environment
    ) { pid in
      let broker = try TestRedis.connect(endpoint)
      try await eventually("the message is queued") {
        try broker.send("LLEN", RedeemWorld.queue).asInteger() > 0
      }
      kill(pid, SIGTERM)
    }
    #expect(result.exitCode == 143)
    #expect(try world.queued() == 1)
  }

  @Test(arguments: ["text", "json"])
  func `who stops waiting is told what was done`(format: String) async throws {
    let id = CeleryID.random()
    let endpoint = world.brokerEndpoint
    let result = try await CommandRun.invitectl(
      ["redeem", "DIRECT10", "a@example.com", "--id", id, "--wait=60s", "-o", format],
      environment: world.environment
    ) { pid in
      // No worker: it waits for its message to be taken.
      let broker = try TestRedis.connect(endpoint)
      try await eventually("the message is queued") {
        try broker.send("LLEN", RedeemWorld.queue).asInteger() == 1
      }
      kill(pid, SIGINT)
    }
    #expect(result.exitCode == 130)
    #expect(result.output.contains(id), "\(result.output)")
    #expect(result.output.contains("queued"))
    #expect(result.errors.contains("the invite is in the queue"), "\(result.errors)")
    #expect(result.errors.contains("inspect-workers task \(id)"))
  }
}
