internal import ClientSupport
internal import InviteDomain
internal import Localization
internal import PostgresClient
internal import PrometheusText
internal import RedisClient

/// When something runs out, as `forecast` tells it. One series for each subject and bound; none where it cannot be
/// told, so that no alert is about a guess.
enum ForecastCollector: MetricsCollecting {
  static let seconds = MetricFamily(
    "invitehub_forecast_seconds", .gauge, unit: "seconds",
    help: trKey(
      "Seconds until seats, codes, disk and ids run out and the queue is empty, at the pace of "
        + "the last days: in eight of ten repetitions between early and late. +Inf: beyond a year, "
        + "or never; absent where it cannot be told."))
  static let remaining = MetricFamily(
    "invitehub_forecast_remaining", .gauge,
    help: trKey(
      "What is left: seats, uses of codes, bytes, numbers for ids; messages that are not done."))
  static let history = MetricFamily(
    "invitehub_forecast_history_days", .gauge,
    help: trKey("Whole days that the forecast was made from; below 7 little is told."))
  static let families = [seconds, remaining, history]

  static func collect(_ connections: MetricsConnections) throws(Failure) -> [MetricFamily] {
    let servers = ForecastServers(
      context: connections.context, postgres: try connections.postgres(),
      broker: { () throws(Failure) in try connections.redis(.broker) },
      result: { () throws(Failure) in try connections.redis(.result) },
      deadline: { connections.deadline })
    let outcome = try ForecastReader(servers: servers).read(ForecastSubject.allCases)
    // Without a broker, say, the other subjects are told all the same.
    connections.missing = outcome.subjects.compactMap(\.failure).first
    var (seconds, remaining) = (seconds, remaining)
    for line in outcome.subjects {
      let subject = line.subject.rawValue
      // What could not be seen may end before what was: that it lasts cannot be told.
      if let left = line.remaining, line.subject.isWork || !line.isPartial {
        remaining.add(.integer(left), ["subject": subject])
      }
      guard let ends = bounds(line) else { continue }
      for (bound, value) in zip(["early", "likely", "late"], ends)
      where !(line.isPartial && value == .real(.infinity)) {
        seconds.add(value, ["subject": subject, "bound": bound])
      }
    }
    return [seconds, remaining, history.with(.integer(outcome.historyDays))]
  }

  /// Early, likely, late; `nil` where it cannot be told.
  private static func bounds(_ line: ForecastLine) -> [MetricValue]? {
    switch line.state {
    case .untold: return nil
    case .out, .empty: return Array(repeating: .seconds(0), count: 3)
    case .idle, .stalled: return Array(repeating: .real(.infinity), count: 3)
    case .ends:
      return [line.inSeconds?.early, line.inSeconds?.likely, line.inSeconds?.late].map { end in
        end.map { MetricValue.seconds($0) } ?? .real(.infinity)
      }
    }
  }
}
