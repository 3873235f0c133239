internal import ClientSupport
internal import CountProtocol
public import InviteDomain
internal import InviteSettings
internal import InviteStorage
internal import Localization
internal import RedisClient

/// Shows one code's bucket beside its row, and makes a missing one.
public struct RedeemBucket {
  /// The bucket as it stands.
  public struct Report: Sendable, Equatable, Encodable {
    public let code: String
    /// Tokens left; `nil` when there is no bucket.
    public let remaining: Int?
    /// Until it ends; `nil` when it never does, or is missing.
    public let ttlSeconds: Double?
    /// The absolute end in ms, which is the bucket's version; `nil` as above.
    public let epochMs: Int?
    public let maxUses: Int?
    public let usedCount: Int?
    /// max_uses − used_count − remaining: what the database does not know of yet. `nil` where
    /// there is nothing to compare.
    public let drift: Int?
    /// Whether this run made it.
    public let made: Bool
    /// Whether it made it in the place of one that nobody could count with.
    public let replaced: Bool
  }

  private let servers: RedeemConnections

  public init(_ context: OperationContext) {
    servers = RedeemConnections(context.with(.redeemUpkeep))
  }

  /// - Parameter makes: whether to make a bucket from the database where there is none, or none that
  ///   holds a count; one that does is never overwritten.
  public func run(code text: String, makes: Bool) throws(Failure) -> Report {
    let code = try StoredCodes.one(
      text, on: servers.postgres(), deadline: servers.context.requestDeadline, unknown: .error)
    guard let facts = try RedeemLookup(servers: servers).code(code) else {
      throw Failure(
        .transient, tr("the code \(Masking.code(code)) was deleted in the same moment"),
        hint: tr("run the same command again"))
    }
    if makes, try servers.countsOnJoin() {
      throw Failure(
        .conflict,
        tr("no bucket is made for \(Masking.code(code)): the backend counts a use on join"),
        hint: tr(
          "no request takes tokens there, and the backend's job would set used_count by a "
            + "bucket; see docs/backends.md"))
    }
    if makes, facts.initialTokens == nil {
      throw facts.unmakable(in: servers.backend, again: "'\(BucketAdvice.making(code))'")
    }
    let connection = try servers.redis(.bucket)
    let key = BucketKey.remaining(code)
    let deadline = servers.context.requestDeadline
    var made = ""
    let parts: [RedisValue]
    do throws(RedisError) {
      if makes, facts.isActive, let start = facts.initialTokens {
        made = try connection.run(
          InitialiseBucketScript.script, keys: [key],
          arguments: [start, DirectStage.bucketLifetime], deadline: deadline
        ).asString()
      }
      // One transaction, so that value and time to live belong together.
      let replies = try connection.pipeline(
        [["MULTI"], ["GET", key], ["PTTL", key], ["TIME"], ["EXEC"]], deadline: deadline)
      parts = try replies[4].throwingServerError().asArray()
    } catch {
      throw Failure(error, doing: tr("read the bucket of \(Masking.code(code))"))
    }
    let value = parts.first.flatMap(BucketValue.init)
    if case .defect(let defect) = value { throw failure(defect, facts) }
    do throws(RedisError) {
      return try Self.report(facts, value?.count, parts, made: made)
    } catch {
      throw Failure(error, doing: tr("read the bucket of \(Masking.code(code))"))
    }
  }

  private func failure(_ defect: BucketDefect, _ code: CodeFacts) -> Failure {
    Self.failure(defect, code, buckets: servers.context.configuration.bucket)
  }

  /// Nobody can count with it; what it held is gone for good.
  static func failure(_ defect: BucketDefect, _ code: CodeFacts, buckets: RedisEndpoint) -> Failure
  {
    failure(defect, code.code, canMake: canMake(code), buckets: buckets)
  }

  /// Whether a bucket can be made of what the database says.
  static func canMake(_ code: CodeFacts) -> Bool { code.isActive && code.initialTokens != nil }

  static func failure(
    _ defect: BucketDefect, _ code: String, canMake: Bool, buckets: RedisEndpoint
  ) -> Failure {
    let next = BucketAdvice.command(code, canMake: canMake, buckets: buckets)
    return Failure(
      .conflict, tr("the bucket of \(Masking.code(code)) \(defect.words)"),
      hint: canMake
        ? tr("make it from the database with '\(next)'") : tr("delete it with '\(next)'"))
  }

  private static func report(
    _ facts: CodeFacts, _ remaining: Int?, _ parts: [RedisValue], made: String
  ) throws(RedisError) -> Report {
    guard parts.count == 3 else {
      throw .unexpectedReply(expected: tr("three parts"), got: "\(parts.count)")
    }
    let life = try parts[1].asInteger()
    let time = try parts[2].asStrings()
    let seconds = OutsideNumber.whole(time.first) ?? 0
    let now = OutsideNumber.whole(seconds * 1000) ?? 0
    let isCounted = (facts.maxUses ?? 0) > 0
    return Report(
      code: facts.code, remaining: remaining, ttlSeconds: life >= 0 ? Double(life) / 1000 : nil,
      epochMs: OutsideNumber.whole(life).flatMap { $0 >= 0 ? now + $0 : nil },
      maxUses: facts.maxUses, usedCount: facts.usedCount,
      drift: remaining.flatMap { left in
        isCounted
          ? (facts.maxUses ?? 0).addingSaturated(0 - max(-Int.max, facts.usedCount ?? 0))
            .addingSaturated(-left) : nil
      }, made: made == "made" || made == "replaced", replaced: made == "replaced")
  }
}

extension BucketValue {
  /// What GET answered; `nil` where there is no bucket.
  init?(_ reply: RedisValue) {
    switch reply {
    case .null: return nil
    case .string(let bytes): self.init(bytes)
    // A key of another type.
    default: self = .defect(.notInteger)
    }
  }
}
