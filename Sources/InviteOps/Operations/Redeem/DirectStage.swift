internal import CeleryProtocol
internal import ClientSupport
internal import CountProtocol
internal import InviteDomain
internal import InviteSettings
internal import InviteStorage
internal import Localization
internal import RedisClient

/// The direct flow where bucket and broker are one server: one script does all of it.
struct DirectStage {
  let servers: RedeemConnections
  /// `nil` for a single redemption, which has a marker of its own.
  let batch: String?
  /// The permit that must be in force when the tokens are taken; `nil` to act without one.
  let permit: RedeemAdmission.Permit?

  /// A line whose gates have been passed.
  struct Line {
    let request: RedeemRequest
    let code: CodeFacts
    /// The bytes to LPUSH.
    let message: [UInt8]
  }

  /// The tokens a new bucket lives, as the backend's SETEX has it: seconds.
  static let bucketLifetime = 86_400

  /// The call for some lines, ready to be sent.
  struct Call {
    fileprivate let lines: [Line]
    fileprivate let encoded: EncodedCommands
    /// The lease that it relies on.
    let lease: String?
  }

  func call(_ lines: [Line]) -> Call {
    let size = lines.reduce(1024) { $0 + $1.message.count + 160 }
    return Call(
      lines: lines, encoded: EncodedCommands([command(lines)], size: size), lease: permit?.lease)
  }

  /// Lines whose call was sent and whose answers are due. A signal does not end that wait, its
  /// deadline does.
  struct Sent {
    fileprivate let lines: [Line]
    fileprivate let connection: RedisConnection
  }

  /// - Throws: when nothing was done for any of the lines, or when that is unknown.
  func send(_ call: Call) throws(Failure) -> Sent {
    let connection = try servers.redis(.bucket)
    let interrupt = connection.interrupt
    connection.interrupt = nil
    do throws(RedisError) {
      try connection.submit(call.encoded, deadline: servers.context.requestDeadline)
    } catch {
      connection.interrupt = interrupt
      throw failure(error, call.lines)
    }
    return Sent(lines: call.lines, connection: connection)
  }

  /// What the script said of each line, not looked at yet.
  struct Answer {
    fileprivate let lines: [Line]
    fileprivate let answers: [RedisValue]
    fileprivate let made: [RedisValue]
  }

  /// - Throws: when nothing was done for any of the lines, ``RedeemAdmission/lapsed`` among others,
  ///   or when that is unknown.
  func answer(to sent: Sent) throws(Failure) -> Answer {
    defer { sent.connection.interrupt = servers.interrupt }
    do throws(RedisError) {
      let replies = try sent.connection.replies(deadline: servers.context.requestDeadline)
      guard replies.count == 1 else {
        throw .unexpectedReply(expected: tr("one reply"), got: "\(replies.count)")
      }
      let reply = try replies[0].throwingServerError().asArray()
      if let answer = try Self.answer(sent.lines, reply) { return answer }
    } catch {
      throw failure(error, sent.lines)
    }
    throw RedeemAdmission.lapsed
  }

  private func command(_ lines: [Line]) -> RedisCommand {
    let keys = servers.brokerKeys
    let queueKey = keys.queue(InviteTask.queue, priority: InviteTask.priority)
    let binding = QueueBinding(queue: InviteTask.queue)
    let marker =
      batch.map(RedeemMarker.key(batch:)) ?? RedeemMarker.key(taskID: lines[0].request.taskID)
    var buckets: [ExactText: Int] = [:]
    var starts: [any RedisArgument] = []
    var indices: [UInt8] = []
    indices.reserveCapacity(lines.count * 2)
    var members: [any RedisArgument] = []
    members.reserveCapacity(lines.count)
    var names: [any RedisArgument] = [queueKey, keys.binding(exchange: binding.queue), marker]
    if permit?.lease != nil { names.append(RedeemLimits.leasesKey) }
    for line in lines {
      let name = ExactText(line.code.code)
      let index: Int
      if let known = buckets[name] {
        index = known
      } else {
        index = buckets.count + 1
        buckets[name] = index
        names.append(BucketKey.remaining(name.text))
        starts.append(line.code.initialTokens.map(String.init) ?? "")
      }
      indices.append(UInt8(index >> 8))
      indices.append(UInt8(index & 0xFF))
      members.append(batch == nil ? line.request.digest : line.request.taskID)
    }
    let header: [any RedisArgument] = [
      servers.context.configuration.bucket.database, keys.database,
      binding.written(with: keys.layout.separator),
      RedeemMarker.lifetime, batch == nil ? "one" : "many", Self.bucketLifetime,
      permit?.lease ?? "", lines.count,
    ]
    let messages = lines.map { $0.message as any RedisArgument }
    return RedisCommand(
      TakeAndEnqueueScript.script, keys: names,
      arguments: header + starts + [indices] + members + messages)
  }

