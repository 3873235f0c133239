public import PrometheusText

/// Names of other exporters that a dump can speak as well.
public enum MetricsCompatibility: String, Sendable, CaseIterable {
  /// Those of the backend's own implementation report.
  case report
  /// Those of danihodovic/celery-exporter, which the celery mixin's dashboards and alerts use.
  case celeryExporter = "celery-exporter"

  /// The families it adds, without samples.
  public var families: [MetricFamily] {
    switch self {
    case .report: ReportNames.families
    case .celeryExporter: CeleryExporterNames.families
    }
  }
}
