internal import CeleryProtocol
internal import ClientSupport
public import InviteDomain
internal import InviteSettings
internal import InviteStorage
internal import Localization
internal import LosslessJSON
internal import RedisClient

/// Takes the fleet's snapshot: the broker and the workers, each asked once.
public struct FleetOverview: Sendable {
  let context: OperationContext
  /// How long to wait for workers that do not answer.
  public let wait: Duration

  public init(_ context: OperationContext, wait: Duration = .milliseconds(2500)) {
    self.context = context
    self.wait = wait
  }

  /// - Throws: ``Failure`` when the broker cannot be read. That no worker answered is an outcome.
  public func take() throws(Failure) -> FleetSnapshot {
    let connection = try context.redis(.broker)
    let (snapshot, lasting) = try take(connection, known: nil)
    guard !snapshot.standing.isEmpty else { return snapshot }
    return snapshot.adding(try standstill(snapshot, lasting, connection))
  }

  /// Looks again where an idle worker lists a queue whose messages wait: soon, since mostly it has taken
  /// them by then, and after a second.
  private func standstill(
    _ first: FleetSnapshot, _ lasting: Lasting, _ connection: RedisConnection
  ) throws(Failure) -> [Diagnosis] {
    let again = FleetOverview(context, wait: min(wait, .milliseconds(500)))
    var track = StandstillTrack()
    let start = ContinuousClock.now
    _ = track.take(first.standing, time: 0)
    for pause in [Duration.milliseconds(150), .milliseconds(900)] {
      guard SocketWait.pause(pause, interrupt: context.interrupt) else {
        throw Failure(.interrupted, tr("stopped while looking at the fleet"))
      }
      let look = try again.take(connection, known: lasting, hearsMuted: false).snapshot
      let found = track.take(look.standing, time: start.duration(to: .now).seconds)
      if look.standing.isEmpty || !found.isEmpty { return found }
    }
    return []
  }

  private enum Question: Int, CaseIterable {
    case stats, active, reserved, scheduled, queues, report

    var verb: InspectVerb {
      switch self {
      case .stats: .stats
      case .active: .active
      case .reserved: .reserved
      case .scheduled: .scheduled
      case .queues: .activeQueues
      case .report: .report
      }
    }
  }

  /// What changes so slowly that a watch need not ask for it at every look.
  struct Lasting: Sendable {
    /// What a walk over all keys found.
    let inventory: BrokerReader.Inventory
    /// The reports by node, the longest of all answers, for the versions in them.
    let reports: [String: JSONValue]
    /// Which messages in quarantine would be an invite more.
    let surplus: QuarantineSurplus
  }

  /// With a connection that is kept, and what an earlier look found.
  ///
  /// - Parameters:
  ///   - hearsMuted: see ``WorkerMailbox/ask(_:destination:deadline:hearsMuted:until:)``.
  ///   - patience: see ``QuarantineSurplus``.
  func take(
    _ connection: RedisConnection, known: Lasting?, hearsMuted: Bool = true,
    patience: Duration? = nil
  ) throws(Failure) -> (snapshot: FleetSnapshot, lasting: Lasting) {
    let keys = context.brokerKeys
    let timeout = context.configuration.timeout
    let reader = BrokerReader(connection: connection, keys: keys, timeout: timeout)
    let mailbox = context.mailbox(on: connection)
    do {
      let questions = Question.allCases.filter { known == nil || $0 != .report }
      var refusal: RedisError?
      var answers = MailboxAnswers.none(to: questions.count)
      do throws(RedisError) {
        answers = try mailbox.ask(
          questions.map { ControlQuestion($0.verb) }, deadline: .after(wait),
          hearsMuted: hearsMuted)
      } catch {
        // A full server, or one that cannot save, refuses the question; what lies there can be read.
        guard case .server = error else { throw error }
        refusal = error
      }
      let inventory = try known?.inventory ?? reader.takeInventory()
      let reports = known?.reports ?? Self.values(answers, .report)
      var assembly = FleetAssembly(
        census: FleetCensus(answers),
        stats: Self.values(answers, .stats), active: Self.values(answers, .active),
        reserved: Self.values(answers, .reserved), scheduled: Self.values(answers, .scheduled),
        queues: Self.values(answers, .queues), reports: reports, refusal: refusal,
        paused: try PausedQueue.seen(connection, timeout: timeout),
        bindings: try QueueBindings.faults(
          answers.values(Question.queues.rawValue), connection, keys, deadline: .after(timeout)))
      var surplus = known?.surplus ?? QuarantineSurplus()
      let noted = surplus.noting(
        try QuarantinedMessage.seen(connection, timeout: timeout).messages
          + unconsumed(assembly, inventory, connection), context, within: patience)
      assembly.quarantined = noted.filter { !$0.isWaiting }
      assembly.waiting = noted.filter(\.isWaiting)
      let lasting = Lasting(inventory: inventory, reports: reports, surplus: surplus)
      let visibility = assembly.visibility ?? BrokerKeys.visibilityTimeout
      let state = try reader.read(
        inventory, queues: assembly.consumedQueues, visibility: visibility)
      let snapshot = assembly.snapshot(
        state, connection.endpoint, context.brokerKeys, visibility: visibility)
      return (snapshot, lasting)
    } catch let error as RedisError {
      throw Failure(
        error, doing: tr("look at the fleet"), on: connection,
        context.brokerKeys.uses(InviteTask.backendQueues))
    } catch {
      throw Failure(.error, tr("could not \(tr("look at the fleet")): \(error)"))
    }
  }

  /// What waits where no worker that answers consumes it, and which may soon be told to.
  private func unconsumed(
    _ assembly: FleetAssembly, _ inventory: BrokerReader.Inventory, _ connection: RedisConnection
  ) throws(RedisError) -> [QuarantinedMessage] {
    guard assembly.refusal == nil else { return [] }
    let queues = inventory.queues.union(InviteTask.backendQueues)
    let held = assembly.heldIDs
    return try QuarantinedMessage.waiting(
      in: queues.subtracting(assembly.consumedQueues).sorted(), on: connection,
      context.brokerKeys, timeout: context.configuration.timeout
    ).filter { message in
      // What a worker says to have does not come back.
      !message.isUnacked || !held.contains(message.id ?? "")
    }
  }

  private static func values(
    _ answers: MailboxAnswers, _ question: Question
  ) -> [String: JSONValue] {
    Dictionary(uniqueKeysWithValues: answers.values(question.rawValue).map { ($0.node, $0.value) })
  }
}
