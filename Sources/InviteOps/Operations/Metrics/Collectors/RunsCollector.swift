internal import InviteDomain
internal import InviteStorage
internal import Localization
internal import PostgresClient
internal import PrometheusText

/// The last run of each invitectl command, and what `doctor` has left there for syncs, from
/// `invitectl.run_log`, which `migrate up` makes.
enum RunsCollector: MetricsCollecting {
  static let lastRun = MetricFamily(
    "invitectl_last_run_timestamp_seconds", .gauge, unit: "seconds",
    help: trKey("When the command was last started; 0 for never."))
  static let lastSuccess = MetricFamily(
    "invitectl_last_success_timestamp_seconds", .gauge, unit: "seconds",
    help: trKey("When a successful run of it over everything was last finished; 0 for never."))
  static let lastComplete = MetricFamily(
    "invitectl_last_complete_timestamp_seconds", .gauge, unit: "seconds",
    help: trKey(
      "When a run of it was last finished that went through everything: a successful one, or "
        + "one that left single parts out (exit code 8); 0 for never."))
  static let success = MetricFamily(
    "invitectl_last_run_success", .gauge,
    help: trKey("Whether its last finished run over everything exited 0 (1) or not (0)."))
  static let duration = MetricFamily(
    "invitectl_last_run_duration_seconds", .gauge, unit: "seconds",
    help: trKey("How long its last finished run over everything took."))
  static let changed = MetricFamily(
    "invitectl_last_run_changed_rows", .gauge,
    help: trKey("How many rows its last finished run over everything changed."))
  static let problems = MetricFamily(
    "invitectl_last_run_problems", .gauge,
    help: trKey("How many problems its last finished run over everything reported."))
  static let broken = MetricFamily(
    "invitectl_contract_broken", .gauge,
    help: trKey(
      "Whether doctor --only contract saw that backends do not keep to what the counts rest on "
        + "(1), until it sees it kept, or not (0), by assumption: database, keys, lifetime, "
        + "freshness, take."))
  static let families = [
    lastRun, lastSuccess, lastComplete, success, duration, changed, problems, broken,
  ]

  /// What runs by cron; an alert on one that never ran needs its series.
  private static let known = ["sync-counts", "cleanup-queue"]

  private struct Run {
    let command: String
    let started: Double
    let succeeded: Double?
    let completed: Double?
    let exitCode: Int?
    let duration: Double?
    let changed: Int
    let problems: Int
  }

  static func collect(_ connections: MetricsConnections) throws(Failure) -> [MetricFamily] {
    let present = try connections.rows(RunLogQueries.exists) { row throws(PostgresError) in
      try row.bool("present")
    }
    var runs: [Run] = []
    if present == [true] {
      runs = try connections.rows(RunLogQueries.lastRuns) { row throws(PostgresError) in
        Run(
          command: try row.string("command"), started: try row.double("started"),
          succeeded: try row.optionalDouble("succeeded"),
          completed: try row.optionalDouble("completed"),
          exitCode: try row.optionalInt("exit_code"),
          duration: try row.optionalDouble("duration"),
          changed: try row.optionalInt("changed") ?? 0,
          problems: try row.optionalInt("problems") ?? 0)
      }
    }
    var (lastRun, lastSuccess, lastComplete) = (lastRun, lastSuccess, lastComplete)
    var (success, duration, changed, problems) = (success, duration, changed, problems)
    for command in known + runs.map(\.command).filter({ !known.contains($0) }) {
      let run = runs.first { $0.command == command }
      lastRun.add(.seconds(run?.started ?? 0), ["command": command])
      // What is always about things that are named has no run over everything: "never" would be no news.
      if known.contains(command) || run?.exitCode != nil {
        lastSuccess.add(.seconds(run?.succeeded ?? 0), ["command": command])
        lastComplete.add(.seconds(run?.completed ?? 0), ["command": command])
      }
      guard let run, let exitCode = run.exitCode else { continue }
      success.add(.flag(exitCode == 0), ["command": command])
      duration.add(.seconds(run.duration ?? 0), ["command": command])
      changed.add(.integer(run.changed), ["command": command])
      problems.add(.integer(run.problems), ["command": command])
    }
    let broken = try standing(connections, present == [true])
    return [lastRun, lastSuccess, lastComplete, success, duration, changed, problems, broken]
  }

  private static func standing(
    _ connections: MetricsConnections, _ isPresent: Bool
  ) throws(Failure) -> MetricFamily {
    var seen: Set<String> = []
    if isPresent {
      for (assumption, isBroken) in try connections.rows(
        ContractQueries.standing,
        decode: { row throws(PostgresError) in
          (try row.string("assumption"), try row.optionalString("seen") != nil)
        }) where isBroken
      { seen.insert(assumption) }
    }
    var broken = broken
    // Refunds that come late are no finding of doctor: each run sees them for itself.
    for assumption in ContractAssumption.allCases where assumption != .refunds {
      broken.add(.flag(seen.contains(assumption.rawValue)), ["assumption": assumption.rawValue])
    }
    return broken
  }
}
