internal import CeleryProtocol
internal import ClientSupport
public import InviteDomain
internal import InviteSettings
internal import InviteStorage
internal import Localization
public import LosslessJSON
internal import RedisClient

/// Finds out where one task is: finished, running, in a worker's hands, or in a queue.
public struct TaskLookup: Sendable {
  public struct Outcome: Sendable, Encodable {
    public struct Queued: Sendable, Encodable {
      public let queue: String
      public let priority: Int?
      public let step: Int
      /// Messages of the queue that are delivered before it.
      public let ahead: Int
    }

    public struct Unacked: Sendable, Encodable {
      public let queue: String?
      /// Since a worker took it.
      public let takenSecondsAgo: Double?
      public let redelivered: Bool
    }

    public struct Held: Sendable, Encodable {
      public let worker: String
      /// `active`, `reserved`, `scheduled` or `ready`.
      public let state: String
    }

    /// A message that `control quarantine` has taken out of its queue.
    public struct Quarantine: Sendable, Encodable {
      public let queue: String?
      public let file: String?
      public let host: String?
      /// What puts it back, typed on that machine; `nil` for what no worker can read, too, or
      /// would be an invite more, also where that was not seen.
      public let putBack: String?
      /// What is to be done instead, in words.
      public let advice: String?
    }

    /// Where it is, the strongest evidence first.
    public enum Place: String, Sendable, Encodable {
      case finished, active, scheduled, reserved, unacked, queued, quarantine, unknown
    }

    public let id: String
    public let place: Place
    public let name: String?
    /// Of the result backend: `SUCCESS`, `FAILURE`, `STARTED`, …; `nil` while there is none.
    public let state: String?
    public let dateDone: String?
    /// Masked unless it was to be shown.
    public let result: JSONValue?
    public let args: JSONValue?
    public let kwargs: JSONValue?
    public let retries: Int?
    public let queued: Queued?
    public let unacked: Unacked?
    public let quarantine: Quarantine?
    public let held: [Held]
    /// Whether every list and all unacked messages were looked through and could be read, and every
    /// worker that listens has answered.
    public let isSearchComplete: Bool
    /// What was not seen, a sentence each.
    public let gaps: [String]
    public let census: FleetCensus
  }

  /// Beyond so many messages a queue or `unacked` is not searched further.
  static let searchLimit = 200_000

  let context: OperationContext
  public let wait: Duration
  public let showsPersonalValues: Bool

  public init(_ context: OperationContext, wait: Duration, showsPersonalValues: Bool) {
    self.context = context
    self.wait = wait
    self.showsPersonalValues = showsPersonalValues
  }

  /// A UUID in capitals is looked for as Celery writes it first.
  public func find(_ id: String) throws(Failure) -> Outcome {
    let written = CeleryID.canonical(id)
    let outcome = try look(for: written)
    guard outcome.place == .unknown, written != id else { return outcome }
    let typed = try look(for: id)
    return typed.place == .unknown ? outcome : typed
  }

  private func look(for id: String) throws(Failure) -> Outcome {
    let connection = try context.redis(.broker)
    let keys = context.brokerKeys
    let timeout = context.configuration.timeout
    let mailbox = context.mailbox(on: connection)
    do {
      let result = try storedResult(id)
      let answers = try mailbox.ask(
        [ControlQuestion(.queryTask(ids: [id]))]
          + WorkerFleetFacts.verbs.map { ControlQuestion($0) },
        deadline: .after(wait))
      let fleet = WorkerFleetFacts(answers, from: 1)
      var search = TaskSearch(connection: connection, keys: keys, timeout: timeout, id: id)
      try search.run(queues: fleet.queues, layouts: Set(fleet.layouts.values))
      let quarantine = try QuarantinedMessage.seen(connection, timeout: timeout)
      return outcome(id, result, answers, fleet, search, quarantine)
    } catch let error as RedisError {
      throw Failure(
        error, doing: tr("look for the task \(id)"), on: connection,
        keys.uses(InviteTask.backendQueues))
    } catch {
      throw Failure(of: error, doing: tr("look for the task \(id)"))
    }
  }

