internal import CeleryProtocol
internal import ClientSupport
internal import InviteDomain
internal import InviteSettings
internal import Localization
internal import RedisClient

/// Tells an empty queue from a mistyped name: neither has a list in Redis, but workers and producers
/// leave a binding of theirs (kombu.transport.redis), or it is one of the backend's.
enum UnknownQueue {
  /// - Throws: ``Failure/Kind/usage`` when there is no such queue in the broker.
  static func refuse(
    _ queue: String, _ connection: RedisConnection, _ context: OperationContext
  ) throws {
    guard !queue.isEmpty else {
      throw Failure(
        .usage, tr("the queue's name is empty"),
        hint: tr("'invitectl inspect-workers' lists the queues"))
    }
    guard !InviteTask.backendQueues.contains(queue) else { return }
    let inventory = try BrokerReader(
      connection: connection, keys: context.brokerKeys, timeout: context.configuration.timeout
    ).takeInventory()
    guard !inventory.queues.contains(queue), inventory.isComplete else { return }
    let known = inventory.queues.union(InviteTask.backendQueues).sorted().joined(separator: ", ")
    throw Failure(
      .usage,
      tr("there is no queue \(PythonText.escaped(queue)) in the broker \(connection.endpoint)"),
      hint: tr("there are: \(PythonText.escaped(known))"))
  }
}
