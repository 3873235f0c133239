internal import CeleryProtocol
internal import ClientSupport
internal import FoundationEssentials
public import InviteDomain
internal import InviteSettings
internal import InviteStorage
internal import Localization
internal import LosslessJSON
internal import RedisClient

/// Takes one message out of a queue into a file of this user, whole, and puts it back. One that a worker had taken
/// which is gone is taken out of `unacked`: no worker gets it in between.
///
/// The file is on the disk before the message leaves its list: whatever ends the run, one of both has
/// it. See ``QuarantineScripts`` for how neither goes through twice.
public struct QueueQuarantine: Sendable {
  public static let command = verbatim("control quarantine")
  /// A queue that workers empty has another head at each look.
  private static let attempts = 20

  let context: OperationContext

  public init(_ context: OperationContext) {
    self.context = context
  }

  /// What would be taken.
  ///
  /// - Parameters:
  ///   - id: of the task; `nil` for the message that workers take next.
  ///   - path: of the file that it would go to.
  /// - Throws: ``Failure/Kind/usage`` when there is no such queue or message, or the file is there.
  public func plan(_ queue: String, id: String?, to path: String) throws(Failure)
    -> QuarantineOutcome
  {
    let connection = try context.redis(.broker)
    try PrivateFile.refuseExisting(path)
    var sighting = try sight(queue, id, connection, isPlan: true)
    let file = file(of: sighting, queue)
    if sighting.unacked == nil { sighting.sign = try sign(ofWaiting: file) }
    return outcome(sighting, file, path)
  }

  /// Takes it: writes the file, reads it back, and only then removes the message.
  ///
  /// - Throws: as ``plan(_:id:to:)``; ``Failure/Kind/transient`` when workers were faster.
  public func take(_ queue: String, id: String?, to path: String) throws(Failure)
    -> QuarantineOutcome
  {
    let names: JSONObject =
      if let id {
        ["queue": .string(queue), "message": .string(id)]
      } else {
        ["queue": .string(queue)]
      }
    return try ControlRecord.recording(Self.command, context, about: names) { log throws(Failure) in
      let connection = try context.redis(.broker)
      // From here on a signal ends nothing in the middle; each step is short.
      connection.interrupt = nil
      for _ in 0..<Self.attempts {
        if context.interrupt?.isTriggered == true {
          throw Failure(.interrupted, tr("stopped; nothing was taken out"))
        }
        let sighting = try sight(queue, id, connection, isPlan: false)
        let file = file(of: sighting, queue)
        try PrivateFile.create(path, with: file.encoded)
        do throws(Failure) {
          try checkWritten(file, path)
        } catch {
          PrivateFile.remove(path)
          throw error
        }
        #if FAILPOINTS
          Failpoint.reach("quarantine-written")
        #endif
        if try remove(file, path, sighting, isHead: id == nil, connection) {
          #if FAILPOINTS
            Failpoint.reach("quarantine-removed")
          #endif
          var outcome = outcome(sighting, file, path)
          outcome.isApplied = true
          outcome.left = left(queue, connection)
          noteTakenOut(file)
          log?.changed = 1
          if let id = outcome.id {
            // A text of PostgreSQL's holds no NUL.
            let id = id.replacing("\0", with: "\u{FFFD}")
            log?.extent = .chosen(1, of: ["queue": .string(queue), "message": .string(id)])
          }
          return outcome
        }
        PrivateFile.remove(path)
      }
      let pause = ShellCommand.invitectl(
        ["inspect-workers", "control", "pause"], [queue], ["--yes"])
      throw Failure(
        .transient, tr("workers take the messages of \(queue) faster than one can be taken out"),
        hint: tr("\(pause) first"))
    }
  }

  // MARK: - Out

  private func sight(
    _ queue: String, _ id: String?, _ connection: RedisConnection, isPlan: Bool
  ) throws(Failure) -> QuarantineSearch.Sighting {
    let keys = context.brokerKeys
    let search = QuarantineSearch(
      connection: connection, keys: keys, timeout: context.configuration.timeout)
    do {
      if let id {
        if let found = try search.find(id, in: queue) { return found }
        if let taken = try unacked(id, of: queue, isPlan: isPlan) { return taken }
        // It may be back by now.
        if let found = try search.find(id, in: queue) { return found }
        throw try missing(id, queue, connection)
      }
      if let head = try search.head(of: queue) { return head }
      try UnknownQueue.refuse(queue, connection, context)
      let restore = ShellCommand.invitectl(
        ["inspect-workers", "control", "restore-unacked"], [], ["-n"])
      throw Failure(
        .usage, tr("no message waits in \(PythonText.escaped(queue))"),
        hint: tr("what workers have taken: '\(restore)' shows what can be given back"))
    } catch let failure as Failure {
      throw failure
    } catch let error as RedisError {
      throw Failure(
        error, doing: tr("look at the queue \(queue)"), on: connection, keys.uses([queue]))
    } catch {
      throw Failure(of: error, doing: tr("look at the queue \(queue)"))
    }
  }

