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
  private static let budget = Duration.seconds(2)

  init(_ context: OperationContext) {
    self.context = context
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
    let ghosts = try immortal(buckets, pattern: "redeem:*:remaining")
    let limiter = try buckets.call(["TTL", BucketKey.limiter], deadline: context.requestDeadline)
    let broker = try context.redis(.broker)
    let replies = try immortal(
      broker, pattern: "\(context.configuration.brokerKeyPrefix)*\(BrokerKeys.replySuffix)"
    )
    .filter { !$0.hasPrefix(context.brokerKeys.bindingPrefix) }
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
    return .init(
      .orphanedKeys, parts.isEmpty ? .pass : .warn,
      parts.isEmpty ? tr("none") : parts.joined(separator: tr("; ")),
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

  /// Keys of the pattern without an expiry.
  private func immortal(
    _ connection: RedisConnection, pattern: String
  ) throws(RedisError) -> [String] {
    let end = Deadline.after(Self.budget)
    var found: [String] = []
    var cursor = "0"
    repeat {
      let reply = try connection.call(
        ["SCAN", cursor, "MATCH", pattern, "COUNT", 2000], deadline: context.requestDeadline
      ).asArray()
      guard reply.count == 2 else { return found }
      cursor = try reply[0].asString()
      let keys = try reply[1].asStrings()
      let expiries = try connection.pipeline(
        keys.map { ["TTL", $0] }, deadline: context.requestDeadline)
      for (key, expiry) in zip(keys, expiries) where try expiry.asInteger() == -1 {
        found.append(key)
      }
    } while cursor != "0" && !end.hasPassed
    return found
  }
}
