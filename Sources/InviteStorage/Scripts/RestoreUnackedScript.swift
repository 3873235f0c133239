package import RedisClient

/// Gives one message of `unacked` back to its queue, as kombu's `QoS.restore_by_tag` does
/// (kombu/transport/redis.py), if it is still what was looked at.
package enum RestoreUnackedScript {
  /// What ``script`` answers.
  package enum Answer: String {
    case restored
    /// A worker is putting messages back just now; it holds kombu's mutex for it.
    case busy
    /// It was acknowledged, or put back by somebody else.
    case gone
    /// Another message has its tag now, or it was given back and taken again.
    case changed
  }

  /// KEYS: `unacked`, `unacked_index`, `unacked_mutex`, then the lists, one for each queue that the
  /// message is for. ARGV: the delivery tag, the entry as it was read, the message to push, its score in the
  /// index as it was read (empty without one). It goes to the end from which workers take, as kombu has it.
  ///
  /// The message stands in its lists before it leaves `unacked`, so that a refusal (memory, rights)
  /// changes nothing.
  package static let script = RedisScript(
    """
    if redis.call('EXISTS', KEYS[3]) == 1 then return 'busy' end
    local entry = redis.call('HGET', KEYS[1], ARGV[1])
    if not entry then return 'gone' end
    if entry ~= ARGV[2] then return 'changed' end
    local score = redis.call('ZSCORE', KEYS[2], ARGV[1])
    if (score and tonumber(score)) ~= (ARGV[4] ~= '' and tonumber(ARGV[4])) then return 'changed' end
    local pushed = {}
    local function back(reply)
      for _, list in ipairs(pushed) do redis.call('LREM', list, -1, ARGV[3]) end
      return reply
    end
    local function failed(reply)
      return type(reply) == 'table' and reply.err
    end
    for index = 4, #KEYS do
      local reply = redis.pcall('RPUSH', KEYS[index], ARGV[3])
      if failed(reply) then return back(reply) end
      pushed[#pushed + 1] = KEYS[index]
    end
    local reply = redis.pcall('HDEL', KEYS[1], ARGV[1])
    if failed(reply) then return back(reply) end
    redis.pcall('ZREM', KEYS[2], ARGV[1])
    return 'restored'
    """)
}
