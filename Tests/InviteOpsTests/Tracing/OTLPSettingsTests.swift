import Testing

@testable import InviteDomain
@testable import InviteOps
@testable import Telemetry

@Suite struct OTLPSettingsTests {
  @Test func `the endpoint is a base, the one of traces is whole`() throws {
    let cases = [
      ("OTEL_EXPORTER_OTLP_ENDPOINT", "http://localhost:4318", "localhost", 4318, "/v1/traces"),
      ("OTEL_EXPORTER_OTLP_ENDPOINT", "http://h/base/", "h", 80, "/base/v1/traces"),
      ("OTEL_EXPORTER_OTLP_ENDPOINT", "https://h/base", "h", 443, "/base/v1/traces"),
      ("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "http://[::1]:1/x", "::1", 1, "/x"),
    ]
    for (name, url, host, port, path) in cases {
      let settings = try #require(try OTLPSettings(environment: [name: url]))
      #expect(settings.endpoint.host == host)
      #expect(settings.endpoint.port == port)
      #expect(settings.endpoint.path == path)
      #expect(settings.endpoint.isSafe == url.hasPrefix("https"))
    }
  }

  @Test func `nothing is exported unless asked for`() throws {
    #expect(try OTLPSettings(environment: [:]) == nil)
    #expect(try OTLPSettings(environment: ["OTEL_EXPORTER_OTLP_ENDPOINT": ""]) == nil)
    let off = ["OTEL_EXPORTER_OTLP_ENDPOINT": "http://h", "OTEL_SDK_DISABLED": "true"]
    #expect(try OTLPSettings(environment: off) == nil)
  }

  @Test(arguments: [
    "h:4318", "grpc://h", "http://", "http://h:0", "http://h:x", "http://u:p@h", "http://h/a b",
    "http://h/\r\nX: y",
  ]) func `an endpoint that cannot be is named, not guessed`(url: String) {
    let error = #expect(throws: Failure.self) {
      try OTLPSettings(environment: ["OTEL_EXPORTER_OTLP_ENDPOINT": url])
    }
    #expect(error?.kind == .usage)
    #expect(error?.message.contains("OTEL_EXPORTER_OTLP_ENDPOINT") == true)
  }

  @Test func `headers cannot break the request, and name and resource are taken`() throws {
    let settings = try #require(
      try OTLPSettings(environment: [
        "OTEL_EXPORTER_OTLP_ENDPOINT": "http://h", "OTEL_SERVICE_NAME": "ops",
        "OTEL_EXPORTER_OTLP_HEADERS": "a=1%0D%0AEvil: x , b = 2",
        "OTEL_RESOURCE_ATTRIBUTES": "k=v%2C1,service.name=other",
        "OTEL_EXPORTER_OTLP_TIMEOUT": "150",
      ]))
    #expect(settings.headers == ["a: 1Evil: x", "b: 2"])
    #expect(settings.timeout == .milliseconds(150))
    #expect(settings.resource.map(\.name) == ["service.name", "k"])
    #expect(settings.resource.map(\.value) == ["ops", "v,1"])
  }
}
