internal import CeleryProtocol
internal import ClientSupport
internal import CountProtocol
public import InviteDomain
internal import InviteSettings
internal import InviteStorage
internal import Localization
internal import PostgresClient
internal import RedisClient

/// Gives back the token of a task that came to nothing, once.
public struct RedeemRefund {
  /// What was done.
  public struct Outcome: Sendable, Equatable, Encodable {
    public let code: String
    public let taskID: String
    /// Tokens in the bucket now; `nil` when nothing was changed.
    public let remaining: Int?
    /// Whether this task's token was given back before.
    public let wasRefundedBefore: Bool
    /// Of one that was forced, who has the task's message still and may make an invite without a use, a sentence.
    public internal(set) var stillHeld: String?
    /// What takes that message out of its queue; `nil` where it waits in none.
    public internal(set) var takeOut: String?

    enum CodingKeys: String, CodingKey {
      case code, remaining, wasRefundedBefore, stillHeld, takeOut
      case taskID = "taskId"
    }
  }

  let servers: RedeemConnections

  public init(_ context: OperationContext) {
    servers = RedeemConnections(context.with(.refund))
  }

  static let command = verbatim("redeem refund")

  /// What says that the token of this task was given back, beside the buckets, for as long as that of its invite.
  static func mark(taskID: String) -> String { RefundedInvites.mark(ofTask: taskID) }

  /// Meanwhile no run of `redeem retry` or `cleanup-queue --stuck` sends an invite again that is to be made with
  /// this token: both hold the same lock.
  ///
  /// - Parameters:
  ///   - force: give back even for a task that succeeded or has no result, that somebody may still run, or of
  ///     which nothing tells whose token it was.
  ///   - lockWait: how long to wait for such a run to end.
  ///   - waiting: told who holds the lock.
  /// - Throws: ``Failure/Kind/locked`` while another run goes on, and
  ///   ``Failure/Kind/conflict`` when the task may still use the token, or did; and for
  ///   another code than the task's, with `force` too: one code would get a token too many.
  public func run(
    code text: String, taskID: String, force: Bool, lockWait: Duration = .seconds(60),
    waiting: (String) -> Void = { _ in }
  ) throws(Failure) -> Outcome {
    let lock = RunLock(
      .cleanup, command: Self.command, on: try servers.postgres(), servers.context)
    _ = try lock.take(.wait, wait: .after(lockWait), maxSkips: 0) { holding in
      if let holding { waiting(holding.sentence) }
    }
    let id = try spelling(taskID)
    var outcome = try giveBack(text, taskID: id, force: force, lock)
    if force { note(&outcome) }
    return outcome
  }

  /// What is forced is done by now, whatever is seen.
  private func note(_ outcome: inout Outcome) {
    guard let connection = try? servers.redis(.broker) else { return }
    var search = TaskHolderSearch(outcome.taskID, servers.context, on: connection)
    switch try? search.find() {
    case .somebody(let holder)?:
      outcome.stillHeld = holder.refusal(of: outcome.taskID).message
      outcome.takeOut = holder.takeOut(of: outcome.taskID)
      // From quarantine it comes back by force alone, which notes that it does.
      if outcome.remaining != nil, search.isOutAlone { noteOver(outcome.code, outcome.taskID) }
    case .nobody? where outcome.remaining != nil: noteOver(outcome.code, outcome.taskID)
    case .nobody?, .unknown?, nil: break
    }
  }

