package import RedisClient

/// The lock that the backend's job takes which sends invites to those who wait (`retry_failed_invites`,
/// from 9e96e8d on): while we have it, the job does nothing.
package enum JobLockScript {
  /// Beside the buckets.
  package static let key = "celery:process_waiting_queue:lock"
  /// As long as the job's own, in seconds.
  package static let life = 300

  /// Makes ours last again. KEYS: ``key``. ARGV: our name, ``life``. Answers 0 where it is not ours (any
  /// more): the job deletes it at its end, whosever it is.
  package static let keep = RedisScript(
    """
    if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
    return redis.call('EXPIRE', KEYS[1], ARGV[2])
    """)

  /// Takes it away if it is ours. KEYS: ``key``. ARGV: our name.
  package static let leave = RedisScript(
    """
    if redis.call('GET', KEYS[1]) == ARGV[1] then redis.call('DEL', KEYS[1]) end
    return 'ok'
    """)
}
