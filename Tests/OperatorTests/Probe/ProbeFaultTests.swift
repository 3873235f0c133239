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
