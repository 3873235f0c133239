internal import CeleryProtocol
internal import ClientSupport
internal import InviteDomain
internal import InviteSettings
internal import InviteStorage
internal import Localization
internal import RedisClient

/// Looks for keys that nobody takes away: they fill memory, or count wrongly for ever.
struct LeftoverExamination {
  private let context: OperationContext
  /// A large keyspace is not walked through to its end: what was seen by then is told.
  private let budget: Duration

  /// - Parameter budget: so long each of the two databases is walked through.
  init(_ context: OperationContext, budget: Duration = .seconds(2)) {
    (self.context, self.budget) = (context, budget)
  }

  func check() -> DoctorReport.Check {
    do throws(Failure) {
      do {
        return try examine()
      } catch {
        throw Failure(of: error, doing: tr("look through the keys"))
      }
    } catch {
      return .init(.orphanedKeys, .skip, error.message)
    }
  }

  private func examine() throws -> DoctorReport.Check {
    let buckets = try context.redis(.bucket)
    let (ghosts, areAllBuckets) = try immortal(buckets, pattern: "redeem:*:remaining")
    let limiter = try buckets.call(["TTL", BucketKey.limiter], deadline: context.requestDeadline)
    let broker = try context.redis(.broker)
    let prefix = BrokerKeys.globEscaped(context.configuration.brokerKeyPrefix)
    let (lists, areAllLists) = try immortal(
      broker, pattern: prefix + "*" + BrokerKeys.replySuffix)
    let replies = lists.filter { !$0.hasPrefix(context.brokerKeys.bindingPrefix) }
    let bindings = try broker.call(
      ["SCARD", context.brokerKeys.binding(exchange: ControlRequest.celeryReplyExchange)],
      deadline: context.requestDeadline
    ).asInteger()
    var parts: [String] = []
    var fixes: [String] = []
    if !ghosts.isEmpty {
      parts.append(
        tr("\(CountText.of(ghosts.count, "bucket")) without an expiry, e.g. \(masked(ghosts[0]))"))
      fixes += expiry(ghosts)
    }
    if try limiter.asInteger() == -1 {
      parts.append(
        tr(
          "the limiter \(BucketKey.limiter) has no expiry: its permits may be lost (to be deleted while no "
            + "redemption runs)"))
      fixes.append(ShellCommand.redis(context.endpoint(.bucket), ["DEL", BucketKey.limiter]))
    }
    if !replies.isEmpty {
      parts.append(tr("\(CountText.of(replies.count, "reply list")) of clients that are gone"))
      fixes.append(
        ShellCommand.redis(
          context.endpoint(.broker), ["DEL"] + replies.prefix(BucketOwners.shown)))
    }
    if bindings > 100 {
      parts.append(
        tr(
          "\(bindings) reply bindings of clients that are gone (to be deleted while nobody inspects)"
        ))
      fixes.append(
        ShellCommand.redis(
          context.endpoint(.broker),
          ["DEL", context.brokerKeys.binding(exchange: ControlRequest.celeryReplyExchange)]))
    }
    let found = parts.isEmpty ? tr("none") : parts.joined(separator: tr("; "))
    return .init(
      .orphanedKeys, parts.isEmpty ? .pass : .warn,
      areAllBuckets && areAllLists
        ? found : tr("there was no time to look at all keys; among those looked at: \(found)"),
      why: tr("they fill the memory, hold permits, or keep a count that was never initialised"),
      fixes: fixes)
  }

  /// What gives buckets an end. Beside backends where sync-counts changes nothing it is a person.
  private func expiry(_ keys: [String]) -> [String] {
    let owners = BucketOwners(keys, context)
    var fixes = owners.deletion(context)
    guard !owners.owned.isEmpty else { return fixes }
    if owners.counting == .mixed {
      fixes += owners.owned.prefix(BucketOwners.shown).map {
        ShellCommand.redis(context.endpoint(.bucket), ["EXPIRE", $0, "86400"])
      }
    } else {
      fixes.append("invitectl sync-counts")
    }
    return fixes
  }

  private func masked(_ key: String) -> String {
    let parts = key.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count == 3 else { return key }
    return "\(parts[0]):\(Masking.code(String(parts[1]))):\(parts[2])"
  }

  /// Keys of the pattern without an expiry, and whether all keys were looked at.
  private func immortal(
    _ connection: RedisConnection, pattern: String
  ) throws(RedisError) -> (keys: [String], areAll: Bool) {
    let walk = KeyWalk(
      connection: connection, timeout: context.configuration.timeout, end: .after(budget))
    var found: Set<String> = []
    let areAll = try walk.pages(like: pattern) { keys throws(RedisError) in
      let commands: [RedisCommand] = keys.map { ["TTL", $0] }
      let expiries = try connection.pipeline(commands, deadline: context.requestDeadline)
      for (key, expiry) in zip(keys, expiries) where try expiry.asInteger() == -1 {
        found.insert(key)
      }
    }
    return (found.sorted(), areAll)
  }
}
