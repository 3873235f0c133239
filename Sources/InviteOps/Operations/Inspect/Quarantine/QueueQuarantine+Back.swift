internal import CeleryProtocol
internal import ClientSupport
public import InviteDomain
internal import InviteSettings
internal import InviteStorage
internal import Localization
internal import LosslessJSON
internal import RedisClient

extension QueueQuarantine {
  /// What would be put back.
  ///
  /// - Parameter force: whether also one whose task's token was given back, or whose invite was made.
  /// - Throws: ``Failure/Kind/usage`` for another file than ours; ``Failure/Kind/conflict`` when it is
  ///   not out, its token was given back, or its invite was made.
  public func plan(putBack path: String, force: Bool) throws(Failure) -> QuarantineOutcome {
    let file = try read(path)
    let mark = try mark(of: file)
    guard mark?.digest == file.mark else {
      throw refusal(mark == nil ? .unmarked : .other, file, path)
    }
    var outcome = QuarantineOutcome(.back, file, at: path, step: nil, position: 0)
    outcome.isRefunded = isRefunded(file)
    if outcome.isRefunded == true, !force { throw refunded(file, path) }
    try noteMade(&outcome, file, mark)
    if let made = outcome.made, !force { throw self.made(made, path) }
    return outcome
  }

  /// Puts it back to the end from which workers take, of the list that it was taken from.
  ///
  /// - Throws: as ``plan(putBack:force:)``.
  public func putBack(_ path: String, force: Bool) throws(Failure) -> QuarantineOutcome {
    let file = try read(path)
    let wasGivenBack = isRefunded(file)
    if wasGivenBack == true, !force { throw refunded(file, path) }
    var outcome = QuarantineOutcome(.back, file, at: path, step: nil, position: 0)
    // Of one that is not out the script says so.
    let mark = try mark(of: file)
    try noteMade(&outcome, file, mark)
    if let made = outcome.made, !force { throw self.made(made, path) }
    let seen = outcome
    let names: JSONObject = [
      "queue": .string(file.queue), "message": file.id.map(JSONValue.string) ?? .null,
    ]
    return try ControlRecord.recording(Self.command, context, about: names) { log throws(Failure) in
      let connection = try context.redis(.broker)
      connection.interrupt = nil
      // Before a worker may write of it. Of what is refused then nothing goes back.
      if mark?.digest == file.mark { notePutBack(file, isRefunded: wasGivenBack == true) }
      let answer = try putBack(file, path, connection)
      guard answer == .put else { throw refusal(answer, file, path) }
      var outcome = seen
      outcome.isRefunded = wasGivenBack
      outcome.isApplied = true
      outcome.left = left(file.queue, connection)
      log?.changed = 1
      return outcome
    }
  }

  /// What the broker remembers of it; `nil` where it is not out.
  private func mark(of file: QuarantineFile) throws(Failure) -> QuarantinedMessage? {
    let connection = try context.redis(.broker)
    do throws(RedisError) {
      let reply = try connection.call(
        ["HGET", QuarantineScripts.marks, file.token], deadline: context.requestDeadline)
      return reply.isNull ? nil : QuarantinedMessage(file.token, decoding: try reply.asBytes())
    } catch {
      throw Failure(error, doing: tr("look for the mark of the message"))
    }
  }

  /// Says whether its invite was made, before it was taken out or since, by another message of it.
  private func noteMade(
    _ outcome: inout QuarantineOutcome, _ file: QuarantineFile, _ mark: QuarantinedMessage?
  ) throws(Failure) {
    let calls = QuarantinedMessage.calls(of: file.message)
    guard calls?.isEmpty != true else { return }
    let task = (try? MessageEnvelope(decoding: file.message)).map { QueuedTask($0) }
    // One that was delivered before may have made it by then.
    let isAgain = task?.isRedelivered == true || !(0...1e11).contains(file.taken)
    let since = isAgain ? nil : max(0, file.taken - FleetPresence.clockDoubt)
    let made = try MadeInvites([.init(id: file.id, calls: calls ?? [], since: since)], context)
    let sign = made.signs.first.flatMap { $0 }
    outcome.made = sign?.text
    // What was seen then need not be there any more: a result goes after a day, and its record may be another's then.
    if sign?.isCertain != true, mark?.isMade == true {
      outcome.made = tr("its invite was made, as was seen when it was taken out")
    }
    outcome.gap = outcome.made == nil ? made.gap : nil
  }

  /// Whether the token of its task was given back; `nil` where the buckets do not say. Of what is no invite
  /// none was taken.
  private func isRefunded(_ file: QuarantineFile) -> Bool? {
    guard let id = file.id, QuarantinedMessage.calls(of: file.message)?.isEmpty != true else {
      return false
    }
    return isRefunded(id)
  }

