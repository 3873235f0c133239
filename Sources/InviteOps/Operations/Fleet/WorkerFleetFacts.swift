internal import CeleryProtocol
internal import ClientSupport
internal import InviteDomain
internal import InviteStorage
internal import Localization
internal import LosslessJSON
internal import RedisClient

/// Which queues workers consume and in which lists they look for them.
struct WorkerFleetFacts {
  /// By worker; a worker whose settings are not understood is missing.
  private(set) var layouts: [String: QueueLayout] = [:]
  /// By worker, the queues it consumes.
  private(set) var consumed: [String: Set<String>] = [:]
  /// What is not understood.
  private(set) var gaps: [String] = []
  /// Workers that listen and did not answer.
  private(set) var silent: Set<String> = []

  var queues: Set<String> { consumed.values.reduce(into: []) { $0.formUnion($1) } }

  /// The workers that consume `queue`, in order.
  func consumers(of queue: String) -> [String] {
    consumed.filter { $0.value.contains(queue) }.keys.sorted()
  }

  static let verbs: [InspectVerb] = [.conf(withDefaults: false), .activeQueues]

  /// - Parameter first: the place of ``verbs`` among the questions.
  init(_ answers: MailboxAnswers, from first: Int = 0) {
    for (node, conf) in answers.values(first) {
      do throws(QueueLayout.Unclear) {
        layouts[node] = try QueueLayout(conf: conf)
      } catch {
        gaps.append(
          tr(
            "worker \(node) sets \(error.option) of broker_transport_options: lists of its queues may "
              + "not have been searched"))
      }
    }
    for (node, queues) in answers.values(first + 1) {
      consumed[node] = Set((queues.array ?? []).compactMap { $0["name"]?.string })
    }
    for worker in FleetCensus(answers).workers where worker.status.mayHoldTasks {
      silent.insert(worker.name)
    }
  }

  static func ask(_ context: OperationContext, wait: Duration) throws(Failure) -> WorkerFleetFacts {
    do {
      return WorkerFleetFacts(
        try context.mailbox().ask(verbs.map { ControlQuestion($0) }, deadline: .after(wait)))
    } catch {
      throw Failure(of: error, doing: tr("ask the workers for their queues"))
    }
  }
}

extension FleetCensus.Status {
  /// Whether a worker of which nothing was heard may have tasks.
  var mayHoldTasks: Bool {
    switch self {
    case .silent, .heartbeatOnly, .silentOrAbsent: true
    case .replied, .duplicateName, .absent, .unknown: false
    }
  }
}
