internal import RedisClient

/// Takes tokens and puts their messages into the queue, both or neither, where bucket and broker
/// are databases of one server.
///
/// A script is not rolled back when a command of it fails, so everything that can fail is looked
/// at before the first write: SELECT, the types, and from Redis 7.0 on the ACL. What fails
/// nevertheless is undone. The take is the contract of all processes: only from a value above 0,
/// and never more than is there.
///
/// Source: redis.io, "Scripting with Lua", and the behaviour of 6.2, 7.0 and Valkey 8: SELECT
/// within a script holds until its end and leaves the client's database alone.
enum TakeAndEnqueueScript {
  /// KEYS: queue list, binding set, marker set (broker database), then the buckets.
  /// ARGV: bucket database, broker database, binding member, seconds the marker lives, whether
  /// it belongs to one redemption (`one`) or a batch (`many`), seconds a new bucket lives; one
  /// start value per bucket (empty: make none); three per line: index of its bucket, marker
  /// member, message.
  ///
  /// Answers `{"ok", {per line: tokens left, or an ``Answer``}, {per bucket: 1 if made}}` or
  /// `{"refused", error}` with nothing changed.
  static let script = RedisScript(
    """
    local bucket_db, broker_db, binding, marker_ttl, mode, bucket_ttl =
      ARGV[1], ARGV[2], ARGV[3], ARGV[4], ARGV[5], ARGV[6]
    local queue, binding_key, marker = KEYS[1], KEYS[2], KEYS[3]
    local buckets = #KEYS - 3
    local first_line = 7 + buckets
    local lines = (#ARGV - first_line + 1) / 3

    local function failed(reply)
      return type(reply) == 'table' and reply.err
    end
    local function select_db(number)
      return failed(redis.pcall('SELECT', number))
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

    local why = select_db(broker_db)
      or wrong_type(queue, 'list') or denied('LPUSH', queue, 'x')
      or wrong_type(binding_key, 'set') or denied('SADD', binding_key, 'x')
      or wrong_type(marker, 'set') or denied('SADD', marker, 'x')
      or denied('EXPIRE', marker, '1') or denied('SREM', marker, 'x')
    if why then return {'refused', why} end

    local results, fresh = {}, {}
    local taken_before = mode == 'one' and redis.call('EXISTS', marker) == 1
    local seen = {}
    for line = 1, lines do
      local member = ARGV[first_line + (line - 1) * 3 + 1]
      if seen[member] or redis.call('SISMEMBER', marker, member) == 1 then
        results[line] = \(Answer.duplicate.rawValue)
      elseif taken_before then
        results[line] = \(Answer.conflict.rawValue)
      end
      seen[member] = true
    end

    why = select_db(bucket_db)
    if why then return {'refused', why} end
    local left, made, taken = {}, {}, {}
    for index = 1, buckets do
      local key, start = KEYS[3 + index], ARGV[6 + index]
      why = denied('DECRBY', key, '1') or denied('INCRBY', key, '1')
        or denied('SET', key, '1')
      if why then return {'refused', why} end
      made[index], taken[index] = 0, 0
      local value = redis.pcall('GET', key)
      if failed(value) then
        left[index] = 'garbage'
      elseif not value then
        left[index] = start == '' and 'missing' or tonumber(start)
        if start ~= '' then made[index] = 1 end
      elseif string.match(value, '^%-?%d+$') then
        left[index] = tonumber(value)
      else
        left[index] = 'garbage'
      end
    end

    local messages, members = {}, {}
    for line = 1, lines do
      if not results[line] then
        local at = first_line + (line - 1) * 3
        local index = tonumber(ARGV[at])
        if left[index] == 'missing' then
          results[line] = \(Answer.missingBucket.rawValue)
        elseif left[index] == 'garbage' then
          results[line] = \(Answer.garbage.rawValue)
        elseif left[index] <= 0 then
          results[line] = \(Answer.usedUp.rawValue)
        else
          left[index] = left[index] - 1
          taken[index] = taken[index] + 1
          results[line] = left[index]
          members[#members + 1] = ARGV[at + 1]
          messages[#messages + 1] = ARGV[at + 2]
        end
      end
    end

    local done = 0
    local function undo()
      select_db(bucket_db)
      for index = 1, done do
        if taken[index] > 0 then redis.pcall('INCRBY', KEYS[3 + index], taken[index]) end
      end
    end
    for index = 1, buckets do
      local reply
      if taken[index] == 0 then made[index] = 0 end
      if made[index] == 1 then
        reply = redis.pcall('SET', KEYS[3 + index], ARGV[6 + index], 'EX', bucket_ttl)
      end
      if not failed(reply) and taken[index] > 0 then
        reply = redis.pcall('DECRBY', KEYS[3 + index], taken[index])
      end
      if failed(reply) then
        undo()
        return {'refused', reply.err}
      end
      done = index
    end
    if #messages == 0 then return {'ok', results, made} end

    select_db(broker_db)
    local reply = redis.pcall('SADD', marker, unpack(members))
    if not failed(reply) then
      redis.pcall('EXPIRE', marker, marker_ttl)
      reply = redis.pcall('LPUSH', queue, unpack(messages))
      if failed(reply) then redis.pcall('SREM', marker, unpack(members)) end
    end
    if failed(reply) then
      undo()
      return {'refused', reply.err}
    end
    redis.pcall('SADD', binding_key, binding)
    return {'ok', results, made}
    """)

  /// What a line can get instead of a number of tokens left.
  enum Answer: Int {
    case usedUp = -1
    /// The same redemption was done before.
    case duplicate = -2
    /// There is no bucket, and none can be made of this code's numbers.
    case missingBucket = -3
    /// The bucket holds something that is no integer.
    case garbage = -4
    /// The task id was used for another redemption.
    case conflict = -5
  }
}
