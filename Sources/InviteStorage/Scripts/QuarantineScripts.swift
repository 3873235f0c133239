package import RedisClient

/// Takes one message out of a list of the broker, and puts it back, each at most once.
///
/// What was taken out is marked in a hash, in the same script: a message goes back if its mark is
/// there, and the mark goes with it. So a second `--put-back` of the same file finds none, and neither
/// does the file of a run that died before the message left its list. A mark is a digest, and behind a
/// blank what is told of the message.
package enum QuarantineScripts {
  /// In the broker: a field for each message that is out.
  package static let marks = "invitectl:quarantine"

  /// What the scripts answer.
  package enum Answer: String {
    case taken
    /// The message is not, or no longer, where it was to be taken from.
    case moved
    case put
    /// Nothing shows that it was taken out, or it is back already.
    case unmarked
    /// The mark is of another message.
    case other
  }

  /// KEYS: list, ``marks``. ARGV: the message, its token, its mark whole, `1` if it has to be the next
  /// that workers take.
  package static let take = RedisScript(
    """
    if redis.call('TYPE', KEYS[1]).ok ~= 'list' then return 'moved' end
    if ARGV[4] == '1' and redis.call('LINDEX', KEYS[1], -1) ~= ARGV[1] then return 'moved' end
    redis.call('HSET', KEYS[2], ARGV[2], ARGV[3])
    local reply = redis.pcall('LREM', KEYS[1], -1, ARGV[1])
    if reply == 1 then return 'taken' end
    redis.call('HDEL', KEYS[2], ARGV[2])
    if type(reply) == 'table' and reply.err then return reply end
    return 'moved'
    """)

  /// KEYS: `unacked`, `unacked_index`, ``marks``. ARGV: the delivery tag, the entry as it was read, its score in the
  /// index as it was read (empty without one), its token, its mark whole. kombu gives back what is overdue in a
  /// transaction that watches `unacked` (kombu/transport/redis.py, `QoS.restore_by_tag`): one of both has it.
  package static let takeUnacked = RedisScript(
    """
    if redis.call('HGET', KEYS[1], ARGV[1]) ~= ARGV[2] then return 'moved' end
    local score = redis.call('ZSCORE', KEYS[2], ARGV[1])
    if (score and tonumber(score)) ~= (ARGV[3] ~= '' and tonumber(ARGV[3])) then return 'moved' end
    redis.call('HSET', KEYS[3], ARGV[4], ARGV[5])
    local reply = redis.pcall('HDEL', KEYS[1], ARGV[1])
    if type(reply) == 'table' and reply.err then
      redis.call('HDEL', KEYS[3], ARGV[4])
      return reply
    end
    redis.pcall('ZREM', KEYS[2], ARGV[1])
    return 'taken'
    """)

  /// KEYS: list, ``marks``. ARGV: the message, its token, the digest of its mark. The message goes to the
  /// end from which workers take.
  package static let put = RedisScript(
    """
    local mark = redis.call('HGET', KEYS[2], ARGV[2])
    if not mark then return 'unmarked' end
    if string.match(mark, '^[^ ]*') ~= ARGV[3] then return 'other' end
    local kind = redis.call('TYPE', KEYS[1]).ok
    if kind ~= 'none' and kind ~= 'list' then
      return redis.error_reply('WRONGTYPE ' .. KEYS[1] .. ' is a ' .. kind .. ', not a list')
    end
    redis.call('HDEL', KEYS[2], ARGV[2])
    local reply = redis.pcall('RPUSH', KEYS[1], ARGV[1])
    if type(reply) == 'table' and reply.err then
      redis.call('HSET', KEYS[2], ARGV[2], mark)
      return reply
    end
    return 'put'
    """)
}
