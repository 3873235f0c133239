package import RedisClient

/// Queues the message of an attempt of `redeem retry`, once.
///
/// That a message was sent is noted in PostgreSQL after it was; a run that dies in between leaves an attempt
/// that may have been sent and made since, of which nothing is left to be seen. So a mark is written with
/// the message, in one step, and one before the attempt is recorded: an attempt that was recorded and has no
/// mark is one whose mark was lost, and nobody knows.
package enum RetryPublishScript {
  /// Seconds that a mark stays.
  package static let life = 7 * 86_400

  /// In the broker: `begun`, then `sent`.
  package static func mark(_ taskID: String) -> String { "invitectl:retry:\(taskID)" }

  /// What both scripts answer; with all but ``begun`` and ``queued`` nothing was changed.
  package enum Answer: String {
    case begun
    case queued
    /// The message was sent before.
    case sent
    /// The mark is gone.
    case unknown
    /// Another run has begun, see ``StuckPublishScript``.
    case lapsed
  }

  /// KEYS: ``StuckPublishScript/holder``, the mark. ARGV: the run's name, ``life``, `again` where it
  /// is wanted whether it was sent before or not.
  package static let begin = RedisScript(
    """
    if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 'lapsed' end
    if ARGV[3] ~= 'again' and redis.call('GET', KEYS[2]) == 'sent' then return 'sent' end
    redis.call('SET', KEYS[2], 'begun', 'EX', ARGV[2])
    return 'begun'
    """)

  /// KEYS: ``StuckPublishScript/holder``, the mark, queue list, binding set. ARGV: the run's name,
  /// ``StuckPublishScript/life``, ``life``, message, binding member.
  package static let publish = RedisScript(
    """
    if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 'lapsed' end
    local mark = redis.call('GET', KEYS[2])
    if mark == 'sent' then return 'sent' end
    if mark ~= 'begun' then return 'unknown' end
    redis.call('EXPIRE', KEYS[1], ARGV[2])
    redis.call('SET', KEYS[2], 'sent', 'EX', ARGV[3])
    local reply = redis.pcall('LPUSH', KEYS[3], ARGV[4])
    if type(reply) == 'table' and reply.err then
      redis.call('SET', KEYS[2], 'begun', 'EX', ARGV[3])
      return reply
    end
    redis.pcall('SADD', KEYS[4], ARGV[5])
    return 'queued'
    """)
}
