internal import CeleryProtocol
internal import ClientSupport
internal import InviteDomain
internal import InviteSettings
internal import InviteStorage
internal import LosslessJSON
internal import RedisClient

/// The checks that ask the workers.
struct WorkerExamination {
  private let context: OperationContext
  private static let syncTask = "app.tasks_celery.batch_sync_redeem_counts"

  private let probes: Bool

  init(_ context: OperationContext, probes: Bool) {
    self.context = context
    self.probes = probes
  }

  func checks() -> [DoctorReport.Check] {
    do throws(Failure) {
      let queues = try WorkerInspection(context).ask(.activeQueues)
      let paused = try pausedQueues()
      guard queues.census.answered > 0 else {
        return [
          try probes ? consuming() ?? listening(queues, paused) : listening(queues, paused),
          .init(.pythonSync, .skip, "no worker answered: whether it still runs is not known"),
        ]
      }
      return [
        try consuming() ?? listening(queues, paused),
        sync(try WorkerInspection(context).ask(.stats)),
      ]
    } catch {
      return [
        .init(.workers, .skip, "the broker did not answer"),
        .init(.pythonSync, .skip, "the broker did not answer"),
      ]
    }
  }

  private static let why =
    "an invite, a sync or a cleanup that nobody takes out of its queue never happens"

  /// What stands against it that messages are taken; `nil` for nothing.
  private func consuming() throws(Failure) -> DoctorReport.Check? {
    if probes {
      let outcome = try QueueProbe(context).run()
      let missing = outcome.probes.filter { !$0.isConsumed }.map(\.queue)
      guard !missing.isEmpty else { return nil }
      let problem = outcome.diagnoses.first { $0.severity != .note }
      return .init(
        .workers, missing.contains(InviteTask.queue) ? .fail : .warn,
        "nobody takes messages from \(missing.joined(separator: ", "))"
          + (problem.map { "; \($0.message)" } ?? ""), why: Self.why,
        fix: problem?.hint ?? "invitectl inspect-workers probe")
    }
    let found = try FleetOverview(context).take().diagnoses.first { $0.kind == "not_consuming" }
    return found.map { .init(.workers, .fail, $0.message, why: Self.why, fix: $0.hint ?? "") }
  }

  private func pausedQueues() throws(Failure) -> [PausedQueue] {
    let connection = try context.redis(.broker)
    do {
      return try PausedQueue.seen(connection, timeout: context.configuration.timeout)
    } catch {
      throw Failure(error, doing: "look for paused queues")
    }
  }

  private func listening(
    _ outcome: WorkerInspection.Outcome, _ paused: [PausedQueue]
  ) -> DoctorReport.Check {
    let why = Self.why
    let start =
      "start one: celery -A app.tasks_celery worker -Q \(InviteTask.backendQueues.joined(separator: ","))"
    let census = outcome.census
    guard census.answered > 0 else {
      let connected = census.workers.filter { $0.status != .absent && $0.status != .unknown }
      if !connected.isEmpty, connected.allSatisfy({ $0.status == .heartbeatOnly }) {
        let names = connected.map(\.name).joined(separator: ", ")
        return .init(
          .workers, .warn,
          "heartbeats come and remote control is not answered: \(names); whether messages are taken "
            + "is not known", why: why, fix: "invitectl inspect-workers probe")
      }
      if !connected.isEmpty {
        return .init(
          .workers, .fail,
          "no worker answered; there and silent: "
            + connected.map(\.name).joined(separator: ", "),
          why: why,
          fix: "one that is stopped goes on with kill -CONT, a solo pool answers after its task; "
            + "see 'invitectl inspect-workers ping'")
      }
      let names = census.workers.map(\.name).joined(separator: ", ")
      return .init(
        .workers, .fail,
        "no worker answered" + (names.isEmpty ? "" : "; there were \(names)"), why: why, fix: start)
    }
    var served: Set<String> = []
    for answer in outcome.answers.values {
      for queue in answer.array ?? [] {
        if let name = queue["name"]?.string { served.insert(name) }
      }
    }
    let missing = InviteTask.backendQueues.filter { queue in
      !served.contains(queue) && !paused.contains { $0.queue == queue }
    }
    let quiet = census.workers.filter { $0.status != .replied && $0.status != .absent }
    var parts = ["\(census.answered) answered"]
    if !missing.isEmpty { parts.append("nobody serves \(missing.joined(separator: ", "))") }
    for queue in paused {
      parts.append(
        "\(queue.queue) is paused \(queue.byWhom)"
          + (served.contains(queue.queue) ? ", and consumed nevertheless" : ""))
    }
    for worker in quiet { parts.append("\(worker.name): \(worker.status.rawValue)") }
    let fixes = (missing.isEmpty ? [] : [start]) + paused.map(\.resume)
    let verdict: DoctorReport.Verdict =
      missing.contains(InviteTask.queue)
      ? .fail : missing.isEmpty && quiet.isEmpty && paused.isEmpty ? .pass : .warn
    return .init(
      .workers, verdict, parts.joined(separator: "; "), why: why,
      fix: fixes.isEmpty ? "invitectl inspect-workers" : fixes.joined(separator: "; "))
  }

  /// A worker counts what it has run since it was started; beat asks every 300 s.
  private func sync(_ outcome: WorkerInspection.Outcome) -> DoctorReport.Check {
    let runs = outcome.answers.values.reduce(0) { sum, stats in
      sum.addingSaturated(max(0, stats["total"]?[Self.syncTask]?.int ?? 0))
    }
    return .init(
      .pythonSync, runs > 0 ? .warn : .pass,
      runs > 0
        ? "the backend's own sync has run \(runs) times since the workers were started"
        : "the backend's own sync has not run since the workers were started",
      why: "it overwrites used_count by an absolute value: beside it no count is exact",
      fix: "remove 'sync-redeem-counts' from beat_schedule and restart beat; until then run "
        + "sync-counts with --coexist")
  }
}
