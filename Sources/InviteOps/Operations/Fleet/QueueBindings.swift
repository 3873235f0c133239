internal import CeleryProtocol
internal import ClientSupport
internal import InviteDomain
internal import InviteStorage
internal import Localization
internal import LosslessJSON
internal import RedisClient

/// Queues that workers consume and that their exchange does not lead to: what is published by the
/// exchange's name, as Celery does, does not arrive, and nobody is told (kombu/transport/redis.py, `get_table`;
/// kombu/transport/virtual/base.py, `_lookup`).
/// The one place where that is looked for.
enum QueueBindings {
  struct Fault: Sendable, Equatable {
    enum Kind: Sendable {
      /// The binding does not have the queue.
      case unbound
      /// It cannot be read.
      case unreadable
    }

    let kind: Kind
    let queue: String
    /// The key of the binding.
    let key: String
    /// Who consumes the queue.
    let nodes: [String]

    /// - Parameter endpoint: of the broker, for what is to be typed.
    func diagnosis(_ endpoint: RedisEndpoint) -> (kind: String, message: String, hint: String) {
      let key = PythonText.escaped(key)
      switch kind {
      case .unreadable:
        return (
          "binding_unreadable", tr("the binding \(key) of \(queue) cannot be read"),
          tr("see it with '\(ShellCommand.redis(endpoint, ["TYPE", self.key]))'")
        )
      case .unbound:
        let names = nodes.joined(separator: ", ")
        return (
          "unbound_queue",
          tr(
            nodes.count,
            """
            \(names) consumes \(queue), and \(key) does not have it: \
            what is published does not arrive
            """,
            """
            \(names) consume \(queue), and \(key) does not have it: \
            what is published does not arrive
            """),
          tr(
            nodes.count,
            """
            the key was deleted or evicted; restart the worker, which binds its queues when it \
            connects
            """,
            """
            the key was deleted or evicted; restart a worker, which binds its queues when it \
            connects
            """)
        )
      }
    }
  }

  /// - Parameter queues: what workers answered to `active_queues`, by node.
  static func faults(
    _ queues: [(node: String, value: JSONValue)], _ connection: RedisConnection,
    _ keys: BrokerKeys, deadline: Deadline
  ) throws(RedisError) -> [Fault] {
    var places: [String: [String: Set<String>]] = [:]
    for (node, value) in queues {
      for queue in value.array ?? [] {
        guard let name = queue["name"]?.string, let exchange = queue["exchange"]?["name"]?.string,
          !exchange.isEmpty
        else { continue }
        places[keys.binding(exchange: exchange), default: [:]][name, default: []].insert(node)
      }
    }
    guard !places.isEmpty else { return [] }
    let bindings = places.keys.sorted()
    let replies = try connection.pipeline(
      bindings.map { ["SMEMBERS", $0] }, deadline: deadline)
    var faults: [Fault] = []
    for (key, reply) in zip(bindings, replies) {
      let members = try? reply.asStrings()
      for (queue, nodes) in (places[key] ?? [:]).sorted(by: { $0.key < $1.key }) {
        // A member ends in the queue, whatever the separator.
        if let members, members.contains(where: { $0.hasSuffix(queue) }) { continue }
        faults.append(
          Fault(
            kind: members == nil ? .unreadable : .unbound, queue: queue, key: key,
            nodes: nodes.sorted()))
      }
    }
    return faults
  }
}
