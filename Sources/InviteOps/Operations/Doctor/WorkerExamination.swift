internal import CeleryProtocol
internal import ClientSupport
internal import InviteDomain
internal import InviteSettings
internal import InviteStorage
internal import Localization
internal import LosslessJSON
internal import RedisClient

/// The checks that ask the workers.
struct WorkerExamination {
  private let context: OperationContext
  private static let syncTask = "app.tasks_celery.batch_sync_redeem_counts"

  let probes: Bool

  init(_ context: OperationContext, probes: Bool) {
    self.context = context
    self.probes = probes
  }

  func checks() -> [DoctorReport.Check] {
    do throws(Failure) {
      let queues = try WorkerInspection(context).ask(.activeQueues)
      let paused = try pausedQueues()
      var found = WorkerFinding()
      if probes || queues.census.answered > 0 { found.add(try consuming(paused)) }
      found.add(listening(queues, paused))
      found.add(try bindings(queues))
      found.add(try quarantined())
      return [
        found.check,
        queues.census.answered > 0
          ? sync(try WorkerInspection(context).ask(.stats))
          : .init(.pythonSync, .skip, tr("no worker answered: whether it still runs is not known")),
      ]
    } catch {
      return [
        .init(.workers, .skip, tr("the broker did not answer")),
        .init(.pythonSync, .skip, tr("the broker did not answer")),
      ]
    }
  }

  // MARK: - Whether messages are taken

  private func consuming(_ paused: [PausedQueue]) throws(Failure) -> WorkerFinding {
    if probes { return probed(try QueueProbe(context).run(), paused) }
    var found = WorkerFinding()
    // Whether somebody takes messages shows where there are some.
    guard try hasMessages() else { return found }
    for diagnosis in try FleetOverview(context).take().diagnoses
    where diagnosis.kind == "not_consuming" {
      found.add(.fail, diagnosis.message, fix: diagnosis.hint)
    }
    return found
  }

  /// What is not shown to be taken, and whether that shows that nobody takes it: a worker that is cold or
  /// busy, or that does not say what it consumes, may take it later.
  private func probed(_ outcome: QueueProbe.Outcome, _ paused: [PausedQueue]) -> WorkerFinding {
    let open = outcome.probes.filter { probe in
      !probe.isConsumed && !paused.contains { $0.queue == probe.queue }
    }
    let (late, never) = (
      open.filter { $0.reason.map(Self.late.contains) ?? false },
      open.filter { !($0.reason.map(Self.late.contains) ?? false) }
    )
    var found = WorkerFinding()
    func add(
      _ probes: [QueueProbe.Outcome.Probe], _ worst: DoctorReport.Verdict,
      _ sentence: (_ queues: String) -> String
    ) {
      guard !probes.isEmpty else { return }
      let queues = probes.map(\.queue)
      found.add(
        queues.contains(InviteTask.queue) ? worst : .warn,
        sentence(queues.joined(separator: ", ")), fix: nil)
      let kinds = Set(probes.compactMap(\.reason))
      for diagnosis in outcome.diagnoses where kinds.contains(diagnosis.kind) {
        found.add(.warn, diagnosis.message, fix: diagnosis.hint)
      }
    }
    add(never, .fail) { tr("nobody takes messages from \($0)") }
    add(late, .warn) { tr("no worker took a probe in time from \($0)") }
    return found
  }

  private static let late: Set<String> = ["silent_workers", "workers_full", "probe_held"]

  private func hasMessages() throws(Failure) -> Bool {
    let connection = try context.redis(.broker)
    do {
      let lists = InviteTask.backendQueues.flatMap { context.brokerKeys.queueLists($0) }
      return try connection.pipeline(
        lists.map { ["LLEN", $0] }, deadline: context.requestDeadline
      ).contains { reply in (try? reply.asInteger()) != 0 }
    } catch {
      throw Failure(error, doing: tr("look for messages that wait"))
    }
  }

  private func pausedQueues() throws(Failure) -> [PausedQueue] {
    let connection = try context.redis(.broker)
    do {
      return try PausedQueue.seen(connection, timeout: context.configuration.timeout)
    } catch {
      throw Failure(error, doing: tr("look for paused queues"))
    }
  }

  /// Whoever has taken messages out has to put them back, or to forget them.
  private func quarantined() throws(Failure) -> WorkerFinding {
    var finding = WorkerFinding()
    let connection = try context.redis(.broker)
    do {
      let seen = try QuarantinedMessage.seen(connection, timeout: context.configuration.timeout)
      let messages = QuarantinedMessage.notingSurplus(seen.messages, context)
      if let said = QuarantinedMessage.summary(messages, connection.endpoint) {
        finding.add(.warn, said.message, fix: said.advice ?? said.putBack)
      }
    } catch {
      throw Failure(error, doing: tr("look for messages in quarantine"))
    }
    return finding
  }

  /// What has queues consumed, and what is to be typed before that.
  func consuming(_ queues: [String], by fix: String) -> String {
    QuarantinedMessage.after(QuarantinedMessage.beforehand(in: queues, context), fix)
  }

  /// What is published to a queue that its exchange does not lead to is lost, whoever consumes it.
  private func bindings(
    _ outcome: WorkerInspection.Outcome
  ) throws(Failure) -> WorkerFinding {
    var finding = WorkerFinding()
    let connection = try context.redis(.broker)
    do {
      let faults = try QueueBindings.faults(
        outcome.answers.map { ($0.key, $0.value) }, connection, context.brokerKeys,
        deadline: context.requestDeadline)
      for fault in faults where fault.kind == .unbound {
        let (_, message, hint) = fault.diagnosis(connection.endpoint)
        finding.add(fault.queue == InviteTask.queue ? .fail : .warn, message, fix: hint)
      }
    } catch {
      throw Failure(error, doing: tr("look at the bindings of the queues"))
    }
    return finding
  }

  /// A worker counts what it has run since it was started; beat asks every 300 s.
  private func sync(_ outcome: WorkerInspection.Outcome) -> DoctorReport.Check {
    let runs = outcome.answers.values.reduce(0) { sum, stats in
      sum.addingSaturated(max(0, stats["total"]?[Self.syncTask]?.int ?? 0))
    }
    return .init(
      .pythonSync, runs > 0 ? .warn : .pass,
      runs > 0
        ? tr("the backend's own sync has run \(runs) times since the workers were started")
        : tr("the backend's own sync has not run since the workers were started"),
      why: tr("it overwrites used_count by an absolute value: beside it no count is exact"),
      fix: tr(
        "remove 'sync-redeem-counts' from beat_schedule and restart beat; until then run "
          + "sync-counts with --coexist"))
  }
}
