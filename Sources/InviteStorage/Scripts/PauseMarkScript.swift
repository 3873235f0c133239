package import RedisClient

/// Changes what is remembered of a paused queue, if it is still what was read: a pause, its end and a
/// drain may be at it at once.
package enum PauseMarkScript {
  /// KEYS: the hash. ARGV: the queue, its mark as it was read, what it becomes; empty for none. The answer
  /// is 1, or 0 where somebody else has changed it.
  package static let change = RedisScript(
    """
    local mark = redis.call('HGET', KEYS[1], ARGV[1])
    if (mark or '') ~= ARGV[2] then return 0 end
    if ARGV[3] ~= '' then
      redis.call('HSET', KEYS[1], ARGV[1], ARGV[3])
    elseif mark then
      redis.call('HDEL', KEYS[1], ARGV[1])
    end
    return 1
    """)
}
