internal import CeleryProtocol
internal import InviteSettings
internal import Localization
internal import RedisClient

/// Whether Celery's queues are where invitectl looks, where two rules of the backend's disagree.
struct BrokerRuleExamination {
  let context: OperationContext

  func check() -> DoctorReport.Check {
    let ours = context.configuration.broker
    if let url = context.configuration.redisURLWithoutPath {
      return .init(
        .brokerRule, .warn, tr("\(url.source) names no database: '\(url.shown)' has no path"),
        why:
          tr(
            "from its commit 67c4b2d on the backend takes what stands before the last '/' for the server: "
              + "its Celery looks for a host that is none, and no task is queued or run"),
        fix: tr("write it with its database, e.g. \(url.shown)/0, for the backend too"))
    }
    guard let older = context.configuration.olderCelery else {
      return .init(.brokerRule, .pass, tr("the broker is \(ours) by every rule"))
    }
    let variables = older.variables.joined(separator: ", ")
    let both =
      tr(
        "REDIS_URL puts the broker at \(ours), which is used here; \(variables): a backend before its "
          + "commit 67c4b2d (database at 010 or older) has it at \(older.broker)")
    let override =
      tr(
        "to look there: INVITECTL_BROKER_URL=\(older.broker) INVITECTL_RESULT_URL=\(older.result) (with "
          + "the password, if there is one)")
    switch (hasQueues(ours), hasQueues(older.broker)) {
    case (true?, false?), (true?, nil):
      return .init(.brokerRule, .pass, tr("\(both); Celery's queues are at the first"))
    case (false?, true?):
      return .init(
        .brokerRule, .fail, tr("\(both); Celery's queues are at the second"),
        why: tr("what redeem queues lies where no worker looks, and inspect-workers sees nobody"),
        fix: override)
    default:
      return .init(
        .brokerRule, .warn, tr("\(both); which one the workers use cannot be told from the queues"),
        why: tr("what redeem queues must lie where the workers look"), fix: override)
    }
  }

  /// Whether a queue of the backend's has a binding there, as every worker and publisher writes it;
  /// `nil` where it cannot be looked at.
  private func hasQueues(_ endpoint: RedisEndpoint) -> Bool? {
    let keys = BrokerKeys(
      database: endpoint.database, prefix: context.configuration.brokerKeyPrefix)
    let names = InviteTask.backendQueues.map { keys.binding(exchange: $0) }
    do {
      let connection = try context.redis(at: endpoint, .broker)
      return try connection.call(["EXISTS"] + names, deadline: context.requestDeadline)
        .asInteger() > 0
    } catch {
      return nil
    }
  }
}
