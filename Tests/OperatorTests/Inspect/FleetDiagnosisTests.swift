import CeleryProtocol
import Foundation
import Glibc
import InviteOps
import LosslessJSON
import RedisClient
import TestSupport
import TestWorlds
import Testing

/// What the overview and doctor say of workers that take nothing or say nothing, and of keys that are
/// not what they should be.
@Suite struct FleetDiagnosisTests {
  private func kinds(_ result: CommandResult) throws -> [String] {
    let json = try JSONValue(parsing: Array(result.output.utf8))
    return (json["diagnoses"]?.array ?? []).compactMap { $0["kind"]?.string }
  }

  private func type(_ command: String, _ redis: TestRedis) async throws -> CommandResult {
    try await CommandRun.run(
      "/bin/sh", ["-c", command.replacing("invitectl ", with: "\(CommandRun.invitectlPath) ")],
      environment: [
        "INVITECTL_BROKER_URL": "\(redis.broker)", "INVITECTL_RESULT_URL": "\(redis.result)",
        "PATH": "/usr/bin:/bin",
      ])
  }

  @Test func `what a killed worker had is given back by what is printed`() async throws {
    let redis = try TestRedis()
    let inspect = InspectRun(redis: redis)
    let broker = try TestRedis.connect(redis.broker)
    let message = try TaskMessage(task: "probe.sleep", id: "left", queue: "celery", args: [1])
    try broker.send(
      "HSET", "unacked", "tag", JSONValue.array([message.envelope.json, "", "celery"]).pythonJSON)
    let taken = Date().timeIntervalSince1970 - 60
    try broker.send("ZADD", "unacked_index", "\(taken)", "tag")
    let overview = try await inspect("overview", "-o", "json")
    #expect(overview.exitCode == 69, "\(overview)")
    let orphaned = try #require(
      try inspect.json(overview)["diagnoses"]?.array?
        .first { $0["kind"]?.string == "unacked_orphaned" }, "\(overview)")
    let queues = try inspect.json(overview)["queues"]?.array ?? []
    #expect(queues.first { $0["name"] == "celery" }?["state"] == "untold", "\(overview)")
    let command = "invitectl inspect-workers control restore-unacked"
    #expect(orphaned["hint"]?.string?.contains("'\(command)'") == true, "\(orphaned)")
    let shown = try await type(command, redis)
    #expect(shown.exitCode == 0, "\(shown)")
    #expect(shown.output.contains("Would give back 1 message of 1"), "\(shown)")
  }

  @Test func `a worker without remote control is seen, alone and beside others`() async throws {
    let redis = try TestRedis()
    let inspect = InspectRun(redis: redis, patience: "60s")
    let mute = try CeleryWorker(
      "mute", on: redis, settings: #"{"worker_enable_remote_control": false}"#,
      hasRemoteControl: false)
    let alone = try await inspect("overview", "-o", "json")
    #expect(alone.exitCode == 69, "\(alone)")
    #expect(try inspect.statuses(alone) == [mute.node: "heartbeat_only"], "\(alone)")
    #expect(try kinds(alone) == ["heartbeat_only"])
    #expect(
      try inspect.statuses(try await inspect("ping", "-o", "json")) == [mute.node: "heartbeat_only"]
    )
    let context = try OperationContext.test(redis: redis)
    let warned = try context.doctor(.workers)
    #expect(warned.verdict == .warn, "\(warned)")
    #expect(warned.fix == "invitectl inspect-workers probe")

    let open = try CeleryWorker("open", on: redis)
    try inspect.publish("probe.sleep", args: [30])
    try inspect.publish("probe.sleep", args: [30])
    let beside = try await inspect("overview", "-o", "json")
    #expect(beside.exitCode == 8, "\(beside)")
    #expect(
      try inspect.statuses(beside) == [mute.node: "heartbeat_only", open.node: "replied"],
      "\(beside)")
    // Without one nobody is waited for.
    mute.kill()
    let start = ContinuousClock.now
    #expect(try await inspect("ping").exitCode == 0)
    #expect(start.duration(to: .now) < .seconds(50))
  }

  @Test func `nobody is said to have died while somebody may have the message`() async throws {
    func untold(_ inspect: InspectRun) async throws -> JSONValue {
      // A moment after it was taken nothing is said of it.
      let end = ContinuousClock.now + .seconds(300)
      while true {
        let overview = try await inspect("overview", "-o", "json")
        let found = try inspect.json(overview)["diagnoses"]?.array ?? []
        #expect(!found.contains { $0["kind"] == "unacked_orphaned" }, "\(overview)")
        if let untold = found.first(where: { $0["kind"] == "unacked_untold" }) { return untold }
        try #require(ContinuousClock.now < end, "\(overview)")
        // Each look is a process of its own; the time above ends it.
        try await Task.sleep(for: .milliseconds(200))
      }
    }
    let busy = try TestRedis()
    let solo = try CeleryWorker("solo", on: busy, pool: "solo")
    try InspectRun(redis: busy).publish("probe.sleep", args: [900])
    try InspectRun(redis: busy).waitUntilTaken()
    let ofSolo = try await untold(InspectRun(redis: busy))
    #expect(ofSolo["message"]?.string?.contains("\(solo.node) may have it") == true, "\(ofSolo)")
    let unheard = try TestRedis()
    let mute = try CeleryWorker(
      "mute", on: unheard, settings: #"{"worker_enable_remote_control": false}"#,
      hasRemoteControl: false, arguments: ["--without-heartbeat"])
    try InspectRun(redis: unheard).publish("probe.sleep", args: [900])
    try InspectRun(redis: unheard).waitUntilTaken()
    let ofMute = try await untold(InspectRun(redis: unheard))
    #expect(
      ofMute["message"]?.string?.contains("1 connection of nobody who answers") == true, "\(ofMute)"
    )
    withExtendedLifetime((solo, mute)) {}
  }

  @Test func `where all are drained the printed command names one of them, and has it consume`()
    async throws
  {
    let redis = try TestRedis()
    let inspect = InspectRun(redis: redis, patience: "60s")
    let worker = try CeleryWorker("drained", on: redis, queues: "invites")
    let stopped = try await inspect(
      "control", "cancel-consumer", "invites", "-d", worker.node, "--yes")
    #expect(stopped.exitCode == 0, "\(stopped)")
    try inspect.publish("probe.sleep", args: [0], queue: "invites")
    let overview = try await inspect("overview", "-o", "json")
    let told = try #require(
      try inspect.json(overview)["diagnoses"]?.array?
        .first { $0["kind"]?.string == "no_consumer" }, "\(overview)")
    let add = "invitectl inspect-workers control add-consumer invites -d \(worker.node) --yes"
    #expect(told["hint"]?.string?.contains("'\(add)'") == true, "\(told)")
    #expect(try await type(add + " --wait 60s", redis).exitCode == 0)
    let after = try await inspect("overview", "-o", "json")
    #expect(try !kinds(after).contains("no_consumer"), "\(after)")
  }

  @Test func `messages that an idle worker leaves where they are`() async throws {
    let redis = try TestRedis()
    let inspect = InspectRun(redis: redis, patience: "60s")
    // It looks in other lists for all steps but the first.
    let worker = try CeleryWorker("blind", on: redis, options: #"{"sep": ":"}"#)
    #expect(
      try kinds(try await inspect("overview", "-o", "json")).contains("not_consuming") == false)
    try inspect.publish("probe.sleep", args: [0])
    // A worker that answers the second look late is not judged by it.
    let end = ContinuousClock.now + .seconds(120)
    var found = try await inspect("overview", "-o", "json")
    while try !kinds(found).contains("not_consuming"), .now < end {
      found = try await inspect("overview", "-o", "json")
    }
    #expect(try kinds(found).contains("not_consuming"), "\(found)")
    // The exit code tells who answered; that there is more is said, with what has a code for it.
    #expect(found.exitCode == 0, "\(found)")
    let check = "invitectl inspect-workers check -d \(worker.node)"
    #expect(found.errors.contains("exit code 0 says that every worker answered"), "\(found)")
    #expect(found.errors.contains("'\(check)'"), "\(found)")
    #expect(try await type(check + " --wait 60s", redis).exitCode == 0, "it is well itself")
    #expect(try await inspect("overview", "-q").errors.isEmpty)
    let context = try OperationContext.test(redis: redis)
    var doctor = try context.doctor(.workers)
    while !doctor.detail.contains("takes none"), .now < end {
      doctor = try context.doctor(.workers)
    }
    #expect(doctor.verdict == .fail && doctor.detail.contains("takes none"), "\(doctor)")
    // Typed as printed, it says why.
    let printed = try #require(doctor.fix?.split(separator: "'").first.map(String.init))
    let typed = try await type(printed + " --wait 12s", redis)
    #expect(typed.exitCode == 69 && typed.output.contains("does not look in the list"), "\(typed)")
    _ = worker
  }

  @Test func `a full server is shown as far as it can be read`() async throws {
    let server = try PrivateRedis(["--maxmemory-policy", "noeviction"])
    let redis = try TestRedis(server: server.endpoint)
    let inspect = InspectRun(redis: redis)
    try inspect.publish("probe.sleep", args: [0], queue: "invites")
    let admin = try TestRedis.connect(server.endpoint)
    try admin.send("CONFIG", "SET", "maxmemory", "1")
    func environment() -> [String: String] {
      ["INVITECTL_BROKER_URL": redis.broker.url, "INVITECTL_RESULT_URL": redis.result.url]
    }
    let full = try await CommandRun.invitectl(
      ["inspect-workers", "-o", "json"], environment: environment())
    #expect(full.exitCode == 8, "\(full)")
    #expect(try kinds(full).contains("workers_not_asked"), "\(full)")
    #expect(!(try kinds(full).contains("no_workers")), "\(full)")
    #expect(!(try kinds(full).contains("no_consumer")), "\(full)")
    let invites = try JSONValue(parsing: Array(full.output.utf8))["queues"]?.array?
      .first { $0["name"]?.string == "invites" }
    #expect(invites?["ready"]?.array?.compactMap(\.int).reduce(0, +) == 1, "\(full)")
    let probe = try await CommandRun.invitectl(
      ["inspect-workers", "probe", "invites", "-o", "json"], environment: environment())
    #expect(probe.exitCode != 0 && probe.output.contains("probe_refused"), "\(probe)")
  }

  @Test func `keys of another type are named with theirs and what moves them`() async throws {
    let redis = try TestRedis()
    let inspect = InspectRun(redis: redis)
    let broker = try TestRedis.connect(redis.broker)
    try broker.send("SET", "unacked", "x")
    try broker.send("LPUSH", "unacked_index", "x")
    try broker.send("HSET", "sync", "x", "y")
    try broker.send("SET", "_kombu.binding.foo", "x")
    try broker.send(
      "SADD", "_kombu.binding.celery", "celery\u{6}\u{16}\u{6}\u{16}celery", "celery;rm -rf")
    let overview = try await inspect("overview", "-o", "json")
    let diagnoses =
      try JSONValue(parsing: Array(overview.output.utf8))["diagnoses"]?.array ?? []
    let texts = diagnoses.compactMap { $0["message"]?.string }
    for (key, what) in [
      ("unacked", "not a hash but a string"), ("unacked_index", "not a sorted set but a list"),
      ("sync", "not a list but a hash"), ("_kombu.binding.foo", "not a set but a string"),
    ] {
      #expect(texts.contains { $0.contains("\(key) is \(what)") }, "\(texts)")
    }
    #expect(
      texts.contains { $0.contains("_kombu.binding.celery is a set with 1 member") }, "\(texts)")
    // What is printed is typed, and nothing is of another type afterwards.
    for hint in diagnoses where hint["kind"] == "wrong_type" {
      let parts = (hint["hint"]?.string ?? "").components(separatedBy: "move it away: '")
      let command = String(parts.last?.dropLast() ?? "")
      #expect(command.hasPrefix("redis-cli"), "\(command)")
      let moved = try await CommandRun.run(
        "/bin/sh", ["-c", command], environment: ["PATH": "/usr/bin:/bin"])
      #expect(moved.exitCode == 0, "\(command): \(moved)")
    }
    #expect(!(try kinds(try await inspect("overview", "-o", "json")).contains("wrong_type")))
  }
}
