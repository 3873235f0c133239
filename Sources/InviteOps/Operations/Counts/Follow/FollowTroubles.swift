internal import CountProtocol
internal import InviteDomain

/// The codes that a follower has left alone and that still stand, and when each is looked at again.
struct FollowTroubles {
  private struct Standing {
    let since: ContinuousClock.Instant
    /// When it is looked at though nobody names it; `nil` for when somebody does.
    var again: ContinuousClock.Instant?
    /// Whether it is not looked at before, since each look holds up all others.
    var isSlow: Bool
  }

  /// A look at a code whose row is locked takes ten seconds.
  private static let patience = Duration.seconds(60)

  private var standing: [Int: Standing] = [:]

  var count: Int { standing.count }

  /// Those of the ids that may be looked at now, in their order.
  ///
  /// - Parameter isLast: whether the follower ends with it, and is not to be held up.
  func ready(_ ids: Set<Int>, at now: ContinuousClock.Instant, isLast: Bool = false) -> [Int] {
    ids.filter { id in
      guard let standing = standing[id], standing.isSlow, let again = standing.again else {
        return true
      }
      return again <= now && !isLast
    }.sorted()
  }

  /// Those that are to be looked at again though nobody names them.
  func due(at now: ContinuousClock.Instant) -> [Int] {
    standing.compactMap { id, standing in
      standing.again.map { $0 <= now } ?? false ? id : nil
    }
  }

  /// Notes what came of a look at some.
  ///
  /// - Returns: the problems that nobody was told of.
  mutating func note(
    _ outcome: SyncOutcome, of ids: [Int], at now: ContinuousClock.Instant
  ) -> [SyncOutcome.Trouble] {
    let before = standing
    for id in ids { standing[id] = nil }
    return add(outcome.problems[...], to: before, now)
  }

  /// The same of a part of a look at all of them.
  ///
  /// - Parameter problems: those of that part.
  mutating func notePart(
    _ problems: ArraySlice<SyncOutcome.Trouble>, at now: ContinuousClock.Instant
  ) -> [SyncOutcome.Trouble] {
    add(problems, to: standing, now)
  }

  /// The same at its end, beside which others went on.
  ///
  /// - Parameter told: how many of its problems were noted in parts: of those, some may be over by now.
  mutating func noteAll(
    _ outcome: SyncOutcome, since begin: ContinuousClock.Instant, told: Int = 0,
    at now: ContinuousClock.Instant
  ) -> [SyncOutcome.Trouble] {
    let before = standing
    standing = standing.filter { $0.value.since >= begin }
    return add(outcome.problems.dropFirst(told), to: before, now)
  }

  private mutating func add(
    _ problems: ArraySlice<SyncOutcome.Trouble>, to before: [Int: Standing],
    _ now: ContinuousClock.Instant
  ) -> [SyncOutcome.Trouble] {
    for trouble in problems { standing[trouble.id] = Self.standing(trouble.problem, now) }
    return problems.filter { before[$0.id] == nil }
  }

  private static func standing(
    _ problem: SyncProblem, _ now: ContinuousClock.Instant
  ) -> Standing {
    switch problem {
    case .contended, .deleted: Standing(since: now, again: now, isSlow: false)
    case .locked, .refused, .unreadable:
      Standing(since: now, again: now + patience, isSlow: true)
    // Who mends these writes the bucket or the row, and so names them.
    case .garbage, .bucketOutOfRange, .badExpiry, .badShadow, .badRow, .negativeCount, .belowZero,
      .aboveLimit, .outOfRange:
      Standing(since: now, again: nil, isSlow: false)
    }
  }
}
