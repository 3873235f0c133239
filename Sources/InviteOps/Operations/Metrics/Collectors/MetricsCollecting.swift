internal import InviteDomain
internal import PrometheusText

/// One part of a dump: the families it exports, and how it fills them.
///
/// Label sets that are known beforehand start at 0, so that an alert sees a series before the
/// first event. No label holds a code, an email or a token.
protocol MetricsCollecting {
  /// The families without samples, in the order in which they are written.
  static var families: [MetricFamily] { get }
  static func collect(_ connections: MetricsConnections) throws(Failure) -> [MetricFamily]
}
