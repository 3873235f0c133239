package import RedisClient

/// Puts messages into the queue, each once: a mark of its own is set with it.
package enum PublishOnceScript {
  /// The answer to a call that comes too late.
  package static let lapsed = "lapsed"

  /// KEYS: queue list, binding set, then one mark per message. ARGV: binding member, seconds a
  /// mark lives, the moment of this server's clock from which on nothing is to be sent any more, in
  /// milliseconds, or nothing; then the messages. Answers `{"ok", how many were new}`, or with nothing
  /// changed `{"refused", error}` or `{"lapsed"}`.
  package static let script = RedisScript(
    """
    local queue, binding_key = KEYS[1], KEYS[2]
    local function failed(reply)
      return type(reply) == 'table' and reply.err
    end
    local function wrong_type(key, wanted)
      local reply = redis.pcall('TYPE', key)
      if failed(reply) then return reply.err end
      if reply.ok ~= 'none' and reply.ok ~= wanted then
        return 'WRONGTYPE ' .. key .. ' is a ' .. reply.ok .. ', not a ' .. wanted
      end
    end
    local function denied(...)
      if redis.acl_check_cmd and not redis.acl_check_cmd(...) then
        return 'NOPERM this user may not run ' .. select(1, ...) .. ' on ' .. select(2, ...)
      end
    end
    local why = wrong_type(queue, 'list') or wrong_type(binding_key, 'set')
      or denied('LPUSH', queue, 'x') or denied('SADD', binding_key, 'x')
    if why then return {'refused', why} end

    if ARGV[3] ~= '' then
      local time = redis.call('TIME')
      if time[1] * 1000 + math.floor(time[2] / 1000) >= tonumber(ARGV[3]) then
        for index = 3, #KEYS do
          if redis.call('EXISTS', KEYS[index]) == 0 then return {'lapsed'} end
        end
      end
    end

    local messages, marks = {}, {}
    for index = 3, #KEYS do
      local mark = KEYS[index]
      if redis.call('EXISTS', mark) == 0 then
        local reply = redis.pcall('SET', mark, '1', 'EX', ARGV[2])
        if failed(reply) then
          for _, set in ipairs(marks) do redis.pcall('DEL', set) end
          return {'refused', reply.err}
        end
        marks[#marks + 1] = mark
        messages[#messages + 1] = ARGV[index + 1]
      end
    end
    if #messages == 0 then return {'ok', 0} end
    local reply = redis.pcall('LPUSH', queue, unpack(messages))
    if failed(reply) then
      for _, set in ipairs(marks) do redis.pcall('DEL', set) end
      return {'refused', reply.err}
    end
    redis.pcall('SADD', binding_key, ARGV[1])
    return {'ok', #messages}
    """)
}
