package import RedisClient

/// Makes a bucket where there is none, or where nobody can count with the one there is.
package enum InitialiseBucketScript {
  /// KEYS: bucket. ARGV: tokens, seconds it lives. Answers `made`, `replaced`, or `kept` for one that
  /// holds a count, whatever it is.
  package static let script = RedisScript(
    BucketValueScript.function + """
      local value = redis.pcall('GET', KEYS[1])
      if value and bucket_value(value) then return 'kept' end
      redis.call('SET', KEYS[1], ARGV[1], 'EX', ARGV[2])
      return value and 'replaced' or 'made'
      """)
}
