internal import CountProtocol
package import RedisClient

/// What the sync scripts share: the exact version of a bucket, and who answers.
package enum SyncScripts {
  /// `version(key)`: the absolute expiry in ms, 0 for none, -2 for a missing key. Redis 7.0 and
  /// Valkey have PEXPIRETIME. Before, TIME plus PTTL is exact only when the clock did not move in
  /// between, so it is read until it did not (single reads were seen to be off by 1 ms).
  ///
  /// `identity()`: run_id, master_replid, role and mode, as ``BucketServer`` reads them; empty where
  /// INFO is denied. Redis calls the mode `redis_mode`, Valkey `server_mode`.
  package static let prelude = """
    local function version(key)
      if redis.REDIS_VERSION_NUM and redis.REDIS_VERSION_NUM >= 0x00070000 then
        local at = redis.call('PEXPIRETIME', key)
        if at == -1 then return 0 end
        return at
      end
      while true do
        local before = redis.call('TIME')
        local left = redis.call('PTTL', key)
        local after = redis.call('TIME')
        if left == -1 then return 0 end
        if left < 0 then return left end
        local a = before[1] * 1000 + math.floor(before[2] / 1000)
        local b = after[1] * 1000 + math.floor(after[2] / 1000)
        if a == b then return a + left end
      end
    end
    local function now()
      local time = redis.call('TIME')
      return time[1] * 1000 + math.floor(time[2] / 1000)
    end
    local function identity()
      local server = redis.pcall('INFO', 'server')
      local replication = redis.pcall('INFO', 'replication')
      if type(server) ~= 'string' or type(replication) ~= 'string' then return '' end
      return (string.match(server, 'run_id:(%x+)') or '') .. ' '
        .. (string.match(replication, 'master_replid:(%x+)') or '') .. ' '
        .. (string.match(replication, 'role:(%a+)') or '') .. ' '
        .. (string.match(server, '_mode:(%a+)') or '')
    end

    """

  /// What ``apply`` and ``create`` answer in place of their words, before the identity, when
  /// another server than the expected one is asked to write.
  package static let otherServer = "other"

  /// `other()`: that answer, unless this is the server named by the last argument: what was read on
  /// one is not written to another, not even to a replica that can be written to.
  /// `denial(bucket, shadow)`: an error reply unless this user may write both. `sign(shadow, a)`:
  /// names in the shadow the intent that is at ARGV[a].
  private static let writing = """
    local function other()
      local who = identity()
      if who == ARGV[#ARGV] then return nil end
      return {'\(otherServer)', who}
    end
    local function denial(bucket, shadow)
      local function allowed(...)
        return not redis.acl_check_cmd or redis.acl_check_cmd(...)
      end
      if allowed('SET', bucket, '1', 'PXAT', '1') and allowed('HSET', shadow, 'e', '1')
        and allowed('PEXPIREAT', shadow, '1')
      then
        return nil
      end
      return redis.error_reply('NOPERM this user may not SET, HSET and PEXPIREAT ' .. bucket)
    end
    local function sign(shadow, a)
      redis.call('HSET', shadow, 'e', ARGV[a + 1], 'cum', ARGV[a + 3], 'base', ARGV[a + 4],
        'seq', ARGV[a + 5], 'token', ARGV[a + 6])
      redis.call('PEXPIREAT', shadow, ARGV[a + 1])
    end

    """

  /// Answers `{identity, now, offset, id, through}`: the replication offset that the server is at, and of
  /// the history that it goes on from the id and the offset of the first byte that it does not have
  /// (INFO replication: master_repl_offset, master_replid2, second_repl_offset). Every write before it
  /// has moved the offset by then: what a script reads is what there was at the offset that it is told.
  package static let identify = RedisScript(
    prelude + """
      local replication = redis.pcall('INFO', 'replication')
      local function field(name)
        if type(replication) ~= 'string' then return '' end
        return string.match(replication, name .. ':(%-?%w+)') or ''
      end
      return {identity(), string.format('%.0f', now()), field('master_repl_offset'),
        field('master_replid2'), field('second_repl_offset')}
      """)

  /// Compares buckets with what they should be, without giving any of them out.
  ///
  /// ARGV: lines of `id TAB code TAB tokens TAB version`, where tokens may be `-` for "missing" and
  /// `?` for "look at it in any case". The keys are made here: a million of them would otherwise be
  /// sent twice. Answers the identity, `now` and the ids of those that are not as expected.
  ///
  /// MGET takes a fifth of what a GET for each takes; what is no string looks missing to it.
  package static let compare = RedisScript(
    prelude + """
      local who = identity()
      local call, tonumber = redis.call, tonumber
      local seven = redis.REDIS_VERSION_NUM and redis.REDIS_VERSION_NUM >= 0x00070000
      local found, ids, keys, tokens, versions, n = {}, {}, {}, {}, {}, 0
      local function compare()
        local values = call('MGET', unpack(keys, 1, n))
        for i = 1, n do
          local value, expected, same = values[i], tokens[i], false
          if expected == '-' then
            same = not value and call('EXISTS', keys[i]) == 0
          elseif value == expected then
            same = (seven and call('PEXPIRETIME', keys[i]) or version(keys[i]))
              == tonumber(versions[i])
          end
          if not same then found[#found + 1] = ids[i] end
        end
        n = 0
      end
      for id, code, count, at in
        string.gmatch(ARGV[1], '([^\\t]*)\\t([^\\t]*)\\t([^\\t]*)\\t([^\\n]*)\\n')
      do
        if count == '?' then
          found[#found + 1] = id
        else
          n = n + 1
          ids[n], keys[n], tokens[n], versions[n] = id, 'redeem:' .. code .. ':remaining', count, at
          if n == 500 then compare() end
        end
      end
      if n > 0 then compare() end
      return {who, string.format('%.0f', now()), table.concat(found, ' ')}
      """)

  /// Reads buckets. KEYS: bucket and shadow in turn. Answers identity, `now`, and for each bucket
  /// a kind (`missing`, `garbage`, `range`, `badshadow` or the value), the version, and the shadow's
  /// five fields in one string, empty without one.
  package static let read = RedisScript(
    prelude + BucketValueScript.function + """
      local reply = {identity(), string.format('%.0f', now())}
      for i = 1, #KEYS, 2 do
        local value = redis.pcall('GET', KEYS[i])
        local tokens, kind = bucket_value(value)
        local at, shadow = '0', ''
        if value == false then
          kind = 'missing'
        elseif tokens then
          kind = '=' .. value
          at = string.format('%.0f', version(KEYS[i]))
          local fields = redis.pcall('HMGET', KEYS[i + 1], 'e', 'base', 'cum', 'seq', 'token')
          if fields.err then
            kind = 'badshadow'
          elseif fields[1] and fields[2] and fields[3] and fields[4] and fields[5] then
            shadow = table.concat(fields, ' ')
          end
        end
        reply[#reply + 1] = kind
        reply[#reply + 1] = at
        reply[#reply + 1] = shadow
      end
      return reply
      """)

  /// The compare-and-swap. KEYS: bucket and shadow in turn. ARGV, eight per bucket: from, to, add,
  /// cum, base, seq, token, deadline; then the identity of the server that is to write. Answers one
  /// word per bucket, or ``otherServer`` and the identity; after `ok` and `dup` comes what it holds.
  ///
  /// Whatever can fail is looked at before the first write, and the bucket changes in one command
  /// that sets value and version together. The shadow comes first: until the version is its own,
  /// it speaks of nothing.
  package static let apply = RedisScript(
    prelude + writing + BucketValueScript.function + """
      local another = other()
      if another then return another end
      local clock = now()
      local function one(bucket, shadow, a)
        local from, to, deadline = tonumber(ARGV[a]), tonumber(ARGV[a + 1]), tonumber(ARGV[a + 7])
        if redis.call('EXISTS', bucket) == 0 then return 'missing' end
        local kind = redis.call('TYPE', shadow).ok
        if kind ~= 'none' and kind ~= 'hash' then return 'badshadow' end
        local value, defect = bucket_value(redis.pcall('GET', bucket))
        if not value then return defect end
        local at = version(bucket)
        if at == to then
          local mine = redis.call('HMGET', shadow, 'e', 'token')
          local named = mine[1] == ARGV[a + 1]
          if named and mine[2] ~= ARGV[a + 6] then return 'stale' end
          if from == \(SyncIntent.missing) and not named then return 'stale' end
          return 'dup ' .. value
        end
        if at ~= from then
          if at == 0 then return 'nottl' end
          return 'stale'
        end
        if clock > deadline then return 'late' end
        local sum = string.format('%.0f', value + tonumber(ARGV[a + 2]))
        if not bucket_value(sum) then return 'range' end
        local denied = denial(bucket, shadow)
        if denied then return denied end
        sign(shadow, a)
        redis.call('SET', bucket, sum, 'PXAT', ARGV[a + 1])
        return 'ok ' .. sum
      end
      local reply = {}
      for i = 1, #KEYS, 2 do
        local answer = one(KEYS[i], KEYS[i + 1], (i - 1) * 4 + 1)
        if type(answer) == 'table' then return answer end
        reply[#reply + 1] = answer
      end
      return reply
      """)

  /// Makes a bucket where there is none. KEYS and ARGV as of ``apply``, for one bucket. Answers
  /// `ok` and the tokens, `stale` where there is one, `late`, or as ``apply`` on another server.
  ///
  /// The shadow names the intent, so that whoever finds it recorded knows the bucket by it. Where
  /// its key holds something else, the next sync says so; the bucket is made all the same.
  package static let create = RedisScript(
    prelude + writing + """
      local another = other()
      if another then return another end
      if redis.call('EXISTS', KEYS[1]) == 1 then return {'stale'} end
      if now() > tonumber(ARGV[8]) then return {'late'} end
      local denied = denial(KEYS[1], KEYS[2])
      if denied then return denied end
      local kind = redis.call('TYPE', KEYS[2]).ok
      if kind == 'none' or kind == 'hash' then sign(KEYS[2], 1) end
      redis.call('SET', KEYS[1], ARGV[3], 'PXAT', ARGV[2])
      return {'ok ' .. ARGV[3]}
      """)
}
