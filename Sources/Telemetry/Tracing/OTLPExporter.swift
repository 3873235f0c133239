internal import ClientSupport
public import InviteDomain
internal import Localization
internal import LosslessJSON

/// Sends recorded spans to a collector, by one HTTP request of its own.
public struct OTLPExporter: Sendable {
  private let settings: OTLPSettings

  /// `nil` when the environment names no collector.
  ///
  /// - Throws: ``Failure/Kind/usage`` when it names one that cannot be.
  public init?(environment: [String: String]) throws(Failure) {
    guard let settings = try OTLPSettings(environment: environment) else { return nil }
    self.settings = settings
  }

  /// Sends what the recorder has. What a collector does not take is lost, and nothing else.
  ///
  /// - Throws: ``Failure/Kind/transient``, within the exporter's timeout.
  public func export(_ recorder: SpanRecorder) throws(Failure) {
    let (spans, dropped) = recorder.take()
    guard !spans.isEmpty else { return }
    let body = OTLPMessage.body(spans, dropped: dropped, resource: settings.resource).pythonJSON
    do throws(HTTPCall.Refused) {
      try HTTPCall(
        method: "POST", endpoint: settings.endpoint, tls: settings.tls,
        headers: [verbatim("Content-Type: application/json")] + settings.headers, body: body
      ).send(until: .after(settings.timeout))
    } catch {
      throw Failure(
        .transient,
        tr(
          "the trace was not exported to \(settings.endpoint.host):\(settings.endpoint.port): "
            + "\(error.reason)"),
        hint: tr("see whether a collector takes OTLP over HTTP there (OTEL_EXPORTER_OTLP_ENDPOINT)")
      )
    }
  }
}
