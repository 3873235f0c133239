internal import ClientSupport
internal import InviteDomain
internal import InviteSettings
internal import InviteStorage
internal import Localization
internal import PostgresClient
internal import RedisClient

/// The direct flow where the broker is another server than the buckets: entry, take, publish, and
/// back if the queue refuses.
struct SplitStage {
  let servers: RedeemConnections
  /// The permit that must be in force when the tokens are taken; `nil` to act without one.
  let permit: RedeemAdmission.Permit?

  private var outbox: Outbox { Outbox(servers: servers) }
  private var buckets: RedisEndpoint { servers.context.configuration.bucket }

  /// The results in the order of the lines.
  func run(_ lines: [DirectStage.Line]) throws(Failure) -> [RedeemResult] {
    guard !lines.isEmpty else { return [] }
    return try servers.uninterrupted { () throws(Failure) in try record(lines) }
  }

  private func record(_ lines: [DirectStage.Line]) throws(Failure) -> [RedeemResult] {
    let entries = lines.map { OutboxEntry($0.request, .direct, $0.code) }
    let new = try outbox.record(entries)
    let judge = try OutboxJudge(servers)
    let known = try outbox.find(entries.lazy.map(\.taskID).filter { !new.contains($0) })
    let settled = try settled(lines, known, judge)
    var results: [RedeemResult?] = []
    var pending: [(index: Int, line: DirectStage.Line)] = []
    for (index, line) in lines.enumerated() {
      let status: RedeemResult.Status? =
        known[line.request.taskID].flatMap { entry in
          if !entry.matches(line.request) {
            return DirectStage.status(
              line, TakeAndEnqueueScript.Answer.conflict.rawValue, buckets: buckets,
              servers.backend)
          }
          guard entry.state == .recorded else { return .duplicate }
          if let objection = judge.objection(to: entry) { return .failed(objection.failure) }
          return settled[entry.taskID]
        }
      results.append(status.map { .init(request: line.request, flow: .direct, status: $0) })
      if status == nil { pending.append((index, line)) }
    }
    let statuses: [RedeemResult.Status]
    do {
      statuses = try carryOut(pending.map(\.line), refunds: true)
    } catch {
      // Should there be no other permit, nobody is to find them and think that they were begun.
      if RedeemAdmission.isLapse(error) { try outbox.settle(Array(new), .refused) }
      throw error
    }
    for (place, status) in zip(pending, statuses) {
      let line = place.line
      results[place.index] = .init(
        request: line.request, flow: .direct, status: status, groupID: line.code.groupID)
    }
    return results.compactMap { $0 }
  }

  /// What those are that an earlier run recorded and that are not to be carried out, by their ids.
  private func settled(
    _ lines: [DirectStage.Line], _ known: [String: OutboxEntry], _ judge: OutboxJudge
  ) throws(Failure) -> [String: RedeemResult.Status] {
    let repeated = lines.compactMap { line -> OutboxEntry? in
      guard let entry = known[line.request.taskID], entry.matches(line.request),
        entry.state == .recorded, judge.objection(to: entry) == nil
      else { return nil }
      return entry
    }
    do throws(Failure) {
      return try OutboxProof(servers: servers).judge(repeated).statuses(outbox)
    } catch {
      throw Self.unfinished(error)
    }
  }

  /// Takes, publishes, settles. Each of the steps can be repeated.
  ///
  /// - Parameter refunds: whether tokens go back when the queue refuses; else they stay taken for
  ///   the next try.
  func carryOut(
    _ lines: [DirectStage.Line], refunds: Bool
  ) throws(Failure) -> [RedeemResult.Status] {
    guard !lines.isEmpty else { return [] }
    let answers = try take(lines)
    var statuses: [RedeemResult.Status] = []
    var taken: [DirectStage.Line] = []
    var refused: [String] = []
    for (line, answer) in zip(lines, answers) {
      if answer == TakeAndEnqueueScript.Answer.duplicate.rawValue {
        // Taken by a run that did not come to its end.
        statuses.append(.queued(remaining: nil))
        taken.append(line)
        continue
      }
      let status = DirectStage.status(line, answer, buckets: buckets, servers.backend)
      statuses.append(status)
      if case .queued = status { taken.append(line) } else { refused.append(line.request.taskID) }
    }
    try outbox.settle(refused, .refused)
    do throws(Outbox.PublishFailure) {
      try outbox.publish(taken.map { OutboxEntry($0.request, .direct, $0.code) })
    } catch {
      guard !error.mayHaveHappened else { throw Self.unfinished(error.cause) }
      if refunds { for line in taken { try refund(line) } }
      throw error.cause
    }
    return statuses
  }

  private func take(_ lines: [DirectStage.Line]) throws(Failure) -> [Int] {
    var keys: [any RedisArgument] = []
    var arguments: [any RedisArgument] = [
      DirectStage.bucketLifetime, RedeemMarker.lifetime, permit?.lease ?? "",
    ]
    for line in lines {
      keys.append(BucketKey.remaining(line.code.code))
      keys.append(RedeemMarker.taken(line.request.taskID))
      arguments.append(line.code.initialTokens.map(String.init) ?? "")
    }
    if permit?.lease != nil { keys.append(RedeemLimits.leasesKey) }
    let connection = try servers.redis(.bucket)
    let reply: RedisValue
    do throws(RedisError) {
      reply = try connection.run(
        TakeOnceScripts.take, keys: keys, arguments: arguments,
        deadline: servers.context.requestDeadline)
    } catch {
      throw Self.unfinished(Failure(error, doing: tr("take the token")))
    }
    if reply == .status("lapsed") { throw RedeemAdmission.lapsed }
    do throws(RedisError) {
      return try reply.asArray().map { (value) throws(RedisError) in try value.asInteger() }
    } catch {
      throw Self.unfinished(Failure(error, doing: tr("take the token")))
    }
  }

  /// Gives the token back, unless another run got the message into the queue meanwhile: the entry
  /// is locked, and only a recorded one is refunded.
  private func refund(_ line: DirectStage.Line) throws(Failure) {
    let connection = try servers.postgres()
    let deadline = servers.context.requestDeadline
    let bucket = try servers.redis(.bucket)
    do throws(TransactionError) {
      try connection.transaction(deadline: deadline) {
        let rows = try connection.query(
          OutboxQueries.lock, [line.request.taskID], deadline: deadline)
        guard !rows.isEmpty else { return }
        try bucket.run(
          TakeOnceScripts.refund,
          keys: [BucketKey.remaining(line.code.code), RedeemMarker.taken(line.request.taskID)],
          deadline: deadline)
        try connection.execute(
          OutboxQueries.settle,
          [PostgresArray.literal([line.request.taskID]), OutboxEntry.State.refunded.rawValue],
          deadline: deadline)
      }
    } catch {
      throw Failure(
        .error, tr("the queue refused the invite and the token could not be given back: \(error)"),
        hint: tr("run 'invitectl redeem --resume'"))
    }
  }

  private static func unfinished(_ cause: Failure) -> Failure {
    Failure(
      cause.kind == .interrupted ? .interrupted : .error,
      tr("the redemption is recorded and not finished: \(cause.message)"),
      hint: tr("run 'invitectl redeem --resume': it finishes what is left, nothing twice")
    ).caused(by: cause)
  }
}
