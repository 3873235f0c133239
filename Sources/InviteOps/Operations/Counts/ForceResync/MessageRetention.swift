internal import ClientSupport
internal import InviteDomain
internal import RedisClient

/// Since when the broker has kept every message it was given.
///
/// A flush, an eviction, or a restart without an append-only file takes messages away, and nothing
/// in the lists says so. Redis counts the first two since its start (INFO commandstats and stats,
/// which CONFIG RESETSTAT sets to 0). A purge of a queue cannot be told from work that was done.
struct MessageRetention {
  /// Seconds since 1970 by the clock of Redis, 0 for always; `nil` when messages are known to be
  /// gone, or when INFO is denied.
  let completeSince: Int?

  init(_ broker: RedisConnection, deadline: Deadline) {
    let text = try? broker.call(["INFO", "everything"], deadline: deadline).asString()
    self.init(RedisInfo(text ?? ""))
  }

  init(_ info: RedisInfo) {
    let hasLost =
      info["cmdstat_flushall"] != nil || info["cmdstat_flushdb"] != nil
      || (info.integer("evicted_keys") ?? 0) > 0
    guard !hasLost, let now = info.integer("server_time_usec"),
      let uptime = info.integer("uptime_in_seconds")
    else {
      completeSince = nil
      return
    }
    completeSince = info["aof_enabled"] == "1" ? 0 : now / 1_000_000 - uptime
  }
}
