internal import CeleryProtocol
internal import ClientSupport
public import InviteDomain
internal import InviteStorage
internal import Localization
internal import PostgresClient

/// Finishes redemptions that an earlier run recorded and did not come to put into the queue.
public struct RedeemResume {
  /// What was found and done.
  public struct Outcome: Sendable, Equatable, Encodable {
    public var queued = 0
    /// Tokens were gone by then.
    public var refused = 0
    /// Older than six days: too old to know whether they were queued.
    public var left = 0
    /// Those that would be wrong here, left as they are.
    public var held: [HeldRedemption] = []

    /// Whether nothing was there to finish.
    public var isEmpty: Bool { queued + refused + left + held.count == 0 }

    /// Why this is no full success, if it is none.
    public var failure: Failure? {
      guard left + held.count > 0 else { return nil }
      var parts: [String] = []
      if !held.isEmpty {
        parts.append(tr("\(CountText.of(held.count, "redemption")) left alone, named above"))
      }
      if left > 0 {
        parts.append(
          tr("\(left) redemptions are older than six days: whether they were queued is unknown"))
      }
      return Failure(
        .partial, parts.joined(separator: tr("; ")),
        hint: left > 0
          ? tr("look at invitectl.redeem_outbox and at the workers' log, and settle them by hand")
          : tr("what stands beside each settles it"))
    }
  }

  private static let chunk = 100
  private let servers: RedeemConnections
  private let lists: WorkersLists

  /// - Parameter queueMayBeNew: queue even where no worker has ever been seen.
  public init(_ context: OperationContext, queueMayBeNew: Bool = false) {
    servers = RedeemConnections(context.with(.redeem), queueMayBeNew: queueMayBeNew)
    lists = WorkersLists(servers.context, queueMayBeNew: queueMayBeNew)
  }

  /// - Throws: when a step failed; all that was finished before stays finished.
  public func run() throws(Failure) -> Outcome {
    var outcome = Outcome()
    while try servers.uninterrupted({ () throws(Failure) in try step(&outcome) }) {}
    let connection = try servers.postgres()
    do throws(PostgresError) {
      outcome.left = try connection.query(
        OutboxQueries.stale, deadline: servers.context.requestDeadline
      ).only().int("entries")
      try connection.execute(OutboxQueries.prune, deadline: servers.context.requestDeadline)
    } catch {
      throw Outbox.failure(error, doing: tr("look for unfinished redemptions"))
    }
    return outcome
  }

  /// One chunk, locked until it is settled. Returns whether there may be more.
  private func step(_ outcome: inout Outcome) throws(Failure) -> Bool {
    let found = try unfinished(besides: outcome.held.map(\.taskID))
    var counted = outcome
    // Before they are locked: it may take seconds.
    let proven = try proven(found, &counted)
    let connection = try servers.postgres()
    let deadline = servers.context.requestDeadline
    do throws(TransactionError) {
      try connection.transaction(deadline: deadline) {
        let rows = try connection.query(
          OutboxQueries.claim, [PostgresArray.literal(proven)], deadline: deadline)
        try finish(try rows.map { try OutboxEntry($0) }, &counted)
      }
    } catch {
      if let failure = error.cause as? Failure { throw failure }
      if let cause = error.postgresError {
        throw Outbox.failure(cause, doing: tr("finish the redemptions"))
      }
      throw Failure(.error, tr("could not finish the redemptions: \(error)"))
    }
    // Where nothing came of a chunk, other runs have it.
    let isFull = found.count == Self.chunk && counted != outcome
    outcome = counted
    return isFull
  }

  private func unfinished(besides held: [String]) throws(Failure) -> [OutboxEntry] {
    let connection = try servers.postgres()
    do throws(PostgresError) {
      var entries: [OutboxEntry] = []
      for row in try connection.query(
        OutboxQueries.unfinished, [String(Self.chunk), PostgresArray.literal(held)],
        deadline: servers.context.requestDeadline)
      {
        entries.append(try OutboxEntry(row))
      }
      return entries
    } catch {
      throw Outbox.failure(error, doing: tr("finish the redemptions"))
    }
  }

