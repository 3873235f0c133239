internal import CeleryProtocol
internal import InviteSettings
internal import Localization
internal import RedisClient

extension BrokerSearch {
  /// Why an empty list of this broker is no evidence: nobody uses it. `nil` where somebody does.
  static func unused(
    _ context: OperationContext, _ connection: RedisConnection, _ fleet: WorkerFleetFacts
  ) throws(RedisError) -> String? {
    guard fleet.consumers(of: InviteTask.queue).isEmpty,
      try connection.call(
        ["EXISTS", context.brokerKeys.binding(exchange: InviteTask.queue)],
        deadline: context.requestDeadline
      ).asInteger() == 0
    else { return nil }
    return tr(
      "no worker of the queue \(InviteTask.queue) answers in the broker "
        + "\(context.configuration.broker), and the queue has no binding there: set "
        + "\(Setting.brokerURL.variable) to the broker of the workers, or start a worker")
  }
}
