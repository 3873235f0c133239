import ClientSupport
import Foundation
import Glibc
import InviteDomain
import InviteOps
import InviteSettings
import Synchronization
import TestSupport
import TestWorlds
import Testing

/// Whatever stands in Redis, in rows, in what workers say, in files, requests, flags and settings: it
/// is shown, refused or named, and no process dies or hangs of it.
///
/// `make torture-inputs` runs 20,000 and more (INVITECTL_INPUT_RUNS), repeated by
/// INVITECTL_INPUT_SEED. A trap ends the process of the tests, which is how it shows; the file that
/// is named at the start then holds the input.
@Suite struct OutsideInputTests {
  /// At once, each with servers' databases of its own: an input takes half a second, and nearly all of
  /// it is waiting for who does not answer.
  static var lanes: Int {
    ProcessInfo.processInfo.environment["INVITECTL_INPUT_LANES"].flatMap { Int($0) } ?? 4
  }

  static var runs: Int {
    ProcessInfo.processInfo.environment["INVITECTL_INPUT_RUNS"].flatMap { Int($0) } ?? 360
  }

  static func generator(_ salt: UInt64, test: String = #function) -> SeededGenerator {
    let given = ProcessInfo.processInfo.environment["INVITECTL_INPUT_SEED"].flatMap { UInt64($0) }
    return SeededGenerator(seed: given.map { $0 &+ salt } ?? .random(in: .min ... .max), test: test)
  }

