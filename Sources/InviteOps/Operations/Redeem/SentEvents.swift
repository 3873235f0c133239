internal import ClientSupport
internal import FoundationEssentials
internal import Logging
internal import RedisClient

/// Tells monitors such as Flower of what was queued, as Celery's own clients do. Nothing depends on
/// it: a failure is logged and forgotten.
struct SentEvents {
  let servers: RedeemServers

  /// The first event shows whether anybody listens; if nobody does, the others are spared.
  func publish(_ results: [RedeemResult], _ codes: [String: CodeFacts]) {
    let queued = results.filter { if case .queued = $0.status { true } else { false } }
    guard let first = queued.first else { return }
    do {
      let connection = try servers.redis(.broker)
      let channel = servers.brokerKeys.eventChannel("task-sent")
      let listeners = try connection.call(
        ["PUBLISH", channel, try event(first, codes)], deadline: servers.context.requestDeadline)
      guard try listeners.asInteger() > 0, queued.count > 1 else { return }
      var commands: [RedisCommand] = []
      for result in queued.dropFirst() {
        commands.append(["PUBLISH", channel, try event(result, codes)])
      }
      _ = try connection.pipeline(commands, deadline: servers.context.requestDeadline)
    } catch {
      servers.context.logger.debug("task-sent was not published", metadata: ["error": "\(error)"])
    }
  }

  private func event(
    _ result: RedeemResult, _ codes: [String: CodeFacts]
  ) throws(TaskMessageError) -> [UInt8] {
    let request = result.request
    let task = try InviteTask(
      email: request.email, code: request.code, groupID: codes[request.code]?.groupID,
      isRebind: result.flow == .rebind, id: request.taskID)
    let process = ProcessInfo.processInfo
    return CeleryEvent.sent(
      try task.message(), hostname: "invitectl@\(process.hostName)",
      pid: Int(process.processIdentifier), time: Date().timeIntervalSince1970
    ).encoded
  }
}
