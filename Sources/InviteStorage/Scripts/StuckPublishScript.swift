package import RedisClient

/// Queues the task of a row that is put back, for the one run that may.
///
/// The advisory lock of such a run ends with its session, and a process that was stopped wakes up later:
/// what it still has to send is then somebody else's. So each run writes its name beside the queue once
/// it has the lock, and each message goes out by a script that looks whether the name still stands
/// there: the later run has the say from the moment on in which it begins to look for evidence.
package enum StuckPublishScript {
  /// In the broker: the run that may put rows back.
  package static let holder = "invitectl:stuck-holder"
  /// Seconds that the name stays, from the last message on.
  package static let life = 86_400

  /// What ``script`` answers.
  package enum Answer: String {
    case queued = "ok"
    /// Another run has begun, or the name is gone. Nothing was changed.
    case lapsed
  }

  /// KEYS: ``holder``, queue list, binding set. ARGV: the run's name, ``life``, message, binding
  /// member.
  package static let script = RedisScript(
    """
    if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 'lapsed' end
    redis.call('EXPIRE', KEYS[1], ARGV[2])
    redis.call('LPUSH', KEYS[2], ARGV[3])
    redis.call('SADD', KEYS[3], ARGV[4])
    return 'ok'
    """)

  /// Takes the name away if it is still the run's. KEYS: ``holder``. ARGV: the run's name.
  package static let leave = RedisScript(
    """
    if redis.call('GET', KEYS[1]) == ARGV[1] then redis.call('DEL', KEYS[1]) end
    return 'ok'
    """)
}