  private func storedResult(_ id: String) throws(Failure) -> TaskResult? {
    let connection = try context.redis(.result)
    do {
      let reply = try connection.call(
        ["GET", TaskResult.key(id: id)], deadline: context.requestDeadline)
      return reply.isNull ? nil : try TaskResult(decoding: reply.asBytes())
    } catch let error as RedisError {
      throw Failure(error, doing: tr("read the result of \(id)"))
    } catch {
      throw Failure(.error, tr("could not \(tr("read the result of \(id)")): \(error)"))
    }
  }

  private func outcome(
    _ id: String, _ result: TaskResult?, _ answers: MailboxAnswers, _ fleet: WorkerFleetFacts,
    _ search: TaskSearch, _ quarantine: (messages: [QuarantinedMessage], gap: String?)
  ) -> Outcome {
    var completeness = search.completeness
    let out = quarantine.messages.first { $0.id == id }.flatMap {
      QuarantinedMessage.notingSurplus([$0], context).first
    }
    // One that an older invitectl took out does not say which task it is.
    let unknown = quarantine.messages.filter { $0.id == nil }.compactMap(\.gap)
    for gap in fleet.gaps + [quarantine.gap].compactMap(\.self) + unknown {
      completeness.note(notSearched: gap)
    }
    completeness.note(silent: fleet.silent)
    let masking = ArgumentMasking(shows: showsPersonalValues)
    let held = answers.values(0).compactMap { node, value -> (Outcome.Held, WorkerTask?)? in
      guard let pair = value[id] else { return nil }
      return (
        .init(worker: node, state: pair[0]?.string ?? "ready"), pair[1].flatMap { WorkerTask($0) }
      )
    }
    let task = search.queued?.task ?? search.unacked?.task
    let inWorker = held.compactMap(\.1).first
    return Outcome(
      id: id, place: Self.place(result, held.first?.0, search, isOut: out != nil),
      name: task?.name ?? inWorker?.name ?? result?.meta["name"]?.string,
      state: result?.state.rawValue, dateDone: result?.dateDone,
      result: result.map { masking.personal($0.result) },
      args: (task?.args ?? inWorker?.args).map(masking.personal),
      kwargs: (task?.kwargs ?? inWorker?.kwargs).map(masking.personal), retries: task?.retries,
      queued: search.queued.map {
        .init(
          queue: $0.queue, priority: $0.task.priority, step: $0.step, ahead: $0.ahead)
      },
      unacked: search.unacked.map {
        .init(
          queue: $0.task.queue, takenSecondsAgo: $0.takenSecondsAgo,
          redelivered: $0.task.isRedelivered)
      },
      quarantine: out.map {
        let step = $0.step(context.endpoint(.broker))
        return .init(
          queue: $0.queue, file: $0.file, host: $0.host, putBack: step.putBack,
          advice: step.advice)
      },
      held: held.map(\.0), isSearchComplete: completeness.isComplete, gaps: completeness.gaps,
      census: FleetCensus(answers))
  }

  private static func place(
    _ result: TaskResult?, _ held: Outcome.Held?, _ search: TaskSearch, isOut: Bool
  ) -> Outcome.Place {
    let message: Outcome.Place? =
      if let state = held.flatMap({ Outcome.Place(rawValue: $0.state) }) {
        state
      } else if search.queued != nil {
        .queued
      } else if search.unacked != nil {
        .unacked
      } else {
        isOut ? .quarantine : nil
      }
    guard let result, result.state.isFinal else { return message ?? .unknown }
    // That is written while others have the task still, and may run it.
    return result.state == .revoked ? message ?? .finished : .finished
  }
}
