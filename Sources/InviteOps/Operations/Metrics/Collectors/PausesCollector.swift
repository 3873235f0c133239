internal import CeleryProtocol
internal import InviteDomain
internal import Localization
internal import PrometheusText
internal import RedisClient

/// Queues that somebody has paused, as the broker remembers it.
enum PausesCollector: MetricsCollecting {
  static let paused = MetricFamily(
    "invitehub_queue_paused", .gauge,
    help: trKey(
      "Whether somebody has paused the queue (1) or not (0), as the broker remembers it; other "
        + "stands for all that are not the backend's."))
  static let families = [paused]

  static func collect(_ connections: MetricsConnections) throws(Failure) -> [MetricFamily] {
    let queues = InviteTask.backendQueues
    let (values, count) = try connections.ask(.broker, doing: tr("see which queues are paused")) {
      (connection, deadline) throws(RedisError) in
      // Names from outside are not read: there may be any number of them.
      let words: [any RedisArgument] = ["HMGET", PausedQueue.key] + queues
      let replies = try connection.pipeline(
        [RedisCommand(words), ["HLEN", PausedQueue.key]], deadline: deadline)
      return (try replies[0].asArray(), try replies[1].asInteger())
    }
    var paused = paused
    for (queue, value) in zip(queues, values) {
      paused.add(.flag(!value.isNull), ["queue": queue])
    }
    paused.add(.flag(count > values.count { !$0.isNull }), ["queue": "other"])
    return [paused]
  }
}
