internal import Localization
public import LosslessJSON

/// A task message as found in a queue or in `unacked`, by Celery's message protocol 2 or 1, read
/// leniently: foreign and malformed messages must be shown, not trip the reader.
public struct QueuedTask: Sendable, Hashable {
  public let id: String?
  public let name: String?
  public let args: JSONValue
  public let kwargs: JSONValue
  /// What is called besides: chain, callbacks, errbacks, chord.
  public let embedded: JSONValue
  public let retries: Int
  /// ISO-8601 as written.
  public let eta: String?
  public let expires: String?
  public let origin: String?
  public let queue: String?
  public let priority: Int?
  public let deliveryTag: String?
  public let isRedelivered: Bool
  /// Why the arguments, and by protocol 1 id and name too, are not known.
  public let unreadable: UnreadableMessage?
  /// What Python's repr of the arguments is, where the headers have it whole: by protocol 2 it stands
  /// outside of a body that cannot be read. Celery cuts it off after 1024 characters and at depth,
  /// and writes `...` there (celery/app/amqp.py, as_task_v2; celery/utils/saferepr.py).
  let argumentsRepr: String?

  /// The protocol as workers tell it: by whether `headers.task` is there, and for a protocol 2
  /// header over a protocol 1 body by the body (celery/worker/consumer/consumer.py,
  /// create_task_handler; celery/worker/strategy.py, hybrid_to_proto2).
  public init(_ envelope: MessageEnvelope) {
    var about = envelope.headers
    var body = JSONValue.null
    do throws(UnreadableMessage) {
      body = try envelope.content()
      unreadable = nil
    } catch {
      unreadable = error
    }
    if let call = body.object, about["task"] == nil || call["args"] != nil {
      for (key, value) in call.members where about[key] == nil { about[key] = value }
      args = call["args"] ?? .null
      kwargs = call["kwargs"] ?? .null
      embedded = .array(["callbacks", "errbacks", "chord"].compactMap { call[$0] })
    } else {
      args = body[0] ?? .null
      kwargs = body[1] ?? .null
      embedded = body[2] ?? .null
    }
    let args = about["argsrepr"]?.string ?? "..."
    let kwargs = about["kwargsrepr"]?.string ?? "..."
    // A sender may write something else there to keep arguments out of logs.
    let isWhole =
      args.hasPrefix("(") || args.hasPrefix("[") ? kwargs.hasPrefix("{") : false
    argumentsRepr = isWhole && !(args + kwargs).contains("...") ? args + " " + kwargs : nil
    id = about["id"]?.string
    name = about["task"]?.string
    retries = about["retries"]?.int ?? 0
    eta = about["eta"]?.string
    expires = about["expires"]?.string
    origin = about["origin"]?.string
    queue = envelope.routingKey
    priority = envelope.priority
    deliveryTag = envelope.deliveryTag
    isRedelivered = envelope.isRedelivered
  }

  /// What workers of Celery 5.3 to 5.7 do with a message that they cannot run; `nil` for one that
  /// they can, or that only cannot be read here.
  public static func defect(of envelope: MessageEnvelope) -> String? {
    let task = QueuedTask(envelope)
    let isFirstProtocol = envelope.headers["task"] == nil
    if task.id == nil, !isFirstProtocol { return tr("no task id: stops every worker in turn") }
    // kombu takes no content type for application/data: text instead of a call.
    if envelope.contentType ?? "application/data" == "application/data" {
      return tr("no content type of a call: stops every worker in turn")
    }
    if envelope.deliveryTag == nil || envelope.exchange == nil || envelope.routingKey == nil {
      return tr("no delivery tag or address: stops one worker and is lost")
    }
    switch task.unreadable {
    case .damaged?: return tr("the body is not in its stated compression: is dropped")
    case .malformed(let why)?:
      return isFirstProtocol || envelope.contentType != "application/json"
        ? tr("\(why): is dropped") : tr("\(why): stops one worker and is lost")
    case .some: return nil
    case nil: break
    }
    if task.name == nil { return tr("no task name: is dropped") }
    if task.id == nil { return tr("no task id: stops every worker in turn") }
    if let body = try? envelope.content(), body.object?["args"] == nil, !isFirstProtocol,
      body.array?.count != 3
    {
      return tr("the body has no three parts: stops every worker in turn")
    }
    return nil
  }
}