  /// `nil` when the permit was not in force.
  private static func answer(
    _ lines: [Line], _ reply: [RedisValue]
  ) throws(RedisError) -> Answer? {
    if reply == [.string(Array("lapsed".utf8))] { return nil }
    guard reply.count >= 2 else {
      throw .unexpectedReply(expected: tr("two parts"), got: "\(reply.count)")
    }
    guard try reply[0].asString() == "ok" else {
      throw .server(RedisServerError(reply: try reply[1].asString()))
    }
    let answers = try reply[1].asArray()
    guard answers.count == lines.count, reply.count == 3 else {
      throw .unexpectedReply(expected: tr("\(lines.count) answers"), got: "\(answers.count)")
    }
    return Answer(lines: lines, answers: answers, made: try reply[2].asArray())
  }

  /// The results in the order of the lines.
  func results(_ answer: Answer) throws(Failure) -> [RedeemResult] {
    var results: [RedeemResult] = []
    results.reserveCapacity(answer.lines.count)
    do throws(RedisError) {
      for (line, value) in zip(answer.lines, answer.answers) {
        let status = Self.status(
          line, try value.asInteger(),
          buckets: servers.context.configuration.bucket, servers.backend)
        results.append(
          RedeemResult(
            request: line.request, flow: .direct, status: status, groupID: line.code.groupID))
      }
    } catch {
      throw Failure(error, doing: tr("read what the script said"))
    }
    if results.count == 1, answer.made.contains(.integer(1)) { results[0].bucketWasMade = true }
    return results
  }

  /// - Parameters:
  ///   - buckets: where the buckets are.
  ///   - backend: where the codes are.
  static func status(
    _ line: Line, _ answer: Int, buckets: RedisEndpoint, _ backend: BackendSchema
  ) -> RedeemResult.Status {
    guard answer < 0, let answer = TakeAndEnqueueScript.Answer(rawValue: answer) else {
      return .queued(remaining: answer)
    }
    switch answer {
    case .duplicate: return .duplicate
    case .usedUp: return .refused(.codeUsedUp, detail: tr("tokens-left: the bucket is empty"))
    case .missingBucket:
      guard line.code.isBelowZero else {
        return .refused(.codeUsedUp, detail: tr("tokens-left: \(line.code.unmade(in: backend))"))
      }
      return .failed(line.code.unmakable(in: backend, again: RowAdvice.again))
    case .garbage, .outOfRange:
      let defect: BucketDefect = answer == .garbage ? .notInteger : .outOfRange
      return .failed(RedeemBucket.failure(defect, line.code, buckets: buckets))
    case .conflict:
      return .failed(
        Failure(
          .conflict, tr("task id \(line.request.taskID) was used for another redemption"),
          hint: tr("leave --id out, or give the code and email it was used with")))
    }
  }

  private func failure(_ error: RedisError, _ lines: [Line]) -> Failure {
    switch error {
    case .timedOut, .connectionLost: unknown(lines).caused(by: queueFailure(error))
    default: queueFailure(error)
    }
  }

  private func unknown(_ lines: [Line]) -> Failure {
    let what =
      batch == nil
      ? tr("run it again with --id \(lines[0].request.taskID): it is done at most once")
      : tr(
        "run a batch that has a --state again with it: each line is done at most once; without "
          + "one, lines that have no answer may have been done")
    return Failure(
      .error, tr("Redis did not answer, so whether the token was taken is not known"), hint: what)
  }

  /// The script changed nothing, so trying again is safe.
  private func queueFailure(_ error: RedisError) -> Failure {
    let action = tr("put the invite into the queue; nothing was taken")
    let failure =
      if let broker = try? servers.redis(.broker) {
        Failure(error, doing: action, on: broker, servers.brokerKeys.uses([InviteTask.queue]))
      } else {
        Failure(error, doing: action)
      }
    return Failure(
      failure.kind, failure.message, hint: failure.hint,
      reason: RefusalReason.queueError.rawValue
    ).caused(by: failure)
  }
}