  private func file(of sighting: QuarantineSearch.Sighting, _ queue: String) -> QuarantineFile {
    let task = (try? MessageEnvelope(decoding: sighting.bytes)).map { QueuedTask($0) }
    return QuarantineFile(
      token: CeleryID.random(), queue: queue, list: sighting.list, message: sighting.bytes,
      id: task?.id, task: task?.name, taken: Date().timeIntervalSince1970)
  }

  private func outcome(
    _ sighting: QuarantineSearch.Sighting, _ file: QuarantineFile, _ path: String
  ) -> QuarantineOutcome {
    var outcome = QuarantineOutcome(
      .out, file, at: path, step: sighting.step, position: sighting.position)
    outcome.isUnacked = sighting.unacked != nil
    outcome.isWorkerGone = sighting.isNobodys
    outcome.made = sighting.sign?.text
    return outcome
  }

  /// A message leaves its list only when its file says the same.
  private func checkWritten(_ file: QuarantineFile, _ path: String) throws(Failure) {
    guard let bytes = try PrivateFile.read(path, limit: QuarantineFile.limit),
      try QuarantineFile(decoding: bytes, from: path) == file
    else {
      throw Failure(
        .error, tr("what was written to \(path) reads back differently; nothing was taken out"),
        hint: tr("see whether its disk is sound"))
    }
  }

  /// - Returns: whether it was there and is out now.
  private func remove(
    _ file: QuarantineFile, _ path: String, _ sighting: QuarantineSearch.Sighting, isHead: Bool,
    _ connection: RedisConnection
  ) throws(Failure) -> Bool {
    let isMade = sighting.sign?.isCertain ?? false || saysMade(file)
    let mark = remembered(file, path, isMade: isMade).encoded
    do throws(RedisError) {
      if let entry = sighting.unacked { return try remove(entry, file, mark, connection) }
      return try connection.run(
        QuarantineScripts.take, keys: [file.list, QuarantineScripts.marks],
        arguments: [file.message, file.token, mark, isHead ? "1" : "0"],
        deadline: context.requestDeadline
      ).asString() == QuarantineScripts.Answer.taken.rawValue
    } catch {
      if case .server = error {
        PrivateFile.remove(path)
        throw Failure(
          error, doing: tr("take the message out of \(file.queue)"), on: connection,
          context.brokerKeys.uses([file.queue]))
      }
      // The mark is set in the same step. Without it the step may still be on its way to the server: then
      // the file is all that will be left of the message.
      if isOut(file) == true { return true }
      throw Failure(
        .error,
        tr(
          "whether the message left \(file.queue) is not known: the connection was lost (\(error)); "
            + "\(path) has it"),
        hint: tr(
          "'\(QuarantinedMessage.puttingBack(path))' puts it back if it has left, and refuses if not"
        )
      ).caused(by: Failure(error, doing: tr("take the message out of \(file.queue)")))
    }
  }

  // MARK: - Both ways

  /// The path as it is from everywhere.
  static func whole(_ path: String) -> String {
    path.hasPrefix("/") ? path : FileManager.default.currentDirectoryPath + "/" + path
  }

  /// Whether the broker has the mark of the message; `nil` where it does not say.
  func isOut(_ file: QuarantineFile) -> Bool? {
    guard let connection = try? context.uninterrupted.redis(.broker) else { return nil }
    let reply = try? connection.call(
      ["HEXISTS", QuarantineScripts.marks, file.token], deadline: context.requestDeadline)
    return (try? reply?.asInteger()).map { $0 == 1 }
  }

  func left(_ queue: String, _ connection: RedisConnection) -> Int? {
    let lists = context.brokerKeys.queueLists(queue)
    guard
      let replies = try? connection.pipeline(
        lists.map { ["LLEN", $0] }, deadline: context.requestDeadline)
    else { return nil }
    return replies.reduce(0) { $0.addingSaturated((try? $1.asInteger()) ?? 0) }
  }
}
