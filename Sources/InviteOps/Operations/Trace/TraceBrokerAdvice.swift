internal import CeleryProtocol
internal import InviteDomain
internal import InviteSettings
internal import InviteStorage
internal import RedisClient

/// What is to be typed about a message in the broker.
struct TraceBrokerAdvice: Sendable {
  /// kombu's default, after which a message that nobody acknowledged is given back
  /// (kombu/transport/redis.py, `visibility_timeout`), in seconds.
  static let visibilityTimeout = 3600.0

  let endpoint: RedisEndpoint
  let keys: BrokerKeys

  init(_ context: OperationContext) {
    endpoint = context.configuration.broker
    keys = context.brokerKeys
  }

  init(endpoint: RedisEndpoint, keys: BrokerKeys) {
    self.endpoint = endpoint
    self.keys = keys
  }

  /// Overdue since 1970: the next look of a worker gives it back.
  func giveBack(tag: String, isIndexed: Bool) -> String {
    ShellCommand.redis(
      endpoint, ["ZADD", keys.unackedIndex, isIndexed ? "XX" : "NX", "0", tag])
  }

  /// Takes the next message of a list that nobody looks into to where workers look, at the end that they
  /// take from.
  func move(from list: String, queue: String) -> String {
    ShellCommand.redis(
      endpoint, ["LMOVE", list, keys.queue(queue, priority: InviteTask.priority), "RIGHT", "RIGHT"])
  }
}
