internal import ClientSupport
internal import InviteDomain
internal import RedisClient

/// Since when the broker has kept every message it was given.
///
/// A flush, an eviction, a restart or a failover takes messages away, and nothing in the lists says so. Redis tells
/// of what it was asked since its start (INFO commandstats, stats and replication; CONFIG RESETSTAT sets the
/// first two to 0), and nothing of what was before: an append-only file that is on now may have been turned on
/// later, and what was read from it at the start may have been flushed before (docs/decisions/0260).
/// `celery purge` cannot be told from work that was done: both are DEL.
struct MessageRetention {
  /// Seconds since 1970 by the clock of Redis: its start; `nil` when messages may be gone since then, or
  /// when INFO is denied.
  let completeSince: Int?
  /// By the same clock, when it was asked.
  let askedAt: Int

  /// Commands that take away or replace whole keys or databases, and those that make another server of this
  /// one. Neither the backend nor Celery sends one; `inspect-workers control purge` is UNLINK.
  static let losing = [
    "flushall", "flushdb", "swapdb", "move", "migrate", "restore", "restore-asking", "rename",
    "renamenx", "copy", "ltrim", "unlink", "debug", "replicaof", "slaveof", "failover",
  ]

  init(_ broker: RedisConnection, deadline: Deadline) {
    let text = try? broker.call(["INFO", "everything"], deadline: deadline).asString()
    self.init(RedisInfo(text ?? ""))
  }

  init(_ info: RedisInfo) {
    let now = info.integer("server_time_usec").map { $0 / 1_000_000 }
    askedAt = now ?? 0
    guard !Self.mayHaveLost(info), let now, let uptime = info.integer("uptime_in_seconds") else {
      completeSince = nil
      return
    }
    completeSince = now - uptime
  }

  private static func mayHaveLost(_ info: RedisInfo) -> Bool {
    losing.contains { info["cmdstat_\($0)"] != nil } || (info.integer("evicted_keys") ?? 0) > 0
      || !isFirstPrimary(info)
  }

  /// Whether nothing says that it was a replica: one that is promoted has what the primary before it had sent by
  /// then, and goes on under a second history (`master_replid2`) for as long as Redis remembers that one.
  private static func isFirstPrimary(_ info: RedisInfo) -> Bool {
    info["role"] == "master" && info["cluster_enabled"] != "1"
      && info["master_replid2"]?.allSatisfy { $0 == "0" } ?? true
      && info.integer("second_repl_offset") ?? -1 == -1
  }

  /// Whether nothing can be lost of what came to the broker within so many seconds before it was asked.
  func isWhole(for age: Double) -> Bool {
    guard let completeSince else { return false }
    // Its start is known to the second.
    return Double(askedAt - completeSince) > age + 1
  }

  /// Whether no message can be lost of what was made then.
  ///
  /// - Parameter made: seconds since 1970; `nil` where nobody knows.
  func isWhole(since made: Int?) -> Bool {
    guard let completeSince, let made else { return false }
    // Two clocks are compared, and what is made in the future may be of any age.
    return made > completeSince && made <= askedAt + 1
  }
}
