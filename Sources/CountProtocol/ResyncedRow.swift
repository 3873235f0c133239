/// The row that `force-resync` writes for one code, where evidence or a person's word takes the place
/// of counting.
public struct ResyncedRow: Sendable, Hashable {
  public let policy: SyncPolicy
  /// `used_count` and `max_uses` (0 for unlimited) as they were seen, and the count that is right.
  public let seen: SyncCode
  public let used: Int
  public let held: Int
  public let certainty: Certainty
  /// When that was seen, milliseconds on the Redis clock.
  public let read: Int

  public init(
    policy: SyncPolicy, seen: SyncCode, used: Int, held: Int, certainty: Certainty, read: Int
  ) {
    self.policy = policy
    self.seen = seen
    self.used = used
    self.held = held
    self.certainty = certainty
    self.read = read
  }

  /// The bucket stays as it is.
  ///
  /// - Parameter now: milliseconds on the Redis clock.
  public func row(after old: SyncRow, now: Int) -> SyncRow {
    var row = old
    row.seq += 1
    row.usedAfter = used
    row.maxAfter = seen.limit ?? 0
    row.maxTop = max(row.maxTop, row.maxAfter)
    row.held = min(held, row.mostHeld)
    row.certainty = certainty
    row.read = read
    row.noteRooms(since: old, before: seen.used, now: now, policy)
    return row
  }

  /// The first row of a code of which no bucket was ever seen, and of which none is made: what is known is the count
  /// alone. It has no base (0), which each row that has had a bucket has.
  ///
  /// - Parameters:
  ///   - now: milliseconds on the Redis clock.
  ///   - incarnation: of the Redis that has no bucket of it.
  ///   - isTaken: whether backends take tokens of the code.
  public func first(now: Int, in incarnation: Int, isTaken: Bool) -> SyncRow {
    var row = SyncRow()
    row.seq = 1
    row.usedAfter = used
    row.maxAfter = seen.limit ?? 0
    row.maxTop = row.maxAfter
    row.certainty = certainty
    row.read = read
    row.gone = true
    row.isTaken = isTaken
    row.incarnation = incarnation
    row.noteRooms(since: nil, before: seen.used, now: now, policy)
    return row
  }

  /// The first row of a code of which a bucket is made with it.
  ///
  /// - Parameters:
  ///   - tokens: what the bucket gets.
  ///   - token: a fresh random number, which names the intent.
  public func first(
    now: Int, in incarnation: Int, isTaken: Bool, making tokens: Int, token: Int
  ) -> SyncRow {
    making(tokens, first(now: now, in: incarnation, isTaken: isTaken), now, token)
  }

  /// The bucket that is there is adjusted.
  ///
  /// - Parameters:
  ///   - add: for the bucket; 0 needs no intent.
  ///   - version: the bucket's.
  ///   - token: a fresh random number, which names the intent.
  /// - Returns: nil while the version is so young that a backend could make the next one.
  public func row(
    after old: SyncRow, now: Int, adding add: Int, to version: Int, token: Int
  ) -> SyncRow? {
    var row = row(after: old, now: now)
    row.floor = min(row.mark, -max(row.adjusted, row.adjusted + add))
    guard add != 0 else { return row }
    let to = version + 1 + token % policy.versionSpread
    guard to < now + policy.lifetime else { return nil }
    row.pending = SyncIntent(
      from: version, to: to, add: add, adjusted: row.adjusted + add, base: row.base, seq: row.seq,
      token: token, deadline: now + policy.intentLifetime)
    return row
  }

  /// A bucket is made where there is none.
  ///
  /// Its version is smaller than any that a backend can make from now on, and until it is known to
  /// be there the row has none.
  ///
  /// - Parameters:
  ///   - incarnation: of the Redis that is to make it.
  ///   - token: a fresh random number, which names the intent.
  public func row(
    after old: SyncRow, now: Int, making tokens: Int, in incarnation: Int, token: Int
  ) -> SyncRow {
    var row = row(after: old, now: now)
    row.incarnation = incarnation
    return making(tokens, row, now, token)
  }

  private func making(_ tokens: Int, _ before: SyncRow, _ now: Int, _ token: Int) -> SyncRow {
    var row = before
    let to = now + policy.lifetime - 1 - token % policy.versionSpread
    row.base = to
    row.version = 0
    row.adjusted = 0
    row.mark = tokens
    row.floor = min(tokens, 0)
    row.held = min(row.held, row.mostHeld)
    row.pending = SyncIntent(
      from: SyncIntent.missing, to: to, add: tokens, adjusted: 0, base: to, seq: row.seq,
      token: token, deadline: now + policy.intentLifetime)
    return row
  }
}
