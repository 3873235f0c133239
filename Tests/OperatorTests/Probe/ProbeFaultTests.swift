import ClientSupport
import Glibc
import RedisClient
import TestSupport
import TestWorlds
import Testing

/// Probes that something ends.
@Suite struct ProbeFaultTests {
  @Test(arguments: [SIGINT, SIGTERM, SIGHUP])
  func `after a signal nothing is left`(_ signal: Int32) async throws {
    let world = try ProbeWorld()
    try world.declare("celery", "sync")
    let before = try world.state()
    let report = try await world.run(["--priorities", "--wait", "60s"]) { pid in
      try await eventually("the probes are there") { try world.state().count >= before.count + 8 }
      kill(pid, signal)
    }
    #expect(report.result.exitCode == 128 + signal, "\(report)")
    #expect(report.result.errors.contains("taken back"), "\(report)")
    #expect(try world.state() == before)
  }

  @Test func `after SIGKILL a worker discards what is left`() async throws {
    let world = try ProbeWorld()
    try world.declare("celery")
    let before = try world.state()
    _ = try await world.run(["celery", "--wait", "60s"]) { pid in
      try await eventually("the probe is there") { try world.state() != before }
      kill(pid, SIGKILL)
    }
    #expect(try world.state() != before)
    let worker = try CeleryWorker("heir", on: world.redis)
    let broker = try TestRedis.connect(world.redis.broker)
    try await eventually("it is discarded") {
      try broker.send("LLEN", "celery\u{6}\u{16}3").asInteger() == 0
        && broker.send("HLEN", "unacked").asInteger() == 0
    }
    #expect(try await world.begun() == [:])
    let results = try TestRedis.connect(world.redis.result)
    for key in try results.send("KEYS", "*").asStrings() {
      #expect(try results.send("TTL", key).asInteger() > 0)
    }
    _ = worker
  }

  /// What is there that was not; a mailbox that was cut off ends by itself.
  private func left(_ world: ProbeWorld, _ before: [String: [UInt8]]) throws -> [String] {
    try world.state().keys.filter { before[$0] == nil && !$0.contains("reply") }.sorted()
  }

