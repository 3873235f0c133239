internal import InviteDomain
internal import Localization
internal import PrometheusText
internal import RedisClient

/// The permits of the backend's semaphore, `global:redeem:limiter`.
///
/// A holder that was killed never gives its permit back. Each admission sets the key's life to
/// 60 s and a request holds its permit for a moment only; so when nobody was admitted for half of
/// that life, whatever is still counted is leaked. A counter without any life locks everyone out
/// for ever once it is full: its process died between counting and setting the life.
enum LimiterCollector: MetricsCollecting {
  static let inUse = MetricFamily(
    "invitehub_redeem_permits_in_use", .gauge,
    help: trKey("Permits of the backend's redeem semaphore that are taken, of 10."))
  static let leaked = MetricFamily(
    "invitehub_redeem_permits_leaked", .gauge,
    help: trKey(
      "Those of them that nobody can hold any more: nobody was admitted for 30 seconds, or "
        + "the counter has no expiry."))
  static let families = [inUse, leaked]

  private static let key = BucketKey.limiter
  private static let quietMilliseconds = 30_000

  static func collect(_ connections: MetricsConnections) throws(Failure) -> [MetricFamily] {
    let (taken, life) = try connections.ask(.bucket, doing: tr("read the redeem semaphore")) {
      (connection, deadline) throws(RedisError) in
      let replies = try connection.pipeline([["GET", key], ["PTTL", key]], deadline: deadline)
      return (
        try replies[0].asOptionalInteger() ?? 0, try replies[1].asInteger()
      )
    }
    // PTTL: -2 there is no key, -1 it has no expiry. (https://redis.io/docs/latest/commands/pttl/)
    let isLeaked = life == -1 || (0...quietMilliseconds).contains(life)
    return [
      inUse.with(.integer(max(0, taken))), leaked.with(.integer(isLeaked ? max(0, taken) : 0)),
    ]
  }
}
