public import RedisClient

/// What servers of different versions are asked for in different ways.
extension RedisConnection {
  /// The server's name and version as it gives them itself, e.g. `Redis 7.0.15` or `Valkey 9.1.2`.
  public func product() throws -> String {
    let lines = try send("INFO", "server").asString().split(whereSeparator: \.isNewline)
    func value(_ name: String) -> Substring? {
      lines.first { $0.hasPrefix("\(name):") }?.dropFirst(name.count + 1)
    }
    if let version = value("valkey_version") { return "Valkey \(version)" }
    return "Redis \(value("redis_version") ?? "?")"
  }

  /// When a key goes, in milliseconds since 1970: -1 for never, -2 for a key that is not there.
  ///
  /// Redis 7.0 has PEXPIRETIME. Before, the clock and what is left are read, as often as it takes
  /// until the clock stood still meanwhile.
  public func expiry(of key: String) throws -> Int {
    try send(
      "EVAL",
      """
      local at = redis.pcall('PEXPIRETIME', KEYS[1])
      if type(at) == 'number' then return at end
      while true do
        local before, left, after = redis.call('TIME'), redis.call('PTTL', KEYS[1]), redis.call('TIME')
        if left < 0 then return left end
        local a = before[1] * 1000 + math.floor(before[2] / 1000)
        local b = after[1] * 1000 + math.floor(after[2] / 1000)
        if a == b then return a + left end
      end
      """, 1, key
    ).asInteger()
  }
}
