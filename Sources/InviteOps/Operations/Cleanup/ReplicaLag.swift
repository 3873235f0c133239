internal import ClientSupport
internal import InviteDomain
internal import InviteStorage
internal import Localization
internal import PostgresClient

/// Holds a cleanup back while something that follows the log is too far behind.
///
/// `replay_lag` of pg_stat_replication stands still while a replica replays nothing, so that the
/// delay is measured here as well: by when the log was where the replica is now.
struct ReplicaLag {
  let maximum: Duration
  /// Followers that are not waited for, by application name or slot.
  let ignored: Set<String>
  /// How long one may stand still, behind, before the run ends: it may never move again.
  let patience: Duration
  private var nextLook = ContinuousClock.now
  /// Where the log was at which moment, the oldest first.
  private var marks: [(position: Int, at: ContinuousClock.Instant)] = []
  /// Where each follower is, by its slot or else its process.
  private var stands: [String: Stand] = [:]

  private struct Stand {
    let position: Int
    /// Since when it has been there.
    let since: ContinuousClock.Instant
    /// When it was seen there last.
    var seen: ContinuousClock.Instant
    let hasSlot: Bool
  }

  /// What reads the log: a replica, or a subscriber of a logical slot.
  struct Follower: Sendable, Equatable {
    let pid: Int
    let application: String
    /// Its replication slot, and whether that is a logical one.
    let slot: String?
    let isLogical: Bool
    /// Where it is in the log, in bytes.
    let replayed: Int
    /// Seconds behind, as it says itself.
    let reported: Double

    /// A subscriber that fails at a row ends, and begins anew as another process where it was before.
    fileprivate var key: String { slot.map { "slot \($0)" } ?? "pid \(pid)" }

    /// As it is named to a person.
    var name: String {
      guard let slot else {
        return isLogical ? tr("subscriber '\(application)'") : tr("replica '\(application)'")
      }
      return isLogical
        ? tr("subscriber '\(application)' (slot \(slot))")
        : tr("replica '\(application)' (slot \(slot))")
    }
  }

  init(maximum: Duration, ignored: Set<String> = [], patience: Duration = .seconds(60)) {
    self.maximum = maximum
    self.ignored = ignored
    self.patience = patience
  }

  /// Looks every 200 ms at most, and then waits until the lag is allowed again or the run is to
  /// end.
  ///
  /// - Throws: ``Failure`` for a follower that stands still for longer than ``patience``.
  mutating func wait(
    _ connection: PostgresConnection, _ stop: CleanupStop, _ deadline: @autoclosure () -> Deadline,
    _ progress: (CleanupProgress) -> Void
  ) throws {
    guard ContinuousClock.now >= nextLook else { return }
    while true {
      let last = try look(connection, deadline())
      nextLook = .now + .milliseconds(200)
      guard let last, last.behind > maximum.seconds, !stop.isDue else { return }
      if last.still > patience { throw Self.stuck(last.follower, last.behind, last.still) }
      progress(.waitingForReplica(name: last.follower.name, secondsBehind: last.behind))
      stop.pause(.milliseconds(500))
    }
  }

  private static func stuck(_ follower: Follower, _ behind: Double, _ still: Duration) -> Failure {
    let word = follower.slot ?? follower.application
    return Failure(
      .transient,
      tr(
        "\(follower.name) is \(DurationText.format(seconds: behind)) behind and has not moved for "
          + "\(DurationText.format(still))"),
      hint:
        tr(
          "see why it stands still: 'invitectl doctor --only replication' shows what reads the log; "
            + "'--ignore-replica \(ShellWord.quoted(word))' goes on without it"))
  }

  /// Remembers when the log was where it is now.
  mutating func mark(_ connection: PostgresConnection, _ deadline: Deadline) throws(PostgresError) {
    _ = try look(connection, deadline)
  }

  /// The one that is furthest behind.
  private mutating func look(
    _ connection: PostgresConnection, _ deadline: Deadline
  ) throws(PostgresError) -> (follower: Follower, behind: Double, still: Duration)? {
    let rows = try connection.query(FollowerQueries.followers, deadline: deadline)
    guard let current = try rows.first?.int("current") else { return nil }
    var followers: [Follower] = []
    for row in rows {
      guard let replayed = try row.optionalInt("replayed") else { continue }
      followers.append(
        Follower(
          pid: try row.int("pid"), application: try row.string("application"),
          slot: try row.optionalString("slot"), isLogical: try row.bool("logical"),
          replayed: replayed, reported: try row.double("seconds")))
    }
    return furthest(current: current, followers)
  }

  /// The one that is furthest behind in seconds, by its own report or by our marks, whichever is more,
  /// and for how long it has not moved though there was something to read.
  mutating func furthest(
    current: Int, _ all: [Follower], now: ContinuousClock.Instant = .now
  ) -> (follower: Follower, behind: Double, still: Duration)? {
    let followers = all.filter {
      !ignored.contains($0.application) && !($0.slot.map(ignored.contains) ?? false)
    }
    if current > marks.last?.position ?? -1 { marks.append((current, now)) }
    stand(followers, now)
    let slowest = stands.values.map(\.position).min() ?? current
    marks.removeAll { $0.position <= slowest }
    return followers.compactMap {
      follower -> (follower: Follower, behind: Double, still: Duration)? in
      guard let oldest = marks.first(where: { $0.position > follower.replayed }) else { return nil }
      let since = max(stands[follower.key]?.since ?? now, oldest.at)
      return (follower, max(follower.reported, (now - oldest.at).seconds), now - since)
    }.max { $0.behind < $1.behind }
  }

  /// Notes where they are. Who is away for a while, and has a slot to come back to, is still where it was.
  private mutating func stand(_ followers: [Follower], _ now: ContinuousClock.Instant) {
    for follower in followers {
      if stands[follower.key]?.position == follower.replayed {
        stands[follower.key]?.seen = now
      } else {
        stands[follower.key] = Stand(
          position: follower.replayed, since: now, seen: now, hasSlot: follower.slot != nil)
      }
    }
    stands = stands.filter {
      $0.value.seen == now || $0.value.hasSlot && now - $0.value.seen < patience
    }
  }
}