  /// Those of some that may be carried out, their ids; what was sent, as it turns out, is noted. Of those that
  /// are not to be sent here at all nothing needs to be known.
  private func proven(
    _ entries: [OutboxEntry], _ outcome: inout Outcome
  ) throws(Failure) -> [String] {
    guard !entries.isEmpty else { return [] }
    let judge = try OutboxJudge(servers)
    let fitting = entries.filter { judge.objection(to: $0) == nil }
    var ids = Set(entries.map(\.taskID)).subtracting(fitting.map(\.taskID))
    guard !fitting.isEmpty else { return Array(ids) }
    try lists.check(beside: servers.generation())
    let outbox = Outbox(servers: servers)
    // Of what has a mark nothing is left to do: its token, whose own mark may be lost, is not taken once more, and
    // its seat, which a worker may have used by now, was not given up.
    let marked = try outbox.sent(fitting.map(\.taskID))
    let verdict = try OutboxProof(servers: servers).judge(
      fitting.filter { !marked.contains($0.taskID) })
    let sent = marked.union(verdict.sent.map(\.taskID))
    try outbox.settle(Array(sent), .published)
    outcome.queued += sent.count
    outcome.held += verdict.unknown
    ids.formUnion(verdict.sendable.map(\.taskID))
    return Array(ids)
  }

  /// Those that hold a seat. One that was given up meanwhile is not queued: its invite would be of
  /// nobody's.
  private func finish(joined: [OutboxEntry], _ outcome: inout Outcome) throws(Failure) {
    guard !joined.isEmpty else { return }
    let (held, strange) = try JoinReservations(servers: servers).held(joined)
    do throws(Outbox.PublishFailure) {
      try Outbox(servers: servers).publish(held)
    } catch {
      throw error.cause
    }
    let judge = try OutboxJudge(servers)
    outcome.held += strange.map(judge.objection(toSeatOf:))
    let ids = Set((held + strange).map(\.taskID))
    let gone = joined.map(\.taskID).filter { !ids.contains($0) }
    try Outbox(servers: servers).settle(gone, .refused)
    outcome.queued += held.count
    outcome.refused += gone.count
  }

  /// Those that are in their place beside this backend. What was put into the queue by a run that did
  /// not come to say so is so noted, and the others are held.
  private func fitting(
    _ entries: [OutboxEntry], _ outcome: inout Outcome
  ) throws -> [OutboxEntry] {
    let judge = try OutboxJudge(servers)
    var fitting: [OutboxEntry] = []
    var objections: [HeldRedemption] = []
    for entry in entries {
      if let objection = judge.objection(to: entry) {
        objections.append(objection)
      } else {
        fitting.append(entry)
      }
    }
    let outbox = Outbox(servers: servers)
    let sent = try outbox.sent(objections.map(\.taskID))
    try outbox.settle(Array(sent), .published)
    outcome.queued += sent.count
    outcome.held += objections.filter { !sent.contains($0.taskID) }
    return fitting
  }

  private func finish(_ all: [OutboxEntry], _ outcome: inout Outcome) throws {
    guard !all.isEmpty else { return }
    let entries = try fitting(all, &outcome)
    if !entries.isEmpty { try lists.check(beside: servers.generation()) }
    let joined = entries.filter { $0.recordID != nil }
    let direct = entries.filter { $0.recordID == nil && $0.flow == .direct }
    let counted = entries.filter { $0.recordID == nil && $0.flow != .direct }
    try finish(joined: joined, &outcome)
    do throws(Outbox.PublishFailure) {
      try Outbox(servers: servers).publish(counted)
    } catch {
      throw error.cause
    }
    outcome.queued += counted.count
    let codes = try RedeemLookup(servers: servers).codes(direct.lazy.map(\.code))
    var lines: [DirectStage.Line] = []
    var orphans: [String] = []
    for entry in direct {
      guard let code = codes[ExactText(entry.code)] else {
        orphans.append(entry.taskID)
        continue
      }
      // As it was recorded: a rule that came later must not keep the others from being finished.
      let request = RedeemRequest(
        normalizedCode: entry.code, email: entry.email, choice: .direct, taskID: entry.taskID)
      let message = try entry.message(headers: servers.context.taskHeaders).encoded
      lines.append(.init(request: request, code: code, message: message))
    }
    // A code that was deleted meanwhile has no bucket to take from.
    try Outbox(servers: servers).settle(orphans, .refused)
    outcome.refused += orphans.count
    for status in try SplitStage(servers: servers, permit: nil).carryOut(lines, refunds: false) {
      if case .queued = status { outcome.queued += 1 } else { outcome.refused += 1 }
    }
  }
}
