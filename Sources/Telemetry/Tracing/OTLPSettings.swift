internal import ClientSupport
internal import InviteDomain
internal import Localization
internal import SocketStream

/// Where spans go, by the variables that every OpenTelemetry exporter reads.
///
/// Source: OpenTelemetry specification 1.30, "OpenTelemetry Protocol Exporter" and "Environment
/// Variable Specification". Of the protocols only `http/json` is spoken.
struct OTLPSettings: Sendable, Equatable {
  let endpoint: HTTPEndpoint
  /// For https.
  let tls: TLSSettings
  let headers: [String]
  let timeout: Duration
  let resource: [(name: String, value: String)]

  static func == (left: OTLPSettings, right: OTLPSettings) -> Bool {
    left.endpoint == right.endpoint && left.tls == right.tls && left.headers == right.headers
      && left.timeout == right.timeout
      && left.resource.elementsEqual(right.resource) { $0 == $1 }
  }

  /// `nil` when no collector is named or the SDK is switched off.
  ///
  /// - Throws: ``Failure/Kind/usage`` for an endpoint that is no http or https URL.
  init?(environment: [String: String]) throws(Failure) {
    func value(_ name: String) -> String? { environment[name].flatMap { $0.isEmpty ? nil : $0 } }
    guard value("OTEL_SDK_DISABLED")?.lowercased() != "true" else { return nil }
    let (name, url, suffix): (String, String, String)
    if let own = value("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT") {
      (name, url, suffix) = ("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", own, "")
    } else if let base = value("OTEL_EXPORTER_OTLP_ENDPOINT") {
      (name, url, suffix) = ("OTEL_EXPORTER_OTLP_ENDPOINT", base, "v1/traces")
    } else {
      return nil
    }
    guard let endpoint = HTTPEndpoint(url) else {
      throw Failure(
        .usage, tr("\(name) is not an http:// or https:// URL"),
        hint: tr("write it as http://localhost:4318; OTLP is spoken as HTTP with JSON"))
    }
    self.endpoint = suffix.isEmpty ? endpoint : endpoint.appending(suffix)
    var settings = TLSSettings()
    settings.authorityFile =
      value("OTEL_EXPORTER_OTLP_TRACES_CERTIFICATE") ?? value("OTEL_EXPORTER_OTLP_CERTIFICATE")
    tls = settings
    headers = Self.pairs(
      value("OTEL_EXPORTER_OTLP_TRACES_HEADERS") ?? value("OTEL_EXPORTER_OTLP_HEADERS") ?? ""
    ).map { "\($0.name): \($0.value)" }
    let milliseconds =
      value("OTEL_EXPORTER_OTLP_TRACES_TIMEOUT") ?? value("OTEL_EXPORTER_OTLP_TIMEOUT")
    // The default of 10 s is a server's; a person waits for a command to end.
    timeout = OutsideNumber.whole(milliseconds).map { .milliseconds($0) } ?? .seconds(2)
    let service = value("OTEL_SERVICE_NAME") ?? "invitectl"
    resource =
      [("service.name", service)]
      + Self.pairs(value("OTEL_RESOURCE_ATTRIBUTES") ?? "").filter { $0.name != "service.name" }
  }

  /// `name=value,name=value`, values percent-encoded (W3C Baggage).
  private static func pairs(_ text: String) -> [(name: String, value: String)] {
    text.split(separator: ",").compactMap { item in
      guard let equals = item.firstIndex(of: "=") else { return nil }
      func trimmed(_ part: Substring) -> String {
        var part = part.drop { $0 == " " }
        while part.last == " " { part.removeLast() }
        // What is not encoded as it should be stays as it is.
        return (PercentText.decoded(part) ?? String(part)).filter { !$0.isNewline }
      }
      return (trimmed(item[..<equals]), trimmed(item[equals...].dropFirst()))
    }
  }
}
