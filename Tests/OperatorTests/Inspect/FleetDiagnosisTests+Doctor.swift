import CeleryProtocol
import InviteOps
import LosslessJSON
import RedisClient
import TestSupport
import TestWorlds
import Testing

/// What `doctor` says of workers when it probes, and of one that is drained.
extension FleetDiagnosisTests {
  @Test func `doctor probes only when asked, and then says who takes nothing`() async throws {
    let redis = try TestRedis()
    let inspect = InspectRun(redis: redis, patience: "60s")
    let worker = try CeleryWorker("asked", on: redis, queues: "invites,sync,celery")
    let context = try OperationContext.test(redis: redis)
    func probed() throws -> DoctorReport.Check {
      try Doctor(context, checks: [.workers], probes: true).run().check(.workers)
    }
    // It listens, and may be cold: once it has answered and taken a message it is not.
    #expect(try await inspect("ping", "--wait", "120s").exitCode == 0)
    #expect(try await inspect("probe", "--wait", "120s").exitCode == 0)
    let well = try context.doctor(.workers)
    #expect(well.verdict == .pass, "\(well)")
    let taken = try probed()
    #expect(taken.verdict == .pass, "\(taken)")
    #expect(
      try await inspect("control", "cancel-consumer", "invites", "-d", worker.node, "--yes")
        .exitCode == 0)
    let check = try probed()
    #expect(check.verdict == .fail, "\(check)")
    #expect(check.detail.contains("nobody takes messages from invites"), "\(check)")
    // What answers is said as well, and each remedy stands on a line of its own.
    #expect(check.detail.contains("1 answered; nobody serves invites"), "\(check)")
    #expect(check.fixes.count == 2 && check.fixes[1].hasPrefix("start one: celery"), "\(check)")
  }

  @Test func `doctor has one that is drained consume again what nobody serves`() async throws {
    let redis = try TestRedis()
    let inspect = InspectRun(redis: redis, patience: "60s")
    let worker = try CeleryWorker("drained", on: redis, queues: "invites,sync,celery")
    // It listens, and may be cold.
    #expect(
      try await inspect("control", "drain", "-d", worker.node, "--yes").exitCode == 0)
    let check = try OperationContext.test(redis: redis).doctor(.workers)
    #expect(check.verdict == .fail, "\(check)")
    let commands = ["invites", "sync", "celery"].map {
      "invitectl inspect-workers control add-consumer \($0) --destination \(worker.node) --yes"
    }
    #expect(check.fixes == [commands.joined(separator: " && ")], "\(check)")
    withExtendedLifetime(worker) {}
  }

  @Test func `a worker that is busy when doctor probes is not called nobody`() async throws {
    let redis = try TestRedis()
    let inspect = InspectRun(redis: redis)
    let solo = try CeleryWorker("solo", on: redis, pool: "solo", queues: "invites,sync,celery")
    let beside = try CeleryWorker("beside", on: redis, queues: "sync,celery")
    let id = CeleryID.random()
    try inspect.publish("probe.sleep", args: [300], queue: "invites", id: id)
    try inspect.waitUntilBegun(id)
    let context = try OperationContext.test(redis: redis)
    let check = try Doctor(context, checks: [.workers], probes: true).run().check(.workers)
    #expect(!check.detail.contains("nobody takes"), "\(check)")
    #expect(check.detail.contains("no worker took a probe in time from invites"), "\(check)")
    #expect(check.detail.contains(solo.node), "\(check)")
    _ = beside
  }

  @Test func `the binding of a worker that never comes back is taken away by what is printed`()
    async throws
  {
    let redis = try TestRedis()
    let inspect = InspectRun(redis: redis)
    try TestRedis.connect(redis.broker).send(
      "SADD", "_kombu.binding.celery.pidbox",
      "\u{6}\u{16}\u{6}\u{16}never@test.celery.pidbox")
    func absent() async throws -> JSONValue? {
      let overview = try await inspect("overview", "-o", "json")
      return try inspect.json(overview)["diagnoses"]?.array?
        .first { $0["kind"] == "absent_workers" }
    }
    let found = try #require(try await absent())
    #expect(found["message"]?.string?.contains("never@test") == true, "\(found)")
    let printed = try #require(found["hint"]?.string?.firstMatch(of: #/: (redis-cli .+)$/#))
    let typed = try await CommandRun.run(
      "/bin/bash", ["-c", String(printed.1)], environment: ["PATH": "/usr/bin:/bin"])
    #expect(typed.exitCode == 0 && typed.output.contains("1"), "\(printed.1): \(typed)")
    #expect(try await absent() == nil)
  }
}
