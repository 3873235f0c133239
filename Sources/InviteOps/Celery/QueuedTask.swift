/// A task message as found in a queue or in `unacked`, read leniently: foreign and malformed
/// messages must be shown, not trip the reader.
public struct QueuedTask: Sendable, Hashable {
  public let id: String?
  public let name: String?
  public let args: JSONValue
  public let kwargs: JSONValue
  public let retries: Int
  /// ISO-8601 as written.
  public let eta: String?
  public let expires: String?
  public let origin: String?
  public let queue: String?
  public let priority: Int?
  public let deliveryTag: String?
  public let isRedelivered: Bool

  public init(_ envelope: MessageEnvelope) {
    let headers = envelope.headers
    let body = try? envelope.bodyJSON()
    id = headers["id"]?.string
    name = headers["task"]?.string
    args = body?[0] ?? .null
    kwargs = body?[1] ?? .null
    retries = headers["retries"]?.int ?? 0
    eta = headers["eta"]?.string
    expires = headers["expires"]?.string
    origin = headers["origin"]?.string
    queue = envelope.routingKey
    priority = envelope.priority
    deliveryTag = envelope.deliveryTag
    isRedelivered = envelope.isRedelivered
  }

  /// What workers of Celery 5.3 to 5.7 do with a message lacking this; `nil` for a sound one.
  public static func defect(of envelope: MessageEnvelope) -> String? {
    if envelope.headers["id"]?.string == nil { return "no task id: stops every worker in turn" }
    if envelope.contentType == nil { return "no content type: stops every worker in turn" }
    guard let body = try? envelope.bodyJSON() else {
      return "the body is not JSON: stops one worker and is lost"
    }
    if body.array?.count != 3 { return "the body has no three parts: stops every worker in turn" }
    if envelope.deliveryTag == nil || envelope.exchange == nil || envelope.routingKey == nil {
      return "no delivery tag or address: stops one worker and is lost"
    }
    if envelope.headers["task"]?.string == nil { return "no task name: is dropped" }
    return nil
  }
}
