internal import ClientSupport
internal import Localization
internal import PrometheusText

/// What is served under which path.
struct MetricsPages: Sendable {
  let dump: MetricsDump
  let collectorTime: Duration
  /// Prometheus' default `scrape_timeout` is 10 s; the answer has to travel, too.
  private static let usualTimeout = 10.0
  private static let margin = 0.5

  /// Whether the servers are asked for it.
  func isScrape(_ request: HTTPRequest) -> Bool {
    request.path == "/metrics" && (request.method == "GET" || request.method == "HEAD")
  }

  func answer(_ request: HTTPRequest) -> HTTPResponse {
    guard request.method == "GET" || request.method == "HEAD" else {
      var response = HTTPResponse.text(405, verbatim("only GET and HEAD\n"))
      response.headers = [("Allow", "GET, HEAD")]
      return response
    }
    switch request.path {
    case "/metrics":
      let format = AcceptHeader.format(request.headers["accept"])
      let limits = MetricsLimits(collector: collectorTime, total: .after(time(for: request)))
      return HTTPResponse(
        status: 200, contentType: format.contentType,
        body: format.render(dump.collect(limits).families))
    case "/-/healthy": return .text(200, "ok\n")
    case "/":
      return HTTPResponse(
        status: 200, contentType: verbatim("text/html; charset=utf-8"), body: page)
    default: return .text(404, verbatim("there is /metrics\n"))
    }
  }

  /// What Prometheus says it will wait, less a margin. What is no time to collect anything in is no
  /// answer: zero, less, and next to nothing.
  /// (https://prometheus.io/docs/instrumenting/writing_exporters/#scheduling)
  private func time(for request: HTTPRequest) -> Duration {
    let header = OutsideNumber.measure(request.headers["x-prometheus-scrape-timeout-seconds"])
      .flatMap { $0 < 0.1 ? nil : $0 }
    let seconds = min(header ?? Self.usualTimeout, 600)
    return .seconds(saturating: seconds > 2 * Self.margin ? seconds - Self.margin : seconds / 2)
  }

  private var page: String {
    verbatim(
      """
      <!doctype html>
      <html lang="en"><head><title>invitectl metrics</title></head>
      <body><h1>invitectl metrics</h1>
      <p>InviteHub's seats, codes, queues, workers, Redis and PostgreSQL for Prometheus.</p>
      <p><a href="/metrics">Metrics</a></p></body></html>

      """)
  }
}
