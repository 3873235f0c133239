internal import CeleryProtocol
internal import ClientSupport
internal import RedisClient

/// Of the backend's queues those that a worker has bound: what one that consumes nothing may be told to
/// consume.
enum BackendBindings {
  static func bound(
    _ connection: RedisConnection, _ keys: BrokerKeys, deadline: Deadline
  ) throws(RedisError) -> [String] {
    let queues = InviteTask.backendQueues
    let replies = try connection.pipeline(
      queues.map { ["EXISTS", keys.binding(exchange: $0)] }, deadline: deadline)
    return zip(queues, replies).filter { (try? $0.1.asInteger()) == 1 }.map(\.0)
  }
}
