import CountProtocol

extension ModelRedis {
  /// What the apply script does, step by step as in Lua; `ApplyScriptTests` holds the two
  /// against each other on a real server.
  mutating func apply(_ intent: SyncIntent, now: Int, mutant: Mutant?) -> ApplyAnswer {
    guard var bucket else { return ApplyAnswer(.missing) }
    if bucket.version == intent.to, mutant != .noCompareAndSwap {
      if let shadow, shadow.version == intent.to, shadow.token != intent.token,
        mutant != .anonymousDuplicate
      {
        return ApplyAnswer(.stale)
      }
      if intent.from == SyncIntent.missing, shadow?.version != intent.to {
        return ApplyAnswer(.stale)
      }
      return ApplyAnswer(.dup, tokens: bucket.tokens)
    }
    if bucket.version != intent.from, mutant != .noCompareAndSwap {
      return ApplyAnswer(bucket.version == 0 ? .noExpiry : .stale)
    }
    if now > intent.deadline { return ApplyAnswer(.late) }
    bucket.tokens += intent.add
    bucket.version = intent.to
    self.bucket = bucket
    var adjusted = intent.adjusted
    if mutant == .shadowIncrement {
      adjusted = (shadow?.base == intent.base ? shadow?.adjusted ?? 0 : 0) + intent.add
    }
    shadow = BucketShadow(
      version: intent.to, base: intent.base, adjusted: adjusted, seq: intent.seq,
      token: intent.token)
    return ApplyAnswer(.ok, tokens: bucket.tokens)
  }

  /// What the script does that makes a bucket.
  mutating func create(_ intent: SyncIntent, now: Int) -> ApplyAnswer {
    guard bucket == nil else { return ApplyAnswer(.stale) }
    if now > intent.deadline { return ApplyAnswer(.late) }
    bucket = ModelBucket(tokens: intent.add, version: intent.to)
    shadow = BucketShadow(
      version: intent.to, base: intent.base, adjusted: intent.adjusted, seq: intent.seq,
      token: intent.token)
    return ApplyAnswer(.ok, tokens: intent.add)
  }

  /// - Parameter seen: what is known of the last pass.
  func reading(now: Int, seen: SeenHistory? = nil) -> BucketReading {
    let content: BucketReading.Content =
      if let bucket {
        .count(
          bucket.tokens, bucket.version == 0 ? .none : .at(bucket.version), shadow)
      } else {
        .missing
      }
    return BucketReading(
      content: content, now: now, incarnation: incarnation, origin: origin,
      seen: origin == nil ? nil : seen)
  }
}
