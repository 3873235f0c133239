internal import RedisClient

/// Messages waiting in the broker. The base key of a queue holds only those of the first priority
/// step, so that all four lists count.
enum CeleryCollector {
  /// The backend's queues; they count even before anything was put into them.
  private static let queues = ["invites", "sync", "celery"]

  static func collect(_ connections: MetricsConnections) throws(Failure) -> [MetricFamily] {
    let keys = connections.brokerKeys
    var commands: [RedisCommand] = []
    for queue in queues {
      for step in PriorityStep.allCases {
        commands.append(["LLEN", keys.queue(queue, step)])
      }
    }
    commands.append(["HLEN", keys.unacked])
    commands.append(["ZRANGE", keys.unackedIndex, 0, 0, "WITHSCORES"])
    commands.append(["TIME"])
    var ready = MetricFamily(
      "invitehub_celery_ready_messages", .gauge,
      help: "Messages waiting for a worker, by queue and priority step.")
    var unacked = MetricFamily(
      "invitehub_celery_unacked_messages", .gauge,
      help: "Messages taken by workers and not acknowledged: running, prefetched or delayed.")
    var oldest = MetricFamily(
      "invitehub_celery_unacked_oldest_seconds", .gauge, unit: "seconds",
      help: "How long ago the oldest of them was taken; 0 where there is none.")
    do {
      let connection = try connections.redis(.broker)
      let replies = try connection.pipeline(commands, deadline: connections.deadline)
      var next = replies.makeIterator()
      for queue in queues {
        for step in PriorityStep.allCases {
          let count = try next.next()?.asInteger() ?? 0
          ready.samples.append(
            .init(
              .integer(count), [.init("queue", queue), .init("priority", "\(step.rawValue)")]))
        }
      }
      unacked.samples.append(.init(.integer(try next.next()?.asInteger() ?? 0)))
      let first = try next.next()?.asStrings() ?? []
      let time = try next.next()?.asStrings() ?? []
      let now = time.first.flatMap { Double($0) } ?? 0
      let age = first.count == 2 ? now - (Double(first[1]) ?? now) : 0
      oldest.samples.append(.init(.real(max(0, age))))
    } catch let failure as Failure {
      throw failure
    } catch let error as RedisError {
      throw Failure(error, doing: "count the messages in the broker")
    } catch {
      throw Failure(.error, "could not count the messages in the broker: \(error)")
    }
    return [ready, unacked, oldest]
  }
}
