internal import CeleryProtocol
internal import ClientSupport
internal import InviteDomain
internal import Localization
internal import PrometheusText
internal import RedisClient

/// Messages in the broker. The base key of a queue holds only those of the first priority step,
/// so that all four lists count.
enum CeleryCollector: MetricsCollecting {
  static let ready = SharedFamily.readyMessages
  static let unacked = MetricFamily(
    "invitehub_celery_unacked_messages", .gauge,
    help: trKey("Messages taken by workers and not acknowledged: running, prefetched or delayed."))
  static let overdue = MetricFamily(
    "invitehub_celery_unacked_overdue_messages", .gauge,
    help: trKey("Those of them that were taken longer ago than the visibility timeout of an hour."))
  static let oldest = MetricFamily(
    "invitehub_celery_unacked_oldest_seconds", .gauge, unit: "seconds",
    help: trKey("How long ago the oldest of them was taken; 0 where there is none."))
  static let families = [ready, unacked, overdue, oldest]

  static func collect(_ connections: MetricsConnections) throws(Failure) -> [MetricFamily] {
    try connections.ask(.broker, doing: tr("count the messages in the broker")) {
      (connection, deadline) throws(RedisError) in
      try read(connection, connections.brokerKeys, deadline)
    }
  }

  private static func read(
    _ connection: RedisConnection, _ keys: BrokerKeys, _ deadline: Deadline
  ) throws(RedisError) -> [MetricFamily] {
    var commands: [RedisCommand] = [
      ["TIME"], ["HLEN", keys.unacked], ["ZRANGE", keys.unackedIndex, 0, 0, "WITHSCORES"],
    ]
    for queue in InviteTask.backendQueues {
      for list in keys.queueLists(queue) { commands.append(["LLEN", list]) }
    }
    let replies = try connection.pipeline(commands, deadline: deadline)
    let now = BrokerClock.time(try replies[0].asStrings()) ?? 0
    let first = try replies[2].asStrings()
    // -inf and the like, by hand, have no age.
    let age = first.count == 2 ? OutsideNumber.measure(first[1]).map { now - $0 } ?? 0 : 0
    let late = try connection.call(
      ["ZCOUNT", keys.unackedIndex, "-inf", "(\(now - BrokerKeys.visibilityTimeout)"],
      deadline: deadline)
    var ready = ready
    var next = 3
    for queue in InviteTask.backendQueues {
      for step in keys.layout.steps {
        ready.add(
          .integer(try replies[next].asInteger()),
          ["queue": queue, "priority": "\(step)"])
        next += 1
      }
    }
    return [
      ready, unacked.with(.integer(try replies[1].asInteger())),
      overdue.with(.integer(try late.asInteger())), oldest.with(.seconds(max(0, age))),
    ]
  }
}
