package import RedisClient
internal import Tracing

/// Makes spans of what goes over a Redis connection.
package enum ExchangeObserver {
  package static func attach(to connection: RedisConnection, database: Int) {
    guard Spans.areRecorded else { return }
    connection.onExchange = { exchange in
      // OpenTelemetry semantic conventions for Redis, 1.33.
      var attributes: SpanAttributes = [
        "db.system.name": "redis", "db.operation.name": .string(exchange.name),
        "db.namespace": .string(String(database)),
      ]
      if exchange.commands > 1 {
        attributes["db.operation.batch.size"] = exchange.commands
      }
      Spans.ended(exchange.name, attributes, took: exchange.duration, error: exchange.error)
    }
  }
}
