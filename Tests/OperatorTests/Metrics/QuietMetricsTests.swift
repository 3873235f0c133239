import ClientSupport
import Foundation
import Glibc
import InviteOps
import PostgresClient
import RedisClient
import TestSupport
import TestWorlds
import Testing

/// How long a collection takes that somebody is in the way of: for a machine with nothing else to
/// do, so these run when the other suites are done.
@Suite struct QuietMetricsTests {
  @Test func `a scrape keeps within the time Prometheus gives it`() async throws {
    let world = try MetricsWorld(seed: true)
    let port = try PrivateRedis.freePort()
    let blocker = try world.database.connect()
    try blocker.executeScript(
      "BEGIN; LOCK TABLE invite_queue, teams, redeem_codes IN ACCESS EXCLUSIVE MODE",
      deadline: .soon)
    let result = try await CommandRun.invitectl(
      ["metrics-dump", "--listen", "127.0.0.1:\(port)", "--collector-timeout", "10s"],
      environment: world.environment
    ) { pid in
      defer { kill(pid, SIGTERM) }
      try await eventually("the server answers") {
        (try? HTTPFetch(port, "/-/healthy"))?.status == 200
      }
      let begin = ContinuousClock.now
      let answer = try HTTPFetch(
        port, "/metrics", headers: ["X-Prometheus-Scrape-Timeout-Seconds": "2"])
      #expect(begin.duration(to: .now) < .seconds(2))
      #expect(answer.status == 200)
      #expect(answer.body.contains("invitectl_collector_success{collector=\"seats\"} 0\n"))
    }
    #expect(result.exitCode == 0, "\(result.errors)")
    withExtendedLifetime(blocker) {}
  }

  @Test func `a collector that hangs ends at its own deadline and takes nobody with it`() throws {
    let world = try MetricsWorld(seed: true)
    let blocker = try world.database.connect()
    try blocker.executeScript(
      "BEGIN; LOCK TABLE invite_queue IN ACCESS EXCLUSIVE MODE", deadline: .soon)
    let begin = ContinuousClock.now
    let snapshot = MetricsDump(try world.context(), collectors: MetricsCollectorName.standard)
      .collect(MetricsLimits(collector: .seconds(1)))
    #expect(begin.duration(to: .now) < .seconds(5))
    let readings = Readings(snapshot.families)
    #expect(readings[#"invitectl_collector_success{collector="queue"}"#] == 0)
    for name in MetricsCollectorName.standard where name != .queue {
      #expect(readings["invitectl_collector_success{collector=\"\(name.rawValue)\"}"] == 1)
    }
    #expect(readings[#"invitehub_seats{state="max"}"#] == 105)
    #expect(snapshot.failures.map(\.collectors) == [["queue"]])
    // The statement was cancelled on the server, too: nobody waits for the lock any more.
    let waiting = try blocker.query(
      "SELECT count(*) AS n FROM pg_locks WHERE NOT granted AND relation = 'invite_queue'::regclass",
      deadline: .soon)
    #expect(try waiting.only().int("n") == 0)
  }

  @Test func `a stopped Redis costs one deadline, not one a collector`() throws {
    let server = try PrivateRedis()
    let world = try MetricsWorld(server: server.endpoint)
    let context = try world.context()
    kill(server.processIdentifier, SIGSTOP)
    defer { kill(server.processIdentifier, SIGCONT) }
    let begin = ContinuousClock.now
    let snapshot = MetricsDump(context, collectors: MetricsCollectorName.standard)
      .collect(MetricsLimits(collector: .milliseconds(500)))
    // Buckets and broker are asked by either lane, once each.
    #expect(begin.duration(to: .now) < .seconds(4))
    let readings = Readings(snapshot.families)
    #expect(readings[#"invitectl_target_up{target="redis"}"#] == 0)
    #expect(readings[#"invitectl_target_up{target="broker"}"#] == 0)
    #expect(readings[#"invitectl_collector_success{collector="codes"}"#] == 1)
  }
}
