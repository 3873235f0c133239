internal import CeleryProtocol

/// Which redemption of an invite an attempt of `redeem retry` went on with: the last one that was queued before the row
/// that was tried again. So each attempt has one, and of the two one token comes back.
struct AttemptOwners {
  /// One that took a token; times in epoch seconds.
  struct Redemption {
    let id: String
    /// `nil` where nothing tells.
    let queued: Double?
    /// When its task was done, where that alone is told.
    var ended: Double?

    /// What is older is none of its rows.
    var least: Double { queued ?? ended.map { $0 - AttemptOwners.longest } ?? -.infinity }
    /// When it was queued at the latest.
    var most: Double { queued ?? ended ?? .infinity }
  }

  enum Answer { case no, maybe, yes }

  /// As far as clocks of workers and servers are taken to differ, in seconds.
  private static let slack = 2.0
  /// Longer than a task runs, in seconds: as it runs its row is made.
  private static let longest = 3600.0

  let redemptions: [Redemption]
  /// Whether these are all that are known to marks and entries.
  let isWhole: Bool

  /// - Parameters:
  ///   - id: of one of the redemptions; another one is none of it.
  ///   - created: when the row was made that the attempt is at, in epoch seconds; `nil` where it has no time.
  func isOf(_ id: String, row created: Double?) -> Answer {
    guard let own = redemptions.first(where: { CeleryID.isSame($0.id, id) }) else { return .no }
    guard let created else { return .maybe }
    let others = redemptions.filter { !CeleryID.isSame($0.id, id) }
    if own.least > created {
      // By a clock that is behind its row may seem older, where it is nobody else's.
      let isNear = own.least <= created + Self.slack
      return isNear && !others.contains { $0.least < own.least } ? .maybe : .no
    }
    let isLater = others.contains { other in
      guard let queued = other.queued, queued <= created else { return false }
      return queued > own.most || (queued == own.most && other.id > own.id)
    }
    if isLater { return .no }
    return own.queued != nil && isWhole && others.allSatisfy { $0.queued != nil } ? .yes : .maybe
  }
}
