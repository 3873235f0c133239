internal import CeleryProtocol
internal import ClientSupport
internal import InviteDomain
internal import InviteStorage
internal import Localization
internal import RedisClient

/// One message on its way back.
extension UnackedRestore {
  /// A worker that puts messages back holds kombu's mutex for moments.
  private static let mutexPatience = Duration.seconds(5)

  /// Gives one back, if it is still what was judged.
  func giveBack(
    _ entry: UnackedLook.Entry, _ message: inout RestoreOutcome.Message,
    _ presence: FleetPresence, _ mailbox: WorkerMailbox
  ) throws {
    guard let unacked = entry.entry,
      let payload = try? UnackedEntry.restoredMessage(of: entry.bytes)
    else {
      message.verdict = .unreadable
      message.why = tr("it is no message of kombu's")
      return
    }
    let queues = try self.queues(of: unacked, mailbox)
    guard !queues.isEmpty else {
      message.verdict = .unreadable
      message.why =
        tr(
          "no queue is bound to the exchange \(PythonText.escaped(unacked.exchange)) by "
            + "this name alone")
      return
    }
    let lists = queues.map { list(of: $0, unacked, presence, mailbox) }
    let end = Deadline.after(Self.mutexPatience)
    while true {
      let answer = try run(entry, payload, lists, mailbox)
      switch answer {
      case .restored: message.verdict = .restored
      case .gone, .changed: message.verdict = .settled
      case .busy:
        if !end.hasPassed {
          guard SocketWait.pause(.milliseconds(50), interrupt: context.interrupt) else {
            throw RedisError.interrupted
          }
          continue
        }
        message.why = tr("a worker is putting messages back itself (\(mailbox.keys.unackedMutex))")
      }
      return
    }
  }

  /// The list of a queue to which the message goes back.
  func list(
    of queue: String, _ unacked: UnackedEntry, _ presence: FleetPresence, _ mailbox: WorkerMailbox
  ) -> String {
    let layout = presence.facts.consumers(of: queue).compactMap { presence.facts.layouts[$0] }
      .first
    return mailbox.keys.prefix
      + (layout ?? mailbox.keys.layout).list(queue, priority: unacked.restoredPriority)
  }

  private func run(
    _ entry: UnackedLook.Entry, _ payload: [UInt8], _ lists: [String], _ mailbox: WorkerMailbox
  ) throws(RedisError) -> RestoreUnackedScript.Answer {
    let keys = mailbox.keys
    let answer = try mailbox.connection.run(
      RestoreUnackedScript.script,
      keys: [keys.unacked, keys.unackedIndex, keys.unackedMutex] + lists,
      arguments: [entry.tag, entry.bytes, payload, entry.score ?? ""],
      deadline: context.requestDeadline
    ).asString()
    return RestoreUnackedScript.Answer(rawValue: answer) ?? .changed
  }

  /// The queues that the message is for. Of an exchange those that are bound by its key as it is; what
  /// is bound by a pattern is left to kombu.
  func queues(
    of entry: UnackedEntry, _ mailbox: WorkerMailbox
  ) throws(RedisError) -> [String] {
    guard !entry.exchange.isEmpty else { return [entry.routingKey] }
    let members = try mailbox.connection.call(
      ["SMEMBERS", mailbox.keys.binding(exchange: entry.exchange)],
      deadline: .after(mailbox.timeout)
    ).asStrings()
    let bindings = members.compactMap {
      QueueBinding(member: $0, separator: mailbox.keys.layout.separator)
    }
    guard !bindings.contains(where: { $0.routingKey.contains { "*#".contains($0) } }) else {
      return []
    }
    return bindings.filter { $0.routingKey == entry.routingKey }.map(\.queue).sorted()
  }
}
