internal import InviteDomain
internal import InviteStorage
internal import Localization
internal import LosslessJSON
internal import PostgresClient
internal import PrometheusText

/// What the last `sync-counts --follow` says of itself in `invitectl.run_log`, every five seconds.
enum FollowCollector: MetricsCollecting {
  static let reported = MetricFamily(
    "invitectl_follow_reported_timestamp_seconds", .gauge, unit: "seconds",
    help: trKey(
      "When sync-counts --follow last said how it is; 0 where none runs, or the last one was "
        + "stopped in order."))
  static let staleness = MetricFamily(
    "invitectl_follow_staleness_seconds", .gauge, unit: "seconds",
    help: trKey(
      "How old the oldest change of a bucket was then that was not synced, or how long it was "
        + "not known that there is none."))
  static let worst = MetricFamily(
    "invitectl_follow_worst_staleness_seconds", .gauge, unit: "seconds",
    help: trKey("The worst of that within the running minute."))
  static let ticks = MetricFamily(
    "invitectl_follow_ticks_total", .counter,
    help: trKey("How often it has gathered names of changed buckets and synced their codes."))
  static let fullPasses = MetricFamily(
    "invitectl_follow_full_passes_total", .counter,
    help: trKey(
      "How often it has gone through all codes, by reason: start, timer, feed (names may have "
        + "been lost), flush, server (another Redis answers), rows (many were changed at once), "
        + "contract (doctor has seen what backends do not keep to, or that they do again)."))
  static let breaks = MetricFamily(
    "invitectl_follow_feed_breaks_total", .counter,
    help: trKey("How often names of changed buckets may have been lost."))
  static let rowFeed = MetricFamily(
    "invitectl_follow_row_feed", .gauge,
    help: trKey(
      "1 where it hears of changed rows by the row feed (migrate up --optional row-feed), "
        + "else 0."))
  static let rowNotices = MetricFamily(
    "invitectl_follow_row_notices_total", .counter,
    help: trKey("How many changed rows the row feed has named to it."))
  static let families = [
    reported, staleness, worst, ticks, fullPasses, breaks, rowFeed, rowNotices,
  ]

  static func collect(_ connections: MetricsConnections) throws(Failure) -> [MetricFamily] {
    let present = try connections.rows(RunLogQueries.exists) { row throws(PostgresError) in
      try row.bool("present")
    }
    var said: JSONValue?
    if present == [true] {
      let texts = try connections.rows(FollowQueries.latest, [AdvisoryLock.sync.command]) {
        row throws(PostgresError) in try row.string("follow")
      }
      said = texts.first.flatMap { try? JSONValue(parsing: $0) }
    }
    guard let said, said["over"]?.bool == false, let time = said["reported"]?.double else {
      return [
        reported.with(.seconds(0)), staleness, worst, ticks, fullPasses, breaks, rowFeed,
        rowNotices,
      ]
    }
    func seconds(_ name: String) -> MetricValue { .seconds((said[name]?.double ?? 0) / 1000) }
    func count(_ value: JSONValue?) -> MetricValue { .integer(value?.int ?? 0) }
    var fullPasses = fullPasses
    for reason in FollowTally.FullPass.allCases {
      fullPasses.add(count(said["full_passes"]?[reason.rawValue]), ["reason": reason.rawValue])
    }
    return [
      reported.with(.seconds(time)), staleness.with(seconds("behind_ms")),
      worst.with(seconds("worst_ms")), ticks.with(count(said["ticks"])), fullPasses,
      breaks.with(count(said["feed_breaks"])),
      rowFeed.with(.integer(said["row_feed"]?.bool == true ? 1 : 0)),
      rowNotices.with(count(said["row_notices"])),
    ]
  }
}