  /// The same of the task of this id.
  func isRefunded(_ id: String) -> Bool? {
    guard let bucket = try? context.redis(.bucket) else { return nil }
    // By force a token is given back by the id as it was typed, or as Celery writes it.
    let marks = CeleryID.spellings(id).map { RefundedInvites.mark(ofTask: $0) }
    let reply = try? bucket.call(["EXISTS"] + marks, deadline: context.requestDeadline)
    return (try? reply?.asInteger()).map { $0 > 0 }
  }

  /// Why what was made is not made once more.
  private func made(_ made: String, _ path: String) -> Failure {
    let force = QuarantinedMessage.puttingBack(path, isForced: true)
    return Failure(
      .conflict, tr("\(made): put back, the message of \(path) is an invite more"),
      hint: tr(
        "keep the file; if the person has no invite of this use, '\(force)' puts it back all the same"
      ))
  }

  private func refunded(_ file: QuarantineFile, _ path: String) -> Failure {
    let force = QuarantinedMessage.puttingBack(path, isForced: true)
    return Failure(
      .conflict,
      tr(
        "the token of task \(file.id ?? "") was given back: put back, its message makes an invite "
          + "without a use, or a second one"),
      hint: tr(
        "if the person has no invite and none is on its way, '\(force)' puts it back all the same; "
          + "else keep the file"))
  }

  private func read(_ path: String) throws(Failure) -> QuarantineFile {
    guard let bytes = try PrivateFile.read(path, limit: QuarantineFile.limit) else {
      throw missing(path)
    }
    return try QuarantineFile(decoding: bytes, from: path)
  }

  /// The message is nowhere but in its file: where the broker remembers one of that file, it is lost with
  /// it.
  private func missing(_ path: String) -> Failure {
    let whole = Self.whole(path)
    guard let connection = try? context.redis(.broker),
      let seen = try? QuarantinedMessage.seen(connection, timeout: context.configuration.timeout),
      let lost = seen.messages.first(where: { $0.isHere && $0.file == whole })
    else {
      return Failure(
        .usage, tr("there is no file \(path)"),
        hint: tr("name the file that 'control quarantine QUEUE --to FILE' wrote"))
    }
    let trace =
      lost.id.map { "'\(ShellCommand.invitectl(["trace"], [$0]))'" } ?? tr("a trace of it")
    return Failure(
      .usage,
      tr(
        "there is no file \(path): the message that it had, of "
          + "\(lost.queue.map { PythonText.escaped($0) } ?? tr("a queue")), cannot be put back"),
      hint: tr(
        "look for the file; if it is nowhere, the message is lost: have the broker forget it, "
          + "and then \(trace) says what sends it again: \(lost.forgetting(connection.endpoint))"))
  }

  private func putBack(
    _ file: QuarantineFile, _ path: String, _ connection: RedisConnection
  ) throws(Failure) -> QuarantineScripts.Answer {
    do throws(RedisError) {
      let answer = try connection.run(
        QuarantineScripts.put, keys: [file.list, QuarantineScripts.marks],
        arguments: [file.message, file.token, file.mark], deadline: context.requestDeadline
      ).asString()
      return QuarantineScripts.Answer(rawValue: answer) ?? .other
    } catch {
      if case .server = error {
        throw Failure(
          error, doing: tr("put the message back into \(file.queue)"), on: connection,
          [KeyUse(key: file.list, content: .list)])
      }
      // The mark goes in the same step, and by nobody else's.
      if isOut(file) == false { return .put }
      throw Failure(
        error, doing: tr("put the message back into \(file.queue)"))
    }
  }

  private func refusal(
    _ answer: QuarantineScripts.Answer, _ file: QuarantineFile, _ path: String
  ) -> Failure {
    let broker = "\(context.endpoint(.broker))"
    if answer == .other {
      return Failure(
        .conflict, tr("\(path) is not what was taken out: its message was changed"),
        hint: tr("put the file back as it was written"))
    }
    // Who knows better has it in the file, byte for byte.
    let push = ShellCommand.redis(context.endpoint(.broker), ["-x", "RPUSH", file.list])
    return Failure(
      .conflict,
      tr(
        "the message of \(path) is not out of the queues of \(broker): it was put back already, or "
          + "its removal was never finished"),
      hint: tr(
        "'invitectl inspect-workers task \(file.id ?? "ID")' looks for it; if it is surely "
          + "lost: tail -n +2 \(ShellWord.quoted(path)) | \(push)"))
  }
}
