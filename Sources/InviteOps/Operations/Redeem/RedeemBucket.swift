internal import ClientSupport
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
  }

  private let servers: RedeemServers

  public init(_ context: OperationContext) {
    servers = RedeemServers(context)
  }

  /// - Parameter makes: whether to make a missing bucket from the database, never overwriting one.
  public func run(code text: String, makes: Bool) throws(Failure) -> Report {
    let code = try RedeemInput.code(text)
    guard let facts = try RedeemLookup(servers: servers).codes([code])[code] else {
      throw Failure(
        .error, "there is no code \(Masking.code(code))", hint: "see whether it is spelled right")
    }
    if makes, facts.initialTokens == nil {
      throw Failure(
        .conflict, "no bucket can be made for \(Masking.code(code)): max_uses is 0 or NULL",
        hint: "the backend makes none for such a code either")
    }
    let connection = try servers.redis(.bucket)
    let key = BucketKey.remaining(code)
    let deadline = servers.context.requestDeadline
    var made = false
    let parts: [RedisValue]
    do throws(RedisError) {
      if makes, facts.isActive, let start = facts.initialTokens {
        let reply = try connection.call(
          ["SET", key, start, "EX", DirectStage.bucketLifetime, "NX"], deadline: deadline)
        made = !reply.isNull
      }
      // One transaction, so that value and time to live belong together.
      let replies = try connection.pipeline(
        [["MULTI"], ["GET", key], ["PTTL", key], ["TIME"], ["EXEC"]], deadline: deadline)
      parts = try replies[4].asArray()
    } catch {
      throw Failure(error, doing: "read the bucket of \(Masking.code(code))")
    }
    if let first = parts.first, !first.isNull, (try? first.asInteger()) == nil {
      throw Self.garbage(code)
    }
    do throws(RedisError) {
      return try Self.report(facts, parts, made: made)
    } catch {
      throw Failure(error, doing: "read the bucket of \(Masking.code(code))")
    }
  }

  /// Nobody can count with it, backends neither; what it held is gone for good.
  static func garbage(_ code: String) -> Failure {
    Failure(
      .conflict, "the bucket of \(Masking.code(code)) does not hold a number",
      hint: "delete it with 'redis-cli DEL redeem:CODE:remaining', then make it from the database "
        + "with 'invitectl redeem bucket CODE --init'")
  }

  private static func report(
    _ facts: CodeFacts, _ parts: [RedisValue], made: Bool
  ) throws(RedisError) -> Report {
    guard parts.count == 3 else {
      throw .unexpectedReply(expected: "three parts", got: "\(parts.count)")
    }
    let remaining = try parts[0].asOptionalInteger()
    let life = try parts[1].asInteger()
    let time = try parts[2].asStrings()
    let now = (Int(time[0]) ?? 0) * 1000 + (Int(time.last ?? "0") ?? 0) / 1000
    let isCounted = (facts.maxUses ?? 0) > 0
    return Report(
      code: facts.code, remaining: remaining, ttlSeconds: life >= 0 ? Double(life) / 1000 : nil,
      epochMs: life >= 0 ? now + life : nil, maxUses: facts.maxUses, usedCount: facts.usedCount,
      drift: remaining.flatMap { left in
        isCounted ? (facts.maxUses ?? 0) - (facts.usedCount ?? 0) - left : nil
      }, made: made)
  }
}
