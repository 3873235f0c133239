import Foundation
import InviteOps
import LosslessJSON
import PrometheusText
import TestSupport
import TestWorlds
import Testing

/// The programs that read our metrics in earnest: the official parsers, promtool, Prometheus and
/// node_exporter.
@Suite struct MonitoringPeerTests {
  private let world: MetricsWorld

  init() throws {
    world = try MetricsWorld(seed: true)
    // All that a label may need escaped.
    try world.run(#"INSERT INTO team_groups (name) VALUES (E'a"b\\c\nd')"#)
    try world.run(
      """
      INSERT INTO teams (name, account_id, session_token, max_seats, is_active, group_id)
      SELECT 'odd', 'odd', 's', 3, true, id FROM team_groups WHERE name LIKE 'a"b%'
      """)
  }

  /// What the official Python parser makes of a dump.
  private static func parse(_ text: String, as format: String) async throws -> [Family] {
    let result = try await CommandRun.run(
      Sandbox.variable("INVITECTL_TEST_PYTHON"),
      [repository + "/Tests/monitoring/read_metrics.py", format],
      environment: ["PATH": "/usr/bin:/bin"], input: text)
    try #require(result.exitCode == 0, "\(result.errors)")
    return try JSONDecoder().decode([Family].self, from: Data(result.output.utf8))
  }

  private static let repository = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().path

  private struct Family: Decodable {
    let name: String
    let type: String
    let unit: String
    let samples: [Sample]
  }

  private struct Sample: Decodable {
    let name: String
    let labels: [String: String]
    let value: Value
  }

  private enum Value: Decodable, Equatable {
    case number(Double)
    case text(String)

    init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      if let number = try? container.decode(Double.self) {
        self = .number(number)
      } else {
        self = .text(try container.decode(String.self))
      }
    }
  }

  @Test func `the official parsers read both formats, every family of them`() async throws {
    // A worker, a slow statement, a run and a follower, so that no family is without samples.
    let worker = try CeleryWorker("w", on: world.redis)
    try InspectRun(redis: world.redis).publish("probe.sleep", args: [0])
    try world.run(
      """
      CREATE EXTENSION pg_stat_statements;
      CREATE SCHEMA invitectl;
      CREATE TABLE invitectl.run_log (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, command text NOT NULL,
        started_at timestamptz NOT NULL DEFAULT now(), finished_at timestamptz, exit_code int,
        changed bigint, problems bigint, detail jsonb);
      INSERT INTO invitectl.run_log (command, finished_at, exit_code) VALUES ('sync-counts', now(), 0);
      INSERT INTO invitectl.run_log (command, detail) VALUES ('sync-counts', jsonb_build_object('follow',
        jsonb_build_object('over', false, 'reported', extract(epoch FROM now()), 'behind_ms', 0,
          'worst_ms', 0, 'ticks', 1, 'full_passes', '{"start": 1}'::jsonb, 'feed_breaks', 0)))
      """)
    try InspectRun(redis: world.redis).waitUntilTaken()
    for format in ["openmetrics", "prometheus"] {
      // For each format, since the server keeps the 5,000 statements that run most, of all
      // databases there are. 150 ms, since slow is what takes more than 100.
      try world.run("SELECT pg_sleep(0.15)")
      let dump = try await CommandRun.invitectl(
        ["metrics-dump", "--compat", "report,celery-exporter", "--format", format],
        environment: world.environment)
      #expect(dump.exitCode == 0, "\(dump.errors)")
      let families = try await Self.parse(dump.output, as: format)
      let types = Dictionary(uniqueKeysWithValues: families.map { ($0.name, $0.type) })
      for collector in MetricsCollectorName.standard {
        for family in collector.families {
          let expected =
            family.kind == .counter && family.name.hasSuffix("_total")
            ? String(family.name.dropLast(6)) : family.name
          #expect(types[expected] == family.kind.rawValue, "\(format): \(family.name)")
        }
      }
      // Nothing got lost: a line that is no comment is a sample.
      let lines = dump.output.split(separator: "\n").count { !$0.hasPrefix("#") }
      #expect(families.reduce(0) { $0 + $1.samples.count } == lines)
      let seats = families.first { $0.name == "invitehub_group_seats" }?.samples ?? []
      let odd = seats.first {
        $0.labels["group"] == "a\"b\\c\nd" && $0.labels["state"] == "available"
      }
      #expect(odd?.value == .number(3))
      let age = families.first { $0.name == "invitehub_invite_queue_oldest_seconds" }
      #expect(age?.unit == (format == "openmetrics" ? "seconds" : ""))
    }
    withExtendedLifetime(worker) {}
  }

  @Test func `promtool has nothing to say about the default names`() async throws {
    let dump = try await CommandRun.invitectl(["metrics-dump"], environment: world.environment)
    #expect(dump.exitCode == 0)
    let check = try await CommandRun.run(
      "/usr/bin/promtool", ["check", "metrics"], input: dump.output)
    #expect(check.exitCode == 0)
    #expect(check.output.isEmpty && check.errors.isEmpty, "\(check.output)\(check.errors)")
  }

