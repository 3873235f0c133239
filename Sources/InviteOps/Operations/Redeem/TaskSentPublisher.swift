internal import CeleryProtocol
internal import ClientSupport
internal import FoundationEssentials
internal import Localization
internal import Logging
internal import RedisClient

/// Tells monitors such as Flower of what was queued, as Celery's own clients do. Nothing depends on
/// it: a failure is logged and forgotten.
///
/// Of each group the first event shows whether anybody listens; if nobody does, the others are
/// spared. Nobody waits for that answer: it is looked at with the next group, or at the end.
final class TaskSentPublisher {
  private let servers: RedeemConnections
  private let channel: String
  /// One of its own: answers are due on it while others are used.
  private var connection: RedisConnection?
  /// Of the last group, what comes after its first event.
  private var held: ArraySlice<RedeemResult> = []

  /// - Parameter connection: one to the broker that nobody else uses; else it opens its own.
  init(servers: RedeemConnections, connection: RedisConnection? = nil) {
    self.servers = servers
    self.connection = connection
    channel = servers.brokerKeys.eventChannel("task-sent")
  }

  func publish(_ results: [RedeemResult]) {
    attempt { () throws(RedisError) in try next(results[...]) }
  }

  /// Sends what is held back, if anybody listens.
  func end() {
    attempt { () throws(RedisError) in
      try next([])
      _ = try connection?.replies(deadline: servers.context.requestDeadline)
    }
  }

  private func next(_ results: ArraySlice<RedeemResult>) throws(RedisError) {
    var events: [RedisCommand] = []
    if try listeners() > 0 { for result in held { events += event(result) } }
    held = []
    for (index, result) in zip(results.indices, results) {
      let first = event(result)
      guard !first.isEmpty else { continue }
      events += first
      held = results[(index + 1)...]
      break
    }
    guard !events.isEmpty else { return }
    if connection == nil { connection = try? servers.context.redis(.broker) }
    try connection?.submit(EncodedCommands(events), deadline: servers.context.requestDeadline)
  }

  /// Who got the last event.
  private func listeners() throws(RedisError) -> Int {
    let replies = try connection?.replies(deadline: servers.context.requestDeadline)
    return try replies?.last?.asInteger() ?? 0
  }

  private func attempt(_ body: () throws(RedisError) -> Void) {
    do {
      try body()
    } catch {
      held = []
      connection = nil
      servers.context.logger.debug(
        "task-sent was not published", metadata: ["error": "\(Speech.english(of: "\(error)"))"])
    }
  }

  /// None for what was not queued.
  private func event(_ result: RedeemResult) -> [RedisCommand] {
    let request = result.request
    guard case .queued = result.status,
      let message = try? InviteTask(
        email: request.email, code: request.code, groupID: result.groupID,
        isRebind: result.flow == .rebind, id: request.taskID
      ).message()
    else { return [] }
    let process = ProcessInfo.processInfo
    let event = CeleryEvent.sent(
      message, hostname: "invitectl@\(process.hostName)", pid: Int(process.processIdentifier),
      time: Date().timeIntervalSince1970)
    return [["PUBLISH", channel, event.encoded]]
  }
}
