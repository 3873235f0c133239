package import RedisClient

/// The semaphore and the sliding window on the keys of the backend, without its leaks.
///
/// The counter stays what unmodified processes know: INCR, admitted while it is at most the limit.
/// Beside it a sorted set holds our leases by their end, so that a permit of a killed process comes
/// back, and the counter is never below what is provably held. One script decides, so that two
/// calls never both get the last place; times are the server's.
package enum AdmissionScripts {
  /// Gives back what killed processes of ours held. Sets `counter` and `live`, both current.
  private static let reap = """
    local time = redis.call('TIME')
    local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
    local text = redis.call('GET', KEYS[1]) or ''
    -- What is no count is none: 'nan' would admit everyone.
    local stored = string.find(text, '^%d+$') and #text < 10 and tonumber(text) or 0
    local ended = redis.call('ZREMRANGEBYSCORE', KEYS[2], '-inf', now)
    local live = redis.call('ZCARD', KEYS[2])
    local counter = math.max(stored - ended, live)
    local function keep(value, longest)
      if value <= 0 then
        redis.call('DEL', KEYS[1])
      else
        local life = math.max(redis.call('PTTL', KEYS[1]), 60000, math.min(longest, 3600000))
        redis.call('SET', KEYS[1], value, 'PX', life)
      end
    end

    """

  /// KEYS: counter, leases, fence, window. ARGV: places (0: no semaphore), milliseconds of the
  /// lease, token, calls per window (0: no window), seconds of the window.
  ///
  /// Answers `{1, held, fence}`, `{0, "permits", held, ms to wait}` or
  /// `{0, "window", counted, ms to wait}`. A call that is not admitted leaves no trace.
  package static let acquire = RedisScript(
    reap + """
      local places, lease, token = tonumber(ARGV[1]), tonumber(ARGV[2]), ARGV[3]
      local calls, span = tonumber(ARGV[4]), tonumber(ARGV[5])
      local exact = tonumber(time[1]) + tonumber(time[2]) / 1000000
      if counter ~= stored then keep(counter, 0) end
      if calls > 0 then
        redis.call('ZREMRANGEBYSCORE', KEYS[4], '-inf', string.format('%.6f', exact - span))
        local counted = redis.call('ZCARD', KEYS[4])
        if counted >= calls then
          local oldest = redis.call('ZRANGE', KEYS[4], counted - calls, counted - calls, 'WITHSCORES')
          local wait = math.ceil((tonumber(oldest[2]) + span - exact) * 1000)
          return {0, 'window', counted, math.max(1, math.min(wait, span * 1000))}
        end
      end
      local fence = 0
      if places > 0 then
        if counter >= places then
          local first = redis.call('ZRANGE', KEYS[2], 0, 0, 'WITHSCORES')
          local wait = first[2] and tonumber(first[2]) - now or 100
          return {0, 'permits', counter, math.max(1, math.min(wait, 60000))}
        end
        redis.call('ZADD', KEYS[2], now + lease, token)
        -- Nobody's lease is as long as an hour: a score by hand may be inf.
        local last = tonumber(redis.call('ZRANGE', KEYS[2], -1, -1, 'WITHSCORES')[2])
        local longest = math.min(last - now, 3600000)
        keep(counter + 1, longest)
        redis.call('PEXPIRE', KEYS[2], math.max(longest, 60000) + 60000)
        fence = redis.call('INCR', KEYS[3])
      end
      if calls > 0 then
        redis.call('ZADD', KEYS[4], string.format('%.6f', exact), token)
        redis.call('EXPIRE', KEYS[4], span + 1)
      end
      return {1, counter + 1, fence}
      """)

  /// KEYS: counter, leases, fence, window. ARGV: token, 1 to take the call out of the window too.
  /// Answers 1 if the permit was still held.
  package static let release = RedisScript(
    """
    if ARGV[2] == '1' then redis.call('ZREM', KEYS[4], ARGV[1]) end
    if redis.call('ZREM', KEYS[2], ARGV[1]) == 0 then return 0 end
    if redis.call('DECR', KEYS[1]) <= 0 then redis.call('DEL', KEYS[1]) end
    return 1
    """)

  /// KEYS: counter, leases. ARGV: token, milliseconds of the lease from now. Answers 1, or 0 when
  /// the permit was lost: the lease had ended and was reaped.
  package static let renew = RedisScript(
    reap + """
      if counter ~= stored then keep(counter, 0) end
      if not redis.call('ZSCORE', KEYS[2], ARGV[1]) then return 0 end
      redis.call('ZADD', KEYS[2], now + tonumber(ARGV[2]), ARGV[1])
      keep(counter, tonumber(ARGV[2]))
      redis.call('PEXPIRE', KEYS[2], tonumber(ARGV[2]) + 60000)
      return 1
      """)

  /// KEYS: counter, leases. Answers how many leases had ended.
  package static let reapOnly = RedisScript(
    reap + """
      if counter ~= stored then keep(counter, 0) end
      return ended
      """)

  /// KEYS: counter, leases, fence. Answers counter, its PTTL, fence, the time in ms, and the
  /// leases with their ends.
  package static let read = RedisScript(
    """
    local time = redis.call('TIME')
    return {
      redis.call('GET', KEYS[1]) or '0', redis.call('PTTL', KEYS[1]),
      redis.call('GET', KEYS[3]) or '0',
      tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000),
      redis.call('ZRANGE', KEYS[2], 0, -1, 'WITHSCORES')}
    """)
}
