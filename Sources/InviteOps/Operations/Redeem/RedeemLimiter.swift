internal import ClientSupport
public import InviteDomain
internal import InviteStorage
internal import Localization
internal import RedisClient

/// Shows the shared semaphore, and gives back permits whose leases have ended.
public struct RedeemLimiter {
  /// The semaphore as it stands.
  public struct Report: Sendable, Equatable, Encodable {
    public struct Holder: Sendable, Equatable, Encodable {
      /// `host:pid`.
      public let name: String
      /// `nil` where its name does not tell.
      public let ageSeconds: Double?
      /// Until the permit comes back by itself; negative when it is due, `nil` when that is never.
      public let leaseSeconds: Double?
    }

    /// What unmodified processes see: permits in use.
    public let inUse: Int
    /// Ours, with a lease.
    public let holders: [Holder]
    /// Without a lease: held by unmodified backends, or leaked by killed ones.
    public let withoutLease: Int
    /// Until the counter ends and every permit without a lease with it; `nil` when it never does.
    public let counterSeconds: Double?
    /// How many permits were ever given by invitectl.
    public let fence: Int
    /// Permits that this run gave back.
    public var reaped = 0
  }

  private let servers: RedeemConnections

  public init(_ context: OperationContext) {
    servers = RedeemConnections(context.with(.redeemUpkeep))
  }

  /// - Parameter reaps: whether to give back what is due first.
  public func run(reaps: Bool) throws(Failure) -> Report {
    let connection = try servers.redis(.bucket)
    let keys = [RedeemLimits.key, RedeemLimits.leasesKey, RedeemLimits.fenceKey]
    let deadline = servers.context.requestDeadline
    do throws(RedisError) {
      var reaped = 0
      if reaps {
        reaped = try connection.run(
          AdmissionScripts.reapOnly, keys: Array(keys.prefix(2)), deadline: deadline
        ).asInteger()
      }
      var report = try Self.report(
        connection.run(AdmissionScripts.read, keys: keys, deadline: deadline).asArray())
      report.reaped = reaped
      return report
    } catch {
      throw Failure(error, doing: tr("read the limiter"), on: connection, RedeemLimits.keyUses)
    }
  }

  private static func report(_ parts: [RedisValue]) throws(RedisError) -> Report {
    guard parts.count == 5 else {
      throw .unexpectedReply(expected: tr("five parts"), got: "\(parts.count)")
    }
    let now = Double(try parts[3].asInteger())
    let flat = try parts[4].asStrings()
    var holders: [Report.Holder] = []
    for index in stride(from: 0, to: flat.count - 1, by: 2) {
      let end = OutsideNumber.measure(flat[index + 1])
      // host:pid:since:random; a host name may have colons of its own.
      let fields = flat[index].split(separator: ":", omittingEmptySubsequences: false)
      let since = fields.count >= 4 ? OutsideNumber.measure(fields[fields.count - 2]) : nil
      holders.append(
        .init(
          name: fields.count >= 4 ? fields.dropLast(2).joined(separator: ":") : flat[index],
          ageSeconds: since.map { (now - $0) / 1000 }, leaseSeconds: end.map { ($0 - now) / 1000 }))
    }
    guard let inUse = OutsideNumber.whole(try parts[0].asString()),
      let fence = OutsideNumber.whole(try parts[2].asString())
    else { throw .unexpectedReply(expected: tr("counts in its keys"), got: tr("something else")) }
    let life = try parts[1].asInteger()
    return Report(
      inUse: inUse, holders: holders, withoutLease: max(0, inUse - holders.count),
      counterSeconds: life >= 0 ? Double(life) / 1000 : nil, fence: fence)
  }
}
