import Foundation
import Glibc
import InviteOps
import PostgresClient
import TestSupport
import TestWorlds
import Testing

@Suite struct MetricsListenTests {
  private let world: MetricsWorld
  private let port: Int

  init() throws {
    world = try MetricsWorld(seed: true)
    port = try PrivateRedis.freePort()
  }

  /// Runs the server while `body` does, then stops it by SIGTERM unless `body` does that.
  private func serve(
    _ arguments: [String] = [], stopsItself: Bool = false,
    _ body: @escaping @Sendable (_ pid: Int32) async throws -> Void
  ) async throws -> CommandResult {
    let port = port
    return try await CommandRun.invitectl(
      ["metrics-dump", "--listen", "127.0.0.1:\(port)"] + arguments,
      environment: world.environment
    ) { pid in
      defer { if !stopsItself { kill(pid, SIGTERM) } }
      try await eventually("the server answers") {
        (try? HTTPFetch(port, "/-/healthy"))?.status == 200
      }
      try await body(pid)
    }
  }

  @Test func `it serves what it is asked for, and refuses the rest`() async throws {
    let port = port
    let result = try await serve { _ in
      let metrics = try HTTPFetch(port, "/metrics?x=1")
      #expect(metrics.status == 200)
      #expect(metrics.headers["content-type"] == "text/plain; version=0.0.4; charset=utf-8")
      #expect(metrics.headers["content-length"] == "\(metrics.body.utf8.count)")
      #expect(metrics.body.contains("\ninvitehub_seats{state=\"max\"} 105\n"))

      let accept =
        "application/openmetrics-text;version=1.0.0,application/openmetrics-text;version=0.0.1;"
        + "q=0.75,text/plain;version=0.0.4;q=0.5,*/*;q=0.1"
      let open = try HTTPFetch(port, "/metrics", headers: ["Accept": accept])
      #expect(
        open.headers["content-type"]
          == "application/openmetrics-text; version=1.0.0; charset=utf-8")
      #expect(open.body.hasSuffix("# EOF\n"))

      let head = try HTTPFetch(port, "/metrics", method: "HEAD")
      #expect(head.status == 200 && head.body.isEmpty)
      #expect(try HTTPFetch(port, "/").body.contains("href=\"/metrics\""))
      #expect(try HTTPFetch(port, "/etc/passwd").status == 404)
      let post = try HTTPFetch(port, "/metrics", method: "POST")
      #expect(post.status == 405 && post.headers["allow"] == "GET, HEAD")
      #expect(try HTTPFetch(port, raw: "nonsense\r\n\r\n").status == 400)
      #expect(try HTTPFetch(port, raw: "GET /metrics HTTP/1.1\nHost: x\r\n\r\n").status == 400)
      let long = "GET / HTTP/1.1\r\nX: " + String(repeating: "x", count: 20_000)
      #expect(try HTTPFetch(port, raw: long).status == 431)
    }
    #expect(result.exitCode == 0)
    #expect(result.output.isEmpty)
    #expect(result.errors == "listening on http://127.0.0.1:\(port)/metrics\n")
  }

  @Test func `a scrape timeout that is no number is ignored`() async throws {
    let port = port
    let result = try await serve(["--collectors", "limiter"]) { _ in
      for value in [
        "nan", "NaN", "inf", "-inf", "1e300", "-1e300", "1e-300", "9223372036854775808", "-1", "",
        "0", "-0", "x", "1 2", "٣", String(repeating: "9", count: 5000),
      ] {
        let answer = try HTTPFetch(
          port, "/metrics", headers: ["X-Prometheus-Scrape-Timeout-Seconds": value])
        #expect(answer.status == 200, "\(value)")
        #expect(answer.body.contains("invitehub_redeem_permits_in_use 0"), "\(value)")
      }
    }
    #expect(result.exitCode == 0)
  }

  /// Descriptors that run out are an error of that scrape, and of no later one.
  @Test func `without descriptors it goes on`() async throws {
    let (port, world) = (port, world)
    let result = try await CommandRun.run(
      "/bin/bash",
      [
        "-c", "ulimit -n 22; exec \"$0\" metrics-dump --listen 127.0.0.1:\(port)",
        CommandRun.invitectlPath,
      ], environment: world.environment
    ) { pid in
      defer { kill(pid, SIGTERM) }
      try waitUntil("the server listens") {
        (try? HTTPFetch(port, "/-/healthy"))?.status == 200
      }
      for idle in 6...15 {
        let silent = (0..<idle).map { _ in SilentConnection(port) }
        // Refused, failed or answered: what there is no descriptor for is nobody's end.
        let answer = try? await HTTPFetch.onThread(port, "/metrics")
        if let answer { #expect([200, 503].contains(answer.status), "\(idle)") }
        withExtendedLifetime(silent) {}
      }
      try waitUntil("scrapes succeed again") {
        let answer = try HTTPFetch(port, "/metrics")
        return answer.status == 200 && !answer.body.contains("invitectl_collector_success 0")
          && answer.body.contains("invitehub_seats{state=\"max\"} 105")
      }
    }
    #expect(result.exitCode == 0, "\(result.status) \(result.errors)")
  }

  @Test func `scrapes at once do not wait for each other`() async throws {
    let (port, database) = (port, world.database)
    _ = try await serve(["--collector-timeout", "10s"]) { _ in
      let blocker = try database.connect()
      try blocker.executeScript(
        "BEGIN; LOCK TABLE invite_queue IN ACCESS EXCLUSIVE MODE", deadline: .soon)
      try await withThrowingTaskGroup(of: HTTPFetch.self) { group in
        for _ in 0..<4 { group.addTask { try await HTTPFetch.onThread(port, "/metrics") } }
        // All four are in the middle of it at one time.
        try await eventually("all four scrapes wait for the table") {
          try blocker.query(
            """
            SELECT count(*) AS waiting FROM pg_locks
            WHERE NOT granted AND relation = 'invite_queue'::regclass
            """, deadline: .soon
          ).only().int("waiting") == 4
        }
        try blocker.executeScript("ROLLBACK", deadline: .soon)
        for try await answer in group {
          #expect(answer.status == 200)
          #expect(answer.body.contains("invitectl_collector_success{collector=\"queue\"} 1\n"))
          #expect(answer.body.contains("invitectl_collector_success{collector=\"seats\"} 1\n"))
        }
      }
    }
  }

  @Test func `SIGTERM in the middle of a scrape: it is answered, then the server ends`()
    async throws
  {
    let port = port
    let blocker = try world.database.connect()
    try blocker.executeScript(
      "BEGIN; LOCK TABLE invite_queue IN ACCESS EXCLUSIVE MODE", deadline: .soon)
    let database = world.database
    let result = try await serve(["--collector-timeout", "3s"], stopsItself: true) { pid in
      async let scrape = HTTPFetch.onThread(port, "/metrics")
      let observer = try database.connect()
      try await eventually("the scrape waits for the table") {
        try observer.query(
          """
          SELECT count(*) AS waiting FROM pg_locks
          WHERE NOT granted AND relation = 'invite_queue'::regclass
          """, deadline: .soon
        ).only().int("waiting") > 0
      }
      kill(pid, SIGTERM)
      let answer = try await scrape
      #expect(answer.status == 200)
      #expect(answer.body.contains("invitectl_collector_success{collector=\"queue\"} 0\n"))
      #expect(answer.headers["content-length"] == "\(answer.body.utf8.count)")
    }
    #expect(result.exitCode == 0)
    withExtendedLifetime(blocker) {}
  }

  @Test func `an address that is taken is named`() async throws {
    let port = port
    let environment = world.environment
    _ = try await serve { _ in
      let second = try await CommandRun.invitectl(
        ["metrics-dump", "--listen", "127.0.0.1:\(port)"], environment: environment)
      #expect(second.exitCode == 1)
      #expect(second.errors.contains("could not listen on 127.0.0.1:\(port): Address already in"))
    }
  }

  @Test func `without servers it starts, and says so in the metrics`() async throws {
    let port = port
    let result = try await CommandRun.invitectl(
      ["metrics-dump", "--listen", "127.0.0.1:\(port)"],
      environment: [
        "DATABASE_URL": "postgresql://x@127.0.0.1:1/x", "REDIS_URL": "redis://127.0.0.1:1/0",
      ]
    ) { pid in
      defer { kill(pid, SIGINT) }
      try await eventually("the server answers") { (try? HTTPFetch(port, "/-/healthy")) != nil }
      let answer = try HTTPFetch(port, "/metrics")
      #expect(answer.status == 200)
      #expect(answer.body.contains("invitectl_target_up{target=\"postgres\"} 0\n"))
    }
    #expect(result.exitCode == 0)
  }
}
