internal import CountProtocol
package import RedisClient

/// Gives one token back for a task, once.
package enum RefundScript {
  /// KEYS: bucket, mark of the task, mark of its invite or code. ARGV: seconds the first mark lives, what the
  /// second one says, and how long that lives. Answers what is in the bucket then, or
  /// `missing`, `repeated`, `garbage`, `range` with nothing changed. A missing bucket gets nothing: INCRBY
  /// would make one that never ends and starts from nothing.
  package static let script = RedisScript(
    BucketValueScript.function + """
      if redis.call('EXISTS', KEYS[2]) == 1 then return 'repeated' end
      local value = redis.pcall('GET', KEYS[1])
      if not value then return 'missing' end
      local tokens, defect = bucket_value(value)
      if not tokens then return defect end
      if tokens == \(BucketValue.range.upperBound) then return 'range' end
      redis.call('SET', KEYS[2], '1', 'EX', ARGV[1])
      redis.call('SET', KEYS[3], ARGV[2], 'EX', ARGV[3])
      return redis.call('INCR', KEYS[1])
      """)

  /// KEYS: bucket. Answers what is in it and when it ends, in ms since 1970 as ``SyncScripts`` have it; an empty
  /// array where it is not there or holds no count.
  package static let look = RedisScript(
    SyncScripts.prelude + BucketValueScript.function + """
      local tokens = bucket_value(redis.pcall('GET', KEYS[1]))
      if not tokens then return {} end
      return {tokens, version(KEYS[1])}
      """)
}
