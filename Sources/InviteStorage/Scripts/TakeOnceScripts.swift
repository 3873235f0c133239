package import RedisClient

/// Takes tokens where the broker is another server, each once and each to be given back once.
package enum TakeOnceScripts {
  /// KEYS: bucket and mark for each, then, with a lease, the leases of the semaphore. ARGV: seconds
  /// a new bucket lives, seconds a mark lives, the name of the lease that must be in force (empty:
  /// none), then each bucket's start value (empty: make none). Answers `lapsed` with nothing
  /// changed when the lease is over, else per token what is left, or one of
  /// ``TakeAndEnqueueScript/Answer``, `duplicate` for one that was taken before.
  package static let take = RedisScript(
    BucketValueScript.function + """
      local results = {}
      if ARGV[3] ~= '' then
        local lease_end, time = redis.call('ZSCORE', KEYS[#KEYS], ARGV[3]), redis.call('TIME')
        if not lease_end or tonumber(lease_end) <= time[1] * 1000 + time[2] / 1000 then
          return redis.status_reply('lapsed')
        end
      end
      for index = 1, #ARGV - 3 do
        local bucket, mark, start = KEYS[index * 2 - 1], KEYS[index * 2], ARGV[index + 3]
        if redis.call('EXISTS', mark) == 1 then
          results[index] = \(TakeAndEnqueueScript.Answer.duplicate.rawValue)
        else
          local value = redis.pcall('GET', bucket)
          local missing = value == false
          if missing then value = start end
          local tokens, defect = bucket_value(value)
          if missing and start == '' then
            results[index] = \(TakeAndEnqueueScript.Answer.missingBucket.rawValue)
          elseif defect == 'range' then
            results[index] = \(TakeAndEnqueueScript.Answer.outOfRange.rawValue)
          elseif not tokens then
            results[index] = \(TakeAndEnqueueScript.Answer.garbage.rawValue)
          elseif tokens <= 0 then
            results[index] = \(TakeAndEnqueueScript.Answer.usedUp.rawValue)
          else
            redis.call('SET', mark, '1', 'EX', ARGV[2])
            if missing then redis.call('SET', bucket, start, 'EX', ARGV[1]) end
            local left = redis.pcall('DECR', bucket)
            if type(left) == 'table' then
              redis.pcall('DEL', mark)
              return redis.error_reply(left.err)
            end
            results[index] = left
          end
        end
      end
      return results
      """)

  /// KEYS: bucket, mark. Gives the token back if it was taken, never to a bucket that is gone: the
  /// next one is made from the database. Answers 1 if it was given back.
  package static let refund = RedisScript(
    """
    if redis.call('EXISTS', KEYS[2]) == 0 then return 0 end
    if redis.call('EXISTS', KEYS[1]) == 1 then redis.call('INCR', KEYS[1]) end
    return redis.call('DEL', KEYS[2])
    """)
}