  /// Runs a command that may read a line, or end before it does: its input is a file, since a pipe
  /// that nobody reads any more is an error of this side.
  ///
  /// - Parameter patience: after this long it gets a SIGTERM, and ten seconds later a SIGKILL.
  static func fed(
    _ words: [String], _ world: InputWorld, patience: Int
  ) throws -> BlockingResult {
    let file = world.directory + "/input"
    try "AAAA a@example.com\n".write(toFile: file, atomically: false, encoding: .utf8)
    let bounded = ["/usr/bin/timeout", "-s", "TERM", "-k", "10", String(patience)]
    return try BlockingRun.invitectl(
      ["-c", #"file=$1; shift; exec "$@" <"$file""#, "bash", file] + bounded + words,
      environment: world.sync.environment, limit: .seconds(patience + 60), path: "/bin/bash")
  }

  /// Runs `body` once a lane, each on a thread of its own: on Swift's pool, which has one thread a core,
  /// whatever else waits there would seem to take as long as their inputs.
  ///
  /// - Returns: what went wrong in all of them.
  static func inLanes(
    _ body: @escaping @Sendable (Int) throws -> [String]
  ) async throws -> [String] {
    try await withThrowingTaskGroup(of: [String].self) { group in
      for lane in 0..<lanes {
        group.addTask {
          try await withCheckedThrowingContinuation { continuation in
            Thread.detachNewThread { continuation.resume(with: Result { try body(lane) }) }
          }
        }
      }
      return try await group.reduce(into: []) { $0 += $1 }
    }
  }

  @Test func `no input ends the process`() async throws {
    let wrong = try await Self.inLanes { try Self.readInputs($0) }
    #expect(wrong.isEmpty)
  }

  private static func readInputs(_ lane: Int) throws -> [String] {
    var wrong: [String] = []
    var generator = Self.generator(UInt64(lane), test: "inputs, lane \(lane)")
    let cases = InputCase.some(Self.runs / Self.lanes, &generator)
    let world = try InputWorld()
    let watch = try Watchdog(Sandbox.temporaryPath("-lane-\(lane)"))
    // The binary takes longer than the library in this process: a share of them.
    var commands = 0
    for (index, input) in cases.enumerated() {
      watch.begin("\(input)")
      try world.reset()
      // What the server does not take is no input.
      guard (try? input.lane.place(world, input.bytes)) != nil else { continue }
      do {
        try input.lane.read(world)
      } catch is Failure {}
      guard index.isMultiple(of: 12) else { continue }
      let choices = input.lane.commands(world)
      guard let command = choices.randomElement(using: &generator) else { continue }
      try world.reset()
      guard (try? input.lane.place(world, input.bytes)) != nil else { continue }
      let result = try Self.fed([CommandRun.invitectlPath] + command, world, patience: 50)
      commands += 1
      if !(result.exitCode.map { $0 <= 128 && $0 != 124 } == true) {
        wrong.append("\(command) \(result.ending) \(input)")
      }
    }
    watch.end()
    world.remove()
    print("inputs, lane \(lane): \(cases.count) inputs, \(commands) through the binary")
    return wrong
  }

  @Test func `no request ends the server`() async throws {
    var generator = Self.generator(100)
    let world = try MetricsWorld()
    let port = try PrivateRedis.freePort()
    let templates = [
      "§GET§ §/-/healthy§ §HTTP/1.1§\r\n§Host§: §x§\r\nAccept: §text/plain;q=1§\r\n\r\n",
      "GET /metrics HTTP/1.1\r\nX-Prometheus-Scrape-Timeout-Seconds: §10§\r\nAccept: "
        + "application/openmetrics-text;version=§1.0.0§;q=§0.5§,text/plain;q=§1§\r\n\r\n",
      "HEAD / HTTP/1.0\r\nContent-Length: §0§\r\nTransfer-Encoding: §chunked§\r\n\r\n",
    ].map { InputTemplate($0) }
    var requests: [[UInt8]] = templates.flatMap { template in
      (0..<template.fields).flatMap { field in
        HostileValue.all.map { template.filled([field: $0]) }
      }
    }
    requests.shuffle(using: &generator)
    for index in requests.indices where index.isMultiple(of: 3) {
      requests[index] = HostileValue.damage(requests[index], &generator)
    }
    let chosen = Array(requests.prefix(max(60, Self.runs / 10)))
    let result = try await CommandRun.invitectl(
      ["metrics-dump", "--listen", "127.0.0.1:\(port)", "--collectors", "limiter"],
      environment: world.environment
    ) { pid in
      defer { kill(pid, SIGTERM) }
      try waitUntil("the server listens") {
        (try? HTTPFetch(port, "/-/healthy"))?.status == 200
      }
      for request in chosen {
        // With the end of our side, so that a head that never ends is not waited for.
        _ = try? await HTTPFetch.endingOnThread(port, request)
      }
      #expect(try HTTPFetch(port, "/-/healthy").status == 200)
      #expect(try HTTPFetch(port, "/metrics").body.contains("invitehub_redeem_permits_in_use 0"))
    }
    #expect(result.exitCode == 0, "\(result.status)")
    print("requests: \(chosen.count)")
  }

  @Test func `no setting ends the process`() throws {
    var generator = Self.generator(300)
    let templates: [(String, String)] = [
      ("DATABASE_URL", "postgresql://u:§@h:§/d?connect_timeout=§"),
      ("DATABASE_URL", "postgresql+asyncpg://u@h/§"), ("REDIS_URL", "redis://:§@h:§/§"),
      ("REDIS_URL", "sentinel://a:§;sentinel://b:§/§"),
      ("REDIS_URL", "rediss://h/0?ssl_cert_reqs=§"),
      ("REDIS_URL", "unix:///x?db=§"), ("REDIS_URL", "§"), ("REDIS_HOST", "§"),
      ("REDIS_PORT", "§"), ("REDIS_DB", "§"), ("REDIS_BROKER_DB", "§"), ("REDIS_BACKEND_DB", "§"),
      ("INVITECTL_TIMEOUT", "§s"), ("INVITECTL_TIMEOUT", "§"), ("INVITECTL_BROKER_URL", "§"),
      ("INVITECTL_RESULT_URL", "redis://h/§"), ("INVITECTL_BROKER_KEY_PREFIX", "§"),
      ("OTEL_EXPORTER_OTLP_TIMEOUT", "§"), ("POSTGRES_PORT", "§"), ("TRACEPARENT", "§"),
    ]
    var count = 0
    for (name, template) in templates {
      for value in HostileValue.all where !value.contains(0) {
        let text = template.replacing("§", with: String(decoding: value, as: UTF8.self))
        _ = try? InviteConfiguration(
          SettingSources(
            environment: [
              "DATABASE_URL": "postgresql:///x", "REDIS_URL": "redis://h",
            ].merging([name: text]) { $1 },
            workingDirectory: "/"))
        count += 1
      }
    }
    for _ in 0..<max(200, Self.runs / 10) {
      let name = templates.randomElement(using: &generator)?.0 ?? "REDIS_URL"
      _ = try? InviteConfiguration(
        SettingSources(
          environment: [name: generator.nastyText(upTo: 40)], workingDirectory: "/"))
      count += 1
    }
    print("settings: \(count)")
  }
}

extension BlockingResult {
  var ending: String {
    exitCode.map { "exit code \($0)" } ?? signal.map { "signal \($0)" } ?? "?"
  }
}

/// Notes which input is being read, and ends the tests when one is read for a minute.
private final class Watchdog: Sendable {
  private let path: String
  private let state = Mutex<(since: ContinuousClock.Instant, input: String)?>(nil)
  private let stop = Interrupt()

  init(_ path: String) throws {
    self.path = path
    print("the input that is being read stands in \(path)")
    let stop = stop
    Thread.detachNewThread { [self] in
      while SocketWait.pause(.seconds(1), interrupt: stop) {
        guard let (since, input) = state.withLock({ $0 }) else { continue }
        if since.duration(to: .now) > .seconds(60) { fatalError("read for a minute: \(input)") }
      }
    }
  }

  func begin(_ input: String) {
    state.withLock { $0 = (.now, input) }
    try? Data(input.utf8).write(to: URL(filePath: path))
  }

  func end() {
    stop.trigger()
    unlink(path)
  }
}
