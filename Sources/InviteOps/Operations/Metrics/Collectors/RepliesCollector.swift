internal import CeleryProtocol
internal import ClientSupport
internal import InviteDomain
internal import InviteStorage
internal import Localization
internal import PrometheusText
internal import RedisClient

/// Reply lists of remote control that nobody will read any more. They have no life of their own
/// and fill the broker's memory.
enum RepliesCollector: MetricsCollecting {
  static let orphaned = MetricFamily(
    "invitehub_celery_orphaned_reply_keys", .gauge,
    help: trKey("Reply lists in the broker whose client has taken its binding back or has gone."))
  static let keys = MetricFamily(
    "invitehub_celery_broker_keys", .gauge, help: trKey("Keys in the broker's database."))
  static let families = [orphaned, keys]

  /// SCAN goes over all keys of the database; beyond so many it would cost the server too much.
  private static let keyLimit = 200_000
  private static let step = 2000

  static func collect(_ connections: MetricsConnections) throws(Failure) -> [MetricFamily] {
    let size = try connections.ask(.broker, doing: tr("count the keys of the broker")) {
      (connection, deadline) throws(RedisError) in
      try connection.call(["DBSIZE"], deadline: deadline).asInteger()
    }
    guard size <= keyLimit else {
      let look = ShellCommand.redis(connections.context.endpoint(.broker), ["--bigkeys"])
      throw Failure(
        .error, tr("the broker holds \(size) keys, too many to look for orphaned reply lists"),
        hint: tr("give Celery a Redis database of its own; see what fills it with \(look)"))
    }
    let names = connections.brokerKeys
    let count = try connections.ask(.broker, doing: tr("look for reply lists in the broker")) {
      (connection, deadline) throws(RedisError) in
      try orphans(connection, names, deadline)
    }
    return [orphaned.with(.integer(count)), keys.with(.integer(size))]
  }

  private static func orphans(
    _ connection: RedisConnection, _ names: BrokerKeys, _ deadline: Deadline
  ) throws(RedisError) -> Int {
    let pattern = BrokerKeys.globEscaped(names.prefix) + "*" + BrokerKeys.replySuffix
    var lists: Set<String> = []
    var cursor = "0"
    repeat {
      let reply = try connection.call(
        ["SCAN", cursor, "MATCH", pattern, "COUNT", step, "TYPE", "list"], deadline: deadline
      ).asArray()
      guard reply.count == 2 else {
        throw .unexpectedReply(expected: tr("a cursor and keys"), got: tr("\(reply.count) values"))
      }
      cursor = try reply[0].asString()
      for key in try reply[1].asArray() {
        // A key that is no text is not one of kombu's.
        if let name = try? key.asString() { lists.insert(name) }
      }
    } while cursor != "0"
    guard !lists.isEmpty else { return 0 }
    // Two exchanges: Celery's own clients, and invitectl.
    let exchanges = [ControlRequest.celeryReplyExchange, ControlRequest.replyExchange]
    var waiting: Set<String> = []
    for exchange in exchanges {
      let members = try connection.call(
        ["SMEMBERS", names.binding(exchange: exchange)], deadline: deadline)
      for member in try members.asStrings() {
        if let queue = QueueBinding(member: member)?.queue { waiting.insert(names.prefix + queue) }
      }
    }
    return lists.subtracting(waiting).count
  }
}
