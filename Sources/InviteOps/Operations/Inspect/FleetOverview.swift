internal import CeleryProtocol
internal import ClientSupport
public import InviteDomain
internal import InviteSettings
internal import InviteStorage
internal import LosslessJSON
internal import RedisClient

/// Takes the fleet's snapshot: the broker and the workers, each asked once.
public struct FleetOverview: Sendable {
  /// kombu's default `visibility_timeout`, in seconds.
  static let defaultVisibility = 3600.0

  let context: OperationContext
  /// How long to wait for workers that do not answer.
  public let wait: Duration

  public init(_ context: OperationContext, wait: Duration = .milliseconds(2500)) {
    self.context = context
    self.wait = wait
  }

  /// - Throws: ``Failure`` when the broker cannot be read. That no worker answered is an outcome.
  public func take() throws(Failure) -> FleetSnapshot {
    try take(context.redis(.broker), known: nil).snapshot
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
  }

  /// With a connection that is kept, and what an earlier look found.
  func take(
    _ connection: RedisConnection, known: Lasting?
  ) throws(Failure) -> (snapshot: FleetSnapshot, lasting: Lasting) {
    let keys = context.brokerKeys
    let timeout = context.configuration.timeout
    let reader = BrokerReader(connection: connection, keys: keys, timeout: timeout)
    let mailbox = context.mailbox(on: connection)
    do {
      let questions = Question.allCases.filter { known == nil || $0 != .report }
      let answers = try mailbox.ask(
        questions.map { ControlQuestion($0.verb) }, deadline: .after(wait))
      let lasting = Lasting(
        inventory: try known?.inventory ?? reader.takeInventory(),
        reports: known?.reports ?? Self.values(answers, .report))
      let assembly = FleetAssembly(
        census: FleetCensus(answers),
        stats: Self.values(answers, .stats), active: Self.values(answers, .active),
        reserved: Self.values(answers, .reserved), scheduled: Self.values(answers, .scheduled),
        queues: Self.values(answers, .queues), reports: lasting.reports)
      let visibility = assembly.visibility ?? Self.defaultVisibility
      let state = try reader.read(
        lasting.inventory, queues: assembly.consumedQueues, visibility: visibility)
      let snapshot = assembly.snapshot(
        state, connection.endpoint, context.brokerKeys, visibility: visibility)
      return (snapshot, lasting)
    } catch let error as RedisError {
      throw Failure(
        error, doing: "look at the fleet", on: connection,
        context.brokerKeys.uses(InviteTask.backendQueues))
    } catch {
      throw Failure(.error, "could not look at the fleet: \(error)")
    }
  }

  private static func values(
    _ answers: MailboxAnswers, _ question: Question
  ) -> [String: JSONValue] {
    Dictionary(uniqueKeysWithValues: answers.values(question.rawValue).map { ($0.node, $0.value) })
  }
}
