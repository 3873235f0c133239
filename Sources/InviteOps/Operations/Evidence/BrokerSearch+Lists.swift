internal import CeleryProtocol
internal import InviteDomain

extension BrokerSearch {
  /// Whether a list is one of the backend's queues, in this layout, a worker's or any other.
  static func isOfBackend(
    _ list: String, _ keys: BrokerKeys, _ layouts: Set<QueueLayout>
  ) -> Bool {
    InviteTask.backendQueues.contains { queue in
      keys.queueLists(queue).contains(list) || keys.isList(list, ofAnyLayoutOf: queue)
        || layouts.contains { $0.lists(queue).contains { keys.prefix + $0 == list } }
    }
  }
}
