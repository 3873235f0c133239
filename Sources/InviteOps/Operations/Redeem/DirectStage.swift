internal import ClientSupport
internal import RedisClient

/// The direct flow where bucket and broker are one server: one script does all of it.
struct DirectStage {
  let servers: RedeemServers
  /// `nil` for a single redemption, which has a marker of its own.
  let batch: String?

  /// A line whose gates have been passed.
  struct Line {
    let request: RedeemRequest
    let code: CodeFacts
    /// The bytes to LPUSH.
    let message: [UInt8]
  }

  /// The tokens a new bucket lives, as the backend's SETEX has it: seconds.
  static let bucketLifetime = 86_400

  /// The results in the order of the lines.
  ///
  /// - Throws: when nothing was done for any of them, or when that is unknown.
  func run(_ lines: [Line]) throws(Failure) -> [RedeemResult] {
    guard !lines.isEmpty else { return [] }
    let connection = try servers.redis(.bucket)
    let command = command(lines)
    return try servers.uninterrupted { () throws(Failure) in
      do throws(RedisError) {
        let reply = try connection.pipeline(
          [command], deadline: servers.context.requestDeadline)[0]
        return try results(lines, reply.throwingServerError().asArray())
      } catch .timedOut, .connectionLost {
        throw unknown(lines)
      } catch {
        throw queueFailure(error)
      }
    }
  }

  private func command(_ lines: [Line]) -> RedisCommand {
    let keys = servers.brokerKeys
    let queueKey = keys.queue(InviteTask.queue, PriorityStep(priority: InviteTask.priority))
    let binding = QueueBinding(queue: InviteTask.queue)
    let marker =
      batch.map(RedeemMarker.key(batch:)) ?? RedeemMarker.key(taskID: lines[0].request.taskID)
    var buckets: [String: Int] = [:]
    var starts: [any RedisArgument] = []
    var words: [any RedisArgument] = []
    var names: [any RedisArgument] = [queueKey, keys.binding(exchange: binding.queue), marker]
    for line in lines {
      let name = line.code.code
      let index: Int
      if let known = buckets[name] {
        index = known
      } else {
        index = buckets.count + 1
        buckets[name] = index
        names.append(BucketKey.remaining(name))
        starts.append(line.code.initialTokens.map(String.init) ?? "")
      }
      words.append(index)
      words.append(batch == nil ? line.request.digest : line.request.taskID)
      words.append(line.message)
    }
    let header: [any RedisArgument] = [
      servers.context.configuration.bucket.database, keys.database, binding.member,
      RedeemMarker.lifetime, batch == nil ? "one" : "many", Self.bucketLifetime,
    ]
    return RedisCommand(
      TakeAndEnqueueScript.script, keys: names, arguments: header + starts + words)
  }

  private func results(
    _ lines: [Line], _ reply: [RedisValue]
  ) throws(RedisError) -> [RedeemResult] {
    guard reply.count >= 2 else {
      throw .unexpectedReply(expected: "two parts", got: "\(reply.count)")
    }
    guard try reply[0].asString() == "ok" else {
      throw .server(RedisServerError(reply: try reply[1].asString()))
    }
    let answers = try reply[1].asArray()
    guard answers.count == lines.count, reply.count == 3 else {
      throw .unexpectedReply(expected: "\(lines.count) answers", got: "\(answers.count)")
    }
    var results: [RedeemResult] = []
    for (line, answer) in zip(lines, answers) {
      results.append(
        RedeemResult(
          request: line.request, flow: .direct, status: Self.status(line, try answer.asInteger())))
    }
    let made = try reply[2].asArray().contains(.integer(1))
    if made, results.count == 1 { results[0].bucketWasMade = true }
    return results
  }

  static func status(_ line: Line, _ answer: Int) -> RedeemResult.Status {
    let code = Masking.code(line.code.code)
    switch TakeAndEnqueueScript.Answer(rawValue: answer) {
    case nil: return .queued(remaining: answer)
    case .duplicate: return .duplicate
    case .usedUp: return .refused(.codeUsedUp, detail: "tokens-left: the bucket is empty")
    case .missingBucket:
      let most = line.code.maxUses.map(String.init) ?? "NULL"
      return .refused(
        .codeUsedUp, detail: "tokens-left: no bucket, and max_uses \(most) makes none")
    case .garbage:
      return .failed(
        Failure(
          .conflict, "the bucket of \(code) does not hold a number",
          hint: "see 'invitectl redeem bucket', then 'invitectl force-resync'"))
    case .conflict:
      return .failed(
        Failure(
          .conflict, "task id \(line.request.taskID) was used for another redemption",
          hint: "leave --id out, or give the code and email it was used with"))
    }
  }

  private func unknown(_ lines: [Line]) -> Failure {
    let what =
      batch == nil
      ? "run it again with --id \(lines[0].request.taskID): it is done at most once"
      : "run the batch again with the same --state: each line is done at most once"
    return Failure(
      .error, "Redis did not answer, so whether the token was taken is not known", hint: what)
  }

  /// The script changed nothing, so trying again is safe.
  private func queueFailure(_ error: RedisError) -> Failure {
    let failure = Failure(error, doing: "put the invite into the queue; nothing was taken")
    return Failure(
      failure.kind, failure.message, hint: failure.hint,
      reason: RefusalReason.queueError.rawValue)
  }
}