  @Test func `a real Prometheus scrapes us until what we say can be queried`() async throws {
    let directory = URL(filePath: Sandbox.temporaryPath())
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: false)
    defer { try? FileManager.default.removeItem(at: directory) }
    let (ours, theirs) = (try PrivateRedis.freePort(), try PrivateRedis.freePort())
    let rules = Self.repository + "/monitoring/rules"
    try """
    global: {scrape_interval: 1s, scrape_timeout: 1s, evaluation_interval: 1s}
    rule_files: ["\(rules)/recording.yml", "\(rules)/alerts.yml"]
    scrape_configs:
      - job_name: invitectl
        static_configs: [{targets: ["127.0.0.1:\(ours)"]}]
    """.write(
      to: directory.appending(path: "prometheus.yml"), atomically: true, encoding: .utf8)
    let worker = try CeleryWorker("p", on: world.redis)
    let listening = try await CommandRun.invitectl(
      [
        "metrics-dump", "--listen", "127.0.0.1:\(ours)", "--compat", "report,celery-exporter",
      ], environment: world.environment
    ) { [redis = world.redis] pid in
      defer { kill(pid, SIGTERM) }
      let prometheus = try BackgroundProcess([
        "/usr/bin/prometheus", "--config.file=\(directory.path)/prometheus.yml",
        "--storage.tsdb.path=\(directory.path)/data", "--log.level=warn",
        "--web.listen-address=127.0.0.1:\(theirs)",
      ])
      /// The value of an expression of one series, or nil.
      func query(_ expression: String) -> String? {
        var allowed = CharacterSet.alphanumerics
        allowed.insert(charactersIn: "_")
        let text = expression.addingPercentEncoding(withAllowedCharacters: allowed) ?? ""
        guard
          let answer = try? HTTPFetch(
            theirs, "/api/v1/query?query=\(text)", version: "1.0"),
          let json = try? JSONValue(parsing: Array(answer.body.utf8)),
          let series = json["data"]?["result"]?.array, series.count == 1
        else { return nil }
        return series[0]["value"]?[1]?.string
      }
      func becomes(_ expression: String, _ value: String) async throws {
        let limit = ContinuousClock.now + .seconds(300)
        var last: String?
        while ContinuousClock.now < limit {
          last = query(expression)
          if last == value { return }
          try await Task.sleep(for: .milliseconds(200))
        }
        Issue.record("\(expression) is \(last ?? "nothing"), not \(value): \(prometheus.output)")
      }
      try await becomes(#"up{job="invitectl"}"#, "1")
      try await becomes(#"invitehub_seats{state="max"}"#, "108")
      try await becomes(#"invitehub_celery_workers{state="replied"}"#, "1")
      // Events are counted from the scrapes on, as the celery mixin asks for them.
      let inspect = InspectRun(redis: redis)
      try inspect.publish("probe.sleep", args: [0])
      try await becomes(#"celery_task_succeeded_total{name="probe.sleep"}"#, "1")
      try await becomes(#"celery_task_runtime_bucket{name="probe.sleep",le="+Inf"}"#, "1")
      try await becomes(#"invitehub_celery_worker_tasks_total{task="probe.sleep"}"#, "1")
      // Recording rules run on it, and nothing here is wrong with the rules.
      try await becomes(#"invitehub:celery_ready_messages:sum{queue="celery"}"#, "0")
      let answer = try HTTPFetch(theirs, "/api/v1/rules", version: "1.0")
      #expect(!answer.body.contains(#""health":"err""#))
      #expect(answer.body.contains(#""health":"ok""#))
      // Histograms too, which a single dump does not have.
      let accept = ["Accept": "application/openmetrics-text;version=1.0.0"]
      let families = try await Self.parse(
        HTTPFetch(ours, "/metrics", headers: accept).body, as: "openmetrics")
      #expect(families.first { $0.name == "celery_task_runtime" }?.type == "histogram")
    }
    #expect(listening.exitCode == 0, "\(listening.errors)")
    withExtendedLifetime(worker) {}
  }

  @Test func `a real node_exporter serves the textfile`() async throws {
    let directory = URL(filePath: Sandbox.temporaryPath())
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: false)
    defer { try? FileManager.default.removeItem(at: directory) }
    let path = directory.appending(path: "invitectl.prom").path
    let port = try PrivateRedis.freePort()
    let exporter = try BackgroundProcess([
      "/usr/bin/prometheus-node-exporter", "--collector.disable-defaults", "--collector.textfile",
      "--collector.textfile.directory=\(directory.path)", "--web.listen-address=127.0.0.1:\(port)",
    ])
    let written = try await CommandRun.invitectl(
      ["metrics-dump", "--compat", "report,celery-exporter", "--textfile", path],
      environment: world.environment)
    #expect(written.exitCode == 0, "\(written.errors)")
    var served: HTTPFetch?
    let limit = ContinuousClock.now + .seconds(30)
    while served?.status != 200, ContinuousClock.now < limit {
      served = try? HTTPFetch(port, "/metrics", version: "1.0")
      try await Task.sleep(for: .milliseconds(50))
    }
    let body = try #require(served?.body, "\(exporter.output)")
    #expect(body.contains("\nnode_textfile_scrape_error 0\n"))
    #expect(body.contains("\nnode_textfile_mtime_seconds{file=\"\(path)\"}"))
    #expect(body.contains("\ninvitehub_seats{state=\"max\"} 108\n"))
    // Every sample that we wrote is served again.
    let text = try String(contentsOfFile: path, encoding: .utf8)
    let all = try await Self.parse(body, as: "prometheus")
    for family in try await Self.parse(text, as: "prometheus") {
      let other = all.first { $0.name == family.name }
      #expect(other?.samples.count == family.samples.count, "\(family.name)")
    }
    withExtendedLifetime(exporter) {}
  }
}
