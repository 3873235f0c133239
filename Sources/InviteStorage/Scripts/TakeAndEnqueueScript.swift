package import RedisClient

/// Takes tokens and puts their messages into the queue, both or neither, where bucket and broker
/// are databases of one server.
///
/// A script is not rolled back when a command of it fails, so what can fail is looked at before the
/// first write: SELECT, the types, and from Redis 7.0 on the ACL (of the buckets that of the first).
/// What fails nevertheless is undone, by a command that the same user has just run on the same
/// key. The take is the contract of all processes: only from a value above 0,
/// and never more than is there.
///
/// Source: redis.io, "Scripting with Lua", and the behaviour of 6.2, 7.0 and Valkey 8: SELECT
/// within a script holds until its end and leaves the client's database alone.
package enum TakeAndEnqueueScript {
  /// KEYS: queue list, binding set, marker set (broker database), then, with a lease, the leases of
  /// the semaphore, then the buckets.
  /// ARGV: bucket database, broker database, binding member, seconds the marker lives, whether
  /// it belongs to one redemption (`one`) or a batch (`many`), seconds a new bucket lives, the
  /// name of the lease that must be in force (empty: none), how many lines; one start value per
  /// bucket (empty: make none); the index of each line's bucket in two bytes, all in one; the
  /// marker member of each line, no two the same; the message of each line.
  ///
  /// Answers `{"ok", {per line: tokens left, or an ``Answer``}, {per bucket: 1 if made}}` or
  /// `{"refused", error}` or `{"lapsed"}`, the lease is over, with nothing changed.
  package static let script = RedisScript(
    BucketValueScript.function + """
      local bucket_db, broker_db, binding, marker_ttl, mode, bucket_ttl, lease =
        ARGV[1], ARGV[2], ARGV[3], ARGV[4], ARGV[5], ARGV[6], ARGV[7]
      local lines = tonumber(ARGV[8])
      local queue, binding_key, marker = KEYS[1], KEYS[2], KEYS[3]
      local before_buckets = lease == '' and 3 or 4
      local buckets = #KEYS - before_buckets
      local indices = ARGV[9 + buckets]
      local before_members = 9 + buckets
      local before_messages = before_members + lines
      local call, pcall, byte = redis.call, redis.pcall, string.byte

      local function failed(reply)
        return type(reply) == 'table' and reply.err
      end
      local function select_db(number)
        return failed(pcall('SELECT', number))
      end
      local function wrong_type(key, wanted)
        local reply = pcall('TYPE', key)
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

      local results = {}
      local known = pcall('SMISMEMBER', marker, unpack(ARGV, before_members + 1, before_messages))
      if failed(known) then return {'refused', known.err} end
      local taken_before = mode == 'one' and call('EXISTS', marker) == 1
      for line = 1, lines do
        if known[line] == 1 then
          results[line] = \(Answer.duplicate.rawValue)
        elseif taken_before then
          results[line] = \(Answer.conflict.rawValue)
        end
      end

      why = select_db(bucket_db)
      if why then return {'refused', why} end
      if lease ~= '' then
        local lease_end = pcall('ZSCORE', KEYS[4], lease)
        if failed(lease_end) then return {'refused', lease_end.err} end
        local time = call('TIME')
        if not lease_end or tonumber(lease_end) <= time[1] * 1000 + time[2] / 1000 then
          return {'lapsed'}
        end
      end
      local first_bucket = KEYS[before_buckets + 1]
      why = denied('DECRBY', first_bucket, '1') or denied('SET', first_bucket, '1')
      if why then return {'refused', why} end
      local values = pcall('MGET', unpack(KEYS, before_buckets + 1))
      if failed(values) then return {'refused', values.err} end
      local left, made, taken = {}, {}, {}
      for index = 1, buckets do
        local value = values[index]
        made[index], taken[index] = 0, 0
        -- For MGET a list is as good as nothing.
        if not value then value = pcall('GET', KEYS[before_buckets + index]) end
        if not value then
          local start = ARGV[8 + index]
          if start == '' then
            left[index] = 'missing'
          else
            local tokens, defect = bucket_value(start)
            left[index], made[index] = tokens or defect, 1
          end
        else
          local tokens, defect = bucket_value(value)
          left[index] = tokens or defect
        end
      end

      local fresh = 0
      for line = 1, lines do
        if not results[line] then
          local high, low = byte(indices, line * 2 - 1, line * 2)
          local index = high * 256 + low
          local tokens = left[index]
          if tokens == 'missing' then
            results[line] = \(Answer.missingBucket.rawValue)
          elseif tokens == 'garbage' then
            results[line] = \(Answer.garbage.rawValue)
          elseif tokens == 'range' then
            results[line] = \(Answer.outOfRange.rawValue)
          elseif tokens <= 0 then
            results[line] = \(Answer.usedUp.rawValue)
          else
            left[index] = tokens - 1
            taken[index] = taken[index] + 1
            results[line] = tokens - 1
            fresh = fresh + 1
          end
        end
      end

      local done = 0
      local function undo()
        select_db(bucket_db)
        for index = 1, done do
          local key = KEYS[before_buckets + index]
          -- One that was made here nobody has seen.
          local gone = made[index] == 1 and not failed(pcall('DEL', key))
          if not gone and taken[index] > 0 then pcall('DECRBY', key, -taken[index]) end
        end
      end
      for index = 1, buckets do
        local key, count = KEYS[before_buckets + index], taken[index]
        local reply
        if count == 0 then made[index] = 0 end
        if made[index] == 1 then reply = pcall('SET', key, ARGV[8 + index], 'EX', bucket_ttl) end
        if not failed(reply) and count > 0 then
          -- A number would be written and read as a float: slow.
          reply = pcall('DECRBY', key, count == 1 and '1' or count)
        end
        if failed(reply) then
          if made[index] == 1 then pcall('DEL', key) end
          undo()
          return {'refused', reply.err}
        end
        done = index
      end
      if fresh == 0 then return {'ok', results, made} end

      -- As a rule it is all of them, and they are passed on as they came.
      local function chosen(before)
        if fresh == lines then return unpack(ARGV, before + 1, before + lines) end
        local some = {}
        for line = 1, lines do
          if results[line] >= 0 then some[#some + 1] = ARGV[before + line] end
        end
        return unpack(some)
      end
      select_db(broker_db)
      local reply = pcall('SADD', marker, chosen(before_members))
      if not failed(reply) then
        pcall('EXPIRE', marker, marker_ttl)
        reply = pcall('LPUSH', queue, chosen(before_messages))
        if failed(reply) then pcall('SREM', marker, chosen(before_members)) end
      end
      if failed(reply) then
        undo()
        return {'refused', reply.err}
      end
      pcall('SADD', binding_key, binding)
      return {'ok', results, made}
      """)

  /// What a line can get instead of a number of tokens left.
  package enum Answer: Int {
    case usedUp = -1
    /// The same redemption was done before.
    case duplicate = -2
    /// There is no bucket, and none can be made of this code's numbers.
    case missingBucket = -3
    /// The bucket holds something that is no integer.
    case garbage = -4
    /// The task id was used for another redemption.
    case conflict = -5
    /// The bucket holds an integer that no count can be.
    case outOfRange = -6
  }
}
