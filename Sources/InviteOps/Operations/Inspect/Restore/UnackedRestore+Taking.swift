internal import CeleryProtocol
internal import ClientSupport
internal import InviteDomain
internal import InviteStorage
internal import Localization
internal import RedisClient

/// One message that leaves `unacked` for a file, without a worker that could take it in between.
extension UnackedRestore {
  struct Taken {
    let entry: UnackedLook.Entry
    /// As it would be given back.
    let message: [UInt8]
    /// To which it would go.
    let list: String
    /// What shows that its invite was made.
    let sign: MadeInvites.Sign?
    /// Whether nobody is there who may have it, unseen.
    var isNobodys: Bool
  }

  /// The message of a task that nobody alive has.
  ///
  /// Of one whose invite was made, or whose token was given back, who may have it unseen does not matter: it is not to
  /// run again, and a worker that is at its end acknowledges what is not there any more.
  ///
  /// - Parameters:
  ///   - isSurplus: whether the token of a task was given back.
  ///   - isPlan: whether one look is enough, since nothing is done.
  /// - Returns: `nil` where there is none, or it is no longer what it was at the first look.
  /// - Throws: ``Failure/Kind/conflict`` where a worker has it; ``Failure/Kind/transient`` where that cannot be told.
  func taken(
    _ id: String, of queue: String, isPlan: Bool, isSurplus: (String) -> Bool
  ) throws(Failure) -> Taken? {
    let mailbox = try context.mailbox()
    return try reporting(mailbox.connection, doing: tr("take the message out of \(queue)")) {
      () throws -> Taken? in
      guard let first = try entry(id, mailbox) else { return nil }
      let presence = try judge(first, id, mailbox)
      let back = try home(of: first, id, queue, presence, mailbox)
      let sign = try madeInvite(first)
      let mayBeAnywhere = sign?.isCertain == true || isSurplus(id)
      if !mayBeAnywhere { try refuse(presence, id, queue, mailbox) }
      var taken = Taken(
        entry: first, message: back.message, list: back.list, sign: sign,
        isNobodys: presence.doubt == nil)
      guard !isPlan else { return taken }
      guard SocketWait.pause(Self.betweenLooks, interrupt: context.interrupt) else {
        throw RedisError.interrupted
      }
      guard let last = try entry(id, mailbox), last.tag == first.tag, last.bytes == first.bytes,
        last.score == first.score
      else { return nil }
      let again = try judge(last, id, mailbox)
      if !mayBeAnywhere { try refuse(again, id, queue, mailbox) }
      if again.doubt != nil { taken.isNobodys = false }
      return taken
    }
  }

  private func entry(_ id: String, _ mailbox: WorkerMailbox) throws -> UnackedLook.Entry? {
    let unacked = UnackedLook(
      connection: mailbox.connection, keys: mailbox.keys, timeout: mailbox.timeout)
    guard let entries = try unacked.entries() else {
      throw Failure(
        .error,
        tr("unacked has more than \(UnackedLook.most) messages: too many to be judged one by one"),
        hint: tr("start a worker: it gives them back after the visibility timeout"))
    }
    return entries.first { entry in entry.task?.id.map { CeleryID.isSame($0, id) } == true }
  }

  /// Who is there, none of whom has it.
  private func judge(
    _ entry: UnackedLook.Entry, _ id: String, _ mailbox: WorkerMailbox
  ) throws -> FleetPresence {
    let presence = try FleetPresence.look(mailbox, wait: wait)
    guard let holder = presence.holder(of: entry) else { return presence }
    let look = ShellCommand.invitectl(["inspect-workers", "task"], [id])
    throw Failure(
      .conflict, tr("a worker has taken the task \(id): \(holder)"),
      hint: tr("'\(look)' shows where it is"))
  }

  private func refuse(
    _ presence: FleetPresence, _ id: String, _ queue: String, _ mailbox: WorkerMailbox
  ) throws {
    guard let doubt = presence.doubt else { return }
    let paused = try PausedQueue.seen(mailbox.connection, timeout: mailbox.timeout)
    throw Failure(
      .transient,
      tr(
        "\(doubt): the message of task \(id) cannot be shown to be nobody's; it was not taken out"),
      hint: remedy(presence, queue: queue, paused))
  }

  /// What ends the doubt about who is there. A worker that is to consume first runs what waits in its queues, too.
  func remedy(_ presence: FleetPresence, queue: String?, _ paused: [PausedQueue]) -> String {
    let remedy = presence.remedy(queue: queue, paused: paused)
    guard !presence.idle.isEmpty else { return remedy }
    let queues = Set(paused.map(\.queue) + [queue].compactMap(\.self)).sorted()
    // Of those that are named the person knows: `trace` has sent them here.
    let first = QuarantinedMessage.beforehand(in: queues, context, besides: chosen)
    return QuarantinedMessage.after(first, remedy)
  }

  private func home(
    of entry: UnackedLook.Entry, _ id: String, _ queue: String, _ presence: FleetPresence,
    _ mailbox: WorkerMailbox
  ) throws -> (message: [UInt8], list: String) {
    guard let unacked = entry.entry,
      let message = try? UnackedEntry.restoredMessage(of: entry.bytes)
    else { throw Failure(.conflict, tr("it is no message of kombu's")) }
    let queues = try self.queues(of: unacked, mailbox)
    guard let only = queues.first, queues.count == 1 else {
      throw Failure(
        .conflict,
        tr(
          "no queue is bound to the exchange \(PythonText.escaped(unacked.exchange)) by "
            + "this name alone"))
    }
    guard queue == only || queue == unacked.routingKey else {
      throw Failure(
        .usage,
        tr(
          "the task \(id) was taken from \(PythonText.escaped(only)), not from "
            + "\(PythonText.escaped(queue))"), hint: tr("name that queue"))
    }
    return (message, list(of: only, unacked, presence, mailbox))
  }

  private func madeInvite(_ entry: UnackedLook.Entry) throws(Failure) -> MadeInvites.Sign? {
    guard let task = entry.task else { return nil }
    let calls = try? task.invites()
    guard calls?.isEmpty != true else { return nil }
    let message = MadeInvites.Message(
      id: task.id, calls: calls ?? [], since: Self.since(entry, task))
    return try MadeInvites([message], context).signs.first ?? nil
  }
}
