import CeleryProtocol
import ClientSupport
package import Foundation
import InviteOps
package import LosslessJSON
import RedisClient
package import TestSupport
import Testing

/// invitectl inspect-workers on the Redis databases of one test.
package struct InspectRun: Sendable {
  package let redis: TestRedis
  package let keyPrefix: String

  package init(redis: TestRedis, keyPrefix: String = "") {
    self.redis = redis
    self.keyPrefix = keyPrefix
  }

  package func callAsFunction(
    _ arguments: String..., body: @Sendable (Int32) async throws -> Void = { _ in }
  ) async throws -> CommandResult {
    try await CommandRun.invitectl(
      ["inspect-workers"] + arguments,
      environment: [
        "INVITECTL_BROKER_URL": "\(redis.broker)", "INVITECTL_RESULT_URL": "\(redis.result)",
        "INVITECTL_BROKER_KEY_PREFIX": keyPrefix,
      ], body: body)
  }

  package func json(_ result: CommandResult) throws -> JSONValue {
    try JSONValue(parsing: Array(result.output.utf8))
  }

  /// The names of all keys and channels of the broker.
  package func keys() throws -> Set<String> {
    let connection = try TestRedis.connect(redis.broker)
    return Set(try connection.send("KEYS", "*").asStrings())
  }

  package func statuses(_ result: CommandResult) throws -> [String: String] {
    var statuses: [String: String] = [:]
    for worker in try json(result)["census"]?["workers"]?.array ?? [] {
      statuses[worker["name"]?.string ?? ""] = worker["status"]?.string
    }
    return statuses
  }

  /// Until workers have taken everything from a queue, and are at it.
  package func waitUntilTaken(from queue: String = "celery") throws {
    let connection = try TestRedis.connect(redis.broker)
    let lists = BrokerKeys(database: redis.broker.database, prefix: keyPrefix).queueLists(queue)
    try waitUntil("\(queue) is taken") {
      try lists.allSatisfy { try connection.send("LLEN", $0).asInteger() == 0 }
    }
    // Between taking and running a worker notes the message as unacked and takes the note back;
    // what it then does is not to be seen from outside, least of all of a solo pool.
    SocketWait.pause(.seconds(1))
  }

  /// Publishes a call of a probe task.
  package func publish(
    _ task: String, args: [JSONValue] = [], kwargs: JSONObject = [:], queue: String = "celery",
    id: String = CeleryID.random(), eta: Date? = nil
  ) throws {
    var options = TaskMessage.Options()
    options.eta = eta
    let message = try TaskMessage(
      task: task, id: id, queue: queue, args: args, kwargs: kwargs, options: options)
    let keys = BrokerKeys(database: redis.broker.database, prefix: keyPrefix)
    try TestRedis.connect(redis.broker).send("LPUSH", message.queueKey(keys), message.encoded)
  }
}
