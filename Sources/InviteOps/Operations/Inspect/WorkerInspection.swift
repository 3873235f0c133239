public import CeleryProtocol
internal import ClientSupport
public import InviteDomain
internal import InviteStorage
internal import Localization
public import LosslessJSON
internal import RedisClient

/// Asks the workers one question and tells who answered what.
public struct WorkerInspection: Sendable {
  /// The answers, each as the worker gave it, and who gave none.
  public struct Outcome: Sendable, Encodable {
    public let method: String
    /// By node; args and results masked unless they were to be shown.
    public let answers: [String: JSONValue]
    public let census: FleetCensus
  }

  let context: OperationContext
  public let destination: [String]?
  /// How long to wait for workers that do not answer.
  public let wait: Duration
  public let showsPersonalValues: Bool

  public init(
    _ context: OperationContext, destination: [String]? = nil, wait: Duration = .milliseconds(2500),
    showsPersonalValues: Bool = false
  ) {
    self.context = context
    self.destination = destination
    self.wait = wait
    self.showsPersonalValues = showsPersonalValues
  }

  /// - Throws: ``Failure`` when the broker cannot be asked. That no worker answered is an outcome.
  public func ask(_ verb: InspectVerb) throws(Failure) -> Outcome {
    let mailbox = try context.mailbox()
    let answers: MailboxAnswers
    do {
      answers = try mailbox.ask(
        [ControlQuestion(verb)], destination: destination, deadline: .after(wait),
        hearsMuted: destination == nil)
    } catch {
      throw Failure(error, doing: tr("ask the workers for \(verb.method)"))
    }
    let masking = ArgumentMasking(shows: showsPersonalValues)
    let values = answers.values(0).map { ($0.node, masking.answer($0.value)) }
    return Outcome(
      method: verb.method, answers: Dictionary(uniqueKeysWithValues: values),
      census: FleetCensus(answers, destination: destination))
  }
}