  /// Its message and its mark come in one step.
  @Test(arguments: ["probe-sent", "probe-landed", "probe-settled", "probe-cleared"])
  func `killed there, the next probe takes away what is left, and nothing else`(
    place: String
  ) async throws {
    let world = try ProbeWorld()
    try world.declare("celery")
    let failpoint = ["INVITECTL_FAILPOINT": place]
    let results = try TestRedis.connect(world.redis.result)
    let broker = try TestRedis.connect(world.redis.broker)
    // Another's result, and what names a task that is none of ours.
    let foreign = "celery-task-meta-5f0c0000-0000-4000-8000-000000000000"
    try results.send("SET", foreign, "{}")
    try broker.send("LPUSH", "other", "{}")
    let before = try world.state()
    try broker.send(
      "HSET", "invitectl:probes", "5f0c0000-0000-4000-8000-000000000000",
      #"{"made": 1, "until": 2, "owner": null, "queue": "celery", "lists": ["other"], "#
        + #""message": "{}"}"#)

    // Nobody takes it: it lies in its list.
    let killed = try await world.run(["celery", "--wait", "100ms"], environment: failpoint)
    #expect(killed.result.signal == SIGKILL, "\(killed)")
    let none = try await world.run(["celery", "--wait", "100ms"])
    #expect(none.result.exitCode == 69, "\(none)")
    #expect(try left(world, before) == ["\(world.redis.broker.database) invitectl:probes"])
    #expect(try broker.send("HLEN", "invitectl:probes").asInteger() == 1)

    let worker = try CeleryWorker("taker", on: world.redis)
    let beside = try world.state()
    let again = try await world.run(["celery"], environment: failpoint)
    #expect(again.result.signal == SIGKILL, "\(again)")
    try await eventually("the worker is done with it") {
      try broker.send("LLEN", "celery\u{6}\u{16}3").asInteger() == 0
        && broker.send("HLEN", "unacked").asInteger() == 0
    }
    let next = try await world.run(["celery"])
    #expect(next.result.exitCode == 0 && next.kinds == [], "\(next)")
    #expect(try left(world, beside) == [])
    #expect(try broker.send("HLEN", "invitectl:probes").asInteger() == 1)
    #expect(try results.send("EXISTS", foreign).asInteger() == 1)
    #expect(try broker.send("LLEN", "other").asInteger() == 1)
    _ = worker
  }

  /// A worker that is stopped while it waits has the message in its socket, and stores its result whenever it goes
  /// on.
  @Test func `what a stopped worker had of a killed probe is taken away once it has stored it`()
    async throws
  {
    let world = try ProbeWorld()
    let worker = try CeleryWorker("sleeper", on: world.redis)
    let before = try world.state()
    worker.signal(SIGSTOP)
    defer { worker.signal(SIGCONT) }
    let killed = try await world.run(
      ["celery", "--wait", "300ms"], environment: ["INVITECTL_FAILPOINT": "probe-landed"])
    #expect(killed.result.signal == SIGKILL, "\(killed)")
    #expect(try await world.run(["celery", "--wait", "300ms"]).result.exitCode == 69)
    worker.signal(SIGCONT)
    let broker = try TestRedis.connect(world.redis.broker)
    // The suite's limit ends it.
    while try await world.inspect("ping").exitCode != 0 {
      try await Task.sleep(for: .milliseconds(50))
    }
    try await eventually("it has gone on") {
      try broker.send("HLEN", "unacked").asInteger() == 0
    }
    // The second one is behind whatever the worker had.
    for _ in 0..<2 { #expect(try await world.run(["celery"]).result.exitCode == 0) }
    #expect(try left(world, before) == [])
  }

  @Test func `without a right to the marks it probes all the same`() async throws {
    let world = try ProbeWorld()
    try world.declare("celery")
    let broker = try TestRedis.connect(world.redis.broker)
    try broker.send("SET", "invitectl:probes", "x")
    let before = try world.state()
    let none = try await world.run(["celery", "--wait", "100ms"])
    #expect(none.result.exitCode == 69, "\(none)")
    let worker = try CeleryWorker("taker", on: world.redis)
    #expect(try await world.run(["celery"]).result.exitCode == 0)
    // What a worker makes for itself, and nothing of ours.
    let more = try left(world, before).filter { !$0.contains("kombu") }
    #expect(more == [])
    _ = worker
  }

  @Test func `a connection that breaks at any byte leaves nothing`() async throws {
    let world = try ProbeWorld()
    try world.declare("celery")
    let before = try world.state()
    guard case .tcp(_, let port) = world.redis.broker.address else { return }
    let proxy = try FaultProxy(.tcp(port: port))
    let environment = [
      "INVITECTL_BROKER_URL": "redis://127.0.0.1:\(proxy.port)/\(world.redis.broker.database)"
    ]
    let arguments = ["celery", "--wait", "150ms", "--timeout", "600ms"]
    proxy.arm(nil)
    let whole = try await world.run(arguments, environment: environment)
    #expect(whole.result.exitCode == 69, "\(whole)")
    #expect(proxy.settle())
    let seed = UInt64.random(in: .min ... .max)
    print("a connection that breaks: seed \(seed)")
    var random = SeededGenerator(seed: seed)
    var struck = 0
    for direction in FaultProxy.Direction.allCases {
      proxy.arm(nil)
      _ = try await world.run(arguments, environment: environment)
      #expect(proxy.settle())
      let bytes = proxy.passed(direction)
      for kind in [FaultProxy.Kind.cut, .reset, .stall, .split] {
        for _ in 0..<4 {
          let fault = FaultProxy.Fault(
            kind, direction, at: Int.random(in: 1..<bytes, using: &random))
          proxy.arm(fault)
          let report = try await world.run(arguments, environment: environment)
          struck += proxy.hasStruck ? 1 : 0
          #expect([1, 69].contains(report.result.exitCode), "\(fault): \(report)")
          // A mailbox that was cut off ends by itself; a probe does not, and is taken back.
          let left = try world.state().filter { before[$0.key] == nil && !$0.key.contains("reply") }
          #expect(left.isEmpty, "\(fault): \(left.keys) \(report)")
        }
      }
    }
    #expect(struck > 16)
  }

  @Test func `where the broker stays away it says what is left and that it is harmless`()
    async throws
  {
    let server = try PrivateRedis(tcp: true)
    guard case .unix(let path) = server.endpoint.address else { return }
    let relay = try TCPRelay(to: path)
    let direct = try TestRedis.connect(server.endpoint)
    try direct.send("SADD", "_kombu.binding.celery", "celery\u{6}\u{16}\u{6}\u{16}celery")
    let result = try await CommandRun.invitectl(
      ["inspect-workers", "probe", "celery", "--wait", "60s"],
      environment: ["INVITECTL_BROKER_URL": "redis://127.0.0.1:\(relay.port)/0"]
    ) { _ in
      try await eventually("the probe is there") {
        try TestRedis.connect(server.endpoint).send("LLEN", "celery\u{6}\u{16}3").asInteger() == 1
      }
      relay.close()
      relay.cut()
    }
    #expect(result.exitCode == 1, "\(result)")
    #expect(result.errors.contains("probes may be left in celery"), "\(result.errors)")
    #expect(result.errors.contains("they have expired"), "\(result.errors)")
    #expect(try direct.send("LLEN", "celery\u{6}\u{16}3").asInteger() == 1)
  }
}
