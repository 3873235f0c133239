internal import CeleryProtocol
internal import ClientSupport
internal import InviteDomain
internal import InviteSettings
internal import InviteStorage
internal import Localization
internal import RedisClient

/// A message that waits in no queue.
extension QueueQuarantine {
  /// So long workers that do not answer are waited for.
  private static let wait = Duration.milliseconds(2500)

  /// One of `unacked` that nobody has, or that is not to run again; `nil` where there is none.
  func unacked(
    _ id: String, of queue: String, isPlan: Bool
  ) throws(Failure) -> QuarantineSearch.Sighting? {
    let restore = UnackedRestore(context, chosen: [id], wait: Self.wait)
    let taken = try restore.taken(id, of: queue, isPlan: isPlan) { isRefunded($0) == true }
    guard let taken else { return nil }
    return QuarantineSearch.Sighting(
      step: nil, list: taken.list, position: 0, bytes: taken.message, unacked: taken.entry,
      sign: taken.sign, isNobodys: taken.isNobodys)
  }

  /// - Returns: whether it was there, as it was judged, and is out now.
  func remove(
    _ entry: UnackedLook.Entry, _ file: QuarantineFile, _ mark: [UInt8],
    _ connection: RedisConnection
  ) throws(RedisError) -> Bool {
    let keys = context.brokerKeys
    return try connection.run(
      QuarantineScripts.takeUnacked,
      keys: [keys.unacked, keys.unackedIndex, QuarantineScripts.marks],
      arguments: [entry.tag, entry.bytes, entry.score ?? "", file.token, mark],
      deadline: context.requestDeadline
    ).asString() == QuarantineScripts.Answer.taken.rawValue
  }

  /// Where the task is instead.
  func missing(
    _ id: String, _ queue: String, _ connection: RedisConnection
  ) throws -> Failure {
    var search = TaskSearch(
      connection: connection, keys: context.brokerKeys, timeout: context.configuration.timeout,
      id: id, ignoresCase: true)
    try search.run(queues: [queue])
    let name = PythonText.escaped(queue)
    if let queued = search.queued {
      return Failure(
        .usage, tr("the task \(id) waits in \(queued.queue), not in \(name)"),
        hint: tr("name that queue"))
    }
    if search.unacked != nil {
      let restore = ShellCommand.invitectl(
        ["inspect-workers", "control", "restore-unacked"], [queue], ["-n"])
      return Failure(
        .conflict, tr("a worker has taken the task \(id); it waits in no queue"),
        hint: tr("'\(restore)' tells whether that worker is gone"))
    }
    let look = ShellCommand.invitectl(["inspect-workers", "task"], [id])
    return Failure(
      .usage, tr("no message of the task \(id) waits in \(name)"),
      hint: tr("'\(look)' looks everywhere"))
  }

  /// Whether its result says that its invite was made, which is gone sooner than its file. Of what waits in a list
  /// nothing else is looked at when it is taken.
  func saysMade(_ file: QuarantineFile) -> Bool {
    guard file.id != nil, QuarantinedMessage.calls(of: file.message)?.isEmpty == false else {
      return false
    }
    // Without calls no rows are read.
    let made = try? MadeInvites(
      [.init(id: file.id, calls: [], since: nil)], context, until: .after(.seconds(3)))
    return made?.signs.first.flatMap { $0 }?.isCertain ?? false
  }

  /// What shows that the invite of one that waits in a list was made, for its plan; `nil` where nothing does, or where
  /// that was not seen in three seconds: it is taken out all the same, and the put-back looks again.
  ///
  /// - Throws: ``Failure/Kind/interrupted`` alone.
  func sign(ofWaiting file: QuarantineFile) throws(Failure) -> MadeInvites.Sign? {
    guard let calls = QuarantinedMessage.calls(of: file.message), !calls.isEmpty,
      let envelope = try? MessageEnvelope(decoding: file.message)
    else { return nil }
    let message = MadeInvites.Message(
      id: file.id, calls: calls, since: nil, isFresh: !QueuedTask(envelope).isRedelivered)
    return try MadeInvites([message], context, until: .after(.seconds(3))).signs.first ?? nil
  }

  /// What the broker is to tell of it while it is out.
  func remembered(_ file: QuarantineFile, _ path: String, isMade: Bool) -> QuarantinedMessage {
    var mark = QuarantinedMessage(token: file.token, digest: file.mark)
    mark.calls = QuarantinedMessage.calls(of: file.message)
    mark.isMalformed = QuarantinedMessage.isMalformed(file.message)
    mark.id = file.id
    mark.queue = file.queue
    mark.taken = file.taken
    mark.file = Self.whole(path)
    mark.host = OSUser.host
    mark.user = OSUser.name
    mark.isMade = isMade
    mark.isRedelivered = (try? MessageEnvelope(decoding: file.message)).map {
      QueuedTask($0).isRedelivered
    }
    return mark
  }
}
