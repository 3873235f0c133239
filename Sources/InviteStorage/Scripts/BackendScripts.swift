package import RedisClient

/// What backends have Redis run.
package enum BackendScripts {
  /// Their take. A server that knows it by its digest has been asked by a backend; a backend that writes
  /// it in other letters has another digest, and of that one nothing is known.
  package static let take = RedisScript(
    """

    local remaining = tonumber(redis.call('GET', KEYS[1]) or '0')
    if remaining > 0 then
      return redis.call('DECR', KEYS[1])
    end
    return -1

    """)
}
