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
  /// How long each command waits for workers, and a drain for their tasks; `nil` as they do of themselves. For
  /// tests in which all workers answer, however slow the machine is: nothing waits so long then.
  package let patience: String?

  package init(redis: TestRedis, keyPrefix: String = "", patience: String? = nil) {
    self.redis = redis
    self.keyPrefix = keyPrefix
    self.patience = patience
  }

  /// Commands that ask no worker, or whose wait is for something else.
  private static let others: Set<String> = ["peek", "events", "probe", "purge", "quarantine"]

  private func patient(_ arguments: [String]) -> [String] {
    guard let patience, !arguments.contains("--wait"),
      Self.others.isDisjoint(with: arguments.prefix(2))
    else { return arguments }
    return arguments + ["--wait", patience]
  }

  package func callAsFunction(
    _ arguments: String..., body: @Sendable (Int32) async throws -> Void = { _ in }
  ) async throws -> CommandResult {
    try await CommandRun.invitectl(
      ["inspect-workers"] + patient(arguments),
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

  /// Until a process of a worker's works on a task, which its result says (task_track_started).
  package func waitUntilBegun(_ id: String) throws {
    let results = try TestRedis.connect(redis.result)
    try waitUntil("task \(id) is worked on") {
      try results.send("EXISTS", TaskResult.key(id: id)).asInteger() == 1
    }
  }

  /// Until workers have noted so many messages as theirs, as long as they are not done: these are acknowledged late.
  package func waitUntilHeld(_ count: Int) throws {
    let connection = try TestRedis.connect(redis.broker)
    let key = BrokerKeys(database: redis.broker.database, prefix: keyPrefix).unacked
    try waitUntil("workers have \(count) messages") {
      try connection.send("HLEN", key).asInteger() == count
    }
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
