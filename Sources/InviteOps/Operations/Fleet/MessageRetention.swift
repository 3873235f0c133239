internal import ClientSupport
internal import InviteDomain
internal import Localization
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
  /// For which messages it vouches, or why for none, a sentence for people.
  let sentence: String

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
    let uptime = info.integer("uptime_in_seconds")
    if let doubt = Self.doubt(info) {
      completeSince = nil
      sentence = doubt
    } else if let now, let uptime {
      completeSince = now - uptime
      let ago = DurationText.format(seconds: Double(uptime))
      sentence = tr(
        "the broker vouches for messages since its start \(ago) ago, and for no older ones")
    } else {
      completeSince = nil
      sentence = Self.untold
    }
  }

  private static var untold: String {
    tr("the broker does not tell what it has lost: see its INFO")
  }

  /// Why it vouches for no message; `nil` where it does for those since its start.
  private static func doubt(_ info: RedisInfo) -> String? {
    let sent = losing.filter { info["cmdstat_\($0)"] != nil }.map { $0.uppercased() }
    guard sent.isEmpty else {
      return tr(
        "since the broker's start somebody sent it \(sent.joined(separator: tr(", "))), by which "
          + "messages may be lost; in which database it does not tell")
    }
    if (info.integer("evicted_keys") ?? 0) > 0 {
      return tr("the broker has evicted keys since its start, and messages may be among them")
    }
    guard !isFirstPrimary(info) else { return nil }
    return info["role"] == nil
      ? untold : tr("the broker is or was a replica, or one of a cluster, and may lack messages")
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