  private func giveBack(
    _ text: String, taskID: String, force: Bool, _ lock: RunLock
  ) throws(Failure) -> Outcome {
    // Whatever is forced: beside a backend that takes the token back, or takes none, none is given.
    let code = try StoredCodes.one(
      text, on: servers.postgres(), deadline: servers.context.requestDeadline, unknown: .error)
    try checkTookUse(taskID)
    let isOne = try isOf(code, taskID)
    try checkNotOthers(code, taskID, isOne)
    let isBack = try isGivenBack(taskID)
    if !isBack { try checkNotShared(code, taskID) }
    if !force {
      if isBack {
        return Outcome(code: code, taskID: taskID, remaining: nil, wasRefundedBefore: true)
      }
      // One that tells nothing of its end is refused by who has it, where that can be seen.
      if try storedResult(taskID) == nil { try checkNobodyHas(taskID, lock) }
      try checkFailed(code, taskID)
      try checkKnown(code, taskID, isOne)
      try checkNobodyHas(taskID, lock)
      // It may have been running until a moment ago: what counts is what it left.
      try checkFailed(code, taskID)
      try checkNotGivenBack(code, taskID)
    }
    if !isBack { try checkBaseline(code) }
    let memory = try memory(code, taskID, force: force)
    let connection = try servers.redis(.bucket)
    try lock.keepAlive()
    let answer: RedisValue
    do throws(RedisError) {
      answer = try connection.run(
        RefundScript.script,
        keys: [BucketKey.remaining(code), Self.mark(taskID: taskID), memory.mark],
        arguments: [RefundedInvites.lifetime, memory.says, memory.lifetime],
        deadline: servers.context.requestDeadline)
    } catch {
      throw Failure(error, doing: tr("give the token back"))
    }
    switch answer {
    case .integer(let left):
      return Outcome(code: code, taskID: taskID, remaining: left, wasRefundedBefore: false)
    case .string(Array("repeated".utf8)):
      return Outcome(code: code, taskID: taskID, remaining: nil, wasRefundedBefore: true)
    case .string(Array("missing".utf8)):
      throw Failure(
        .conflict, tr("\(Masking.code(code)) has no bucket to give a token back to"),
        hint: Self.making(
          try facts(code), code, in: servers.backend,
          areSynced: try servers.postgres().facts?.own[OwnTable.sync.rawValue] != nil))
    default:
      let defect: BucketDefect =
        answer == .string(Array("range".utf8)) ? .outOfRange : .notInteger
      let facts = try facts(code)
      throw RedeemBucket.failure(
        defect, code, canMake: facts.map(RedeemBucket.canMake) ?? false,
        buckets: servers.context.configuration.bucket)
    }
  }

  private func checkNobodyHas(_ taskID: String, _ lock: RunLock) throws(Failure) {
    var search = TaskHolderSearch(taskID, servers.context, on: try servers.redis(.broker))
    try search.check { () throws(Failure) in try lock.keepAlive() }
  }

  /// Whether its token was given back, for as long as the mark lives: ``RefundedInvites/lifetime``.
  func isGivenBack(_ taskID: String) throws(Failure) -> Bool {
    let connection = try servers.redis(.bucket)
    do throws(RedisError) {
      return try connection.call(
        ["EXISTS", Self.mark(taskID: taskID)], deadline: servers.context.requestDeadline
      ).asInteger() == 1
    } catch {
      throw Failure(error, doing: tr("see whether the token was given back"))
    }
  }

  func facts(_ code: String) throws(Failure) -> CodeFacts? {
    try RedeemLookup(servers: servers).code(code)
  }

  /// What to type where there is no bucket.
  ///
  /// - Parameter areSynced: whether buckets are: a sync is to meet it before the token, as ``checkBaseline(_:)`` asks.
  private static func making(
    _ facts: CodeFacts?, _ code: String, in backend: BackendSchema, areSynced: Bool
  ) -> String {
    let make = tr("make it from the database with '\(BucketAdvice.making(code))'")
    guard let facts, facts.isActive else {
      return tr("none is made for a code that is not active; nothing can be taken of it either")
    }
    guard facts.initialTokens == nil else {
      guard areSynced, (facts.usedCount ?? 0) > 0 else { return make }
      let commands = [BucketAdvice.making(code), BucketAdvice.syncing(code)].joined(
        separator: " && ")
      return tr("type '\(commands)', then the same command again")
    }
    let mend = BucketAdvice.numbers(
      facts.id, maxUses: facts.maxUses, usedCount: facts.usedCount, in: backend)
    return tr("\(facts.usesText) makes none: type \(mend); then \(make)")
  }

  /// The mark of a redemption on its own: a digest of code and email.
  func mark(_ taskID: String) throws(Failure) -> [UInt8]? {
    let connection = try servers.redis(.broker)
    do throws(RedisError) {
      let members = try connection.call(
        ["SMEMBERS", RedeemMarker.key(taskID: taskID)], deadline: servers.context.requestDeadline
      ).asArray()
      return try members.first?.asBytes()
    } catch {
      throw Failure(error, doing: tr("look for the mark of the redemption"))
    }
  }
}
