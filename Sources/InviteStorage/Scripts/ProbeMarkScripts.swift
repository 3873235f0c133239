package import RedisClient

/// What the marks of probes need to be done in one step.
package enum ProbeMarkScripts {
  /// KEYS: the hash of marks. How many there are; an error where this user may not write there by scripts.
  package static let look = RedisScript("return redis.call('HLEN', KEYS[1])")

  /// Takes one probe out of lists, and its mark with it if it was there.
  ///
  /// KEYS: the hash of marks, then lists, one for each form. ARGV: the probe's id, then for each of the lists
  /// the count of LREM and the form. How many were removed.
  package static let take = RedisScript(
    """
    local removed = 0
    for index = 2, #KEYS do
      removed = removed + redis.call('LREM', KEYS[index], ARGV[2 * index - 2], ARGV[2 * index - 1])
    end
    if removed > 0 then redis.pcall('HDEL', KEYS[1], ARGV[1]) end
    return removed
    """)
}
