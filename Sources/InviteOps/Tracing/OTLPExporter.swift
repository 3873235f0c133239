internal import ClientSupport
internal import SocketStream

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
    do throws(StreamError) {
      let status = try post(body, until: .after(settings.timeout))
      guard (200..<300).contains(status) else {
        throw StreamError.lost(status == 0 ? "no HTTP answer" : "HTTP status \(status)")
      }
    } catch {
      throw Failure(
        .transient,
        "the trace was not exported to \(settings.host):\(settings.port): "
          + Self.reason(error),
        hint: "see whether a collector takes OTLP over HTTP there (OTEL_EXPORTER_OTLP_ENDPOINT)")
    }
  }

  /// The status of the answer; 0 for something that is no HTTP.
  private func post(_ body: [UInt8], until deadline: Deadline) throws(StreamError) -> Int {
    let stream = try ByteStream(
      .tcp(host: settings.host, port: settings.port), tls: settings.tls, until: deadline,
      interrupt: nil)
    let host = settings.host.contains(":") ? "[\(settings.host)]" : settings.host
    let lines =
      [
        "POST \(settings.path) HTTP/1.1", "Host: \(host):\(settings.port)",
        "User-Agent: invitectl", "Content-Type: application/json",
        "Content-Length: \(body.count)", "Connection: close",
      ] + settings.headers
    let request = Array((lines.joined(separator: "\r\n") + "\r\n\r\n").utf8) + body
    var rest = request[...]
    var answer: [UInt8] = []
    while true {
      if !rest.isEmpty || stream.hasUnsent { rest = rest.dropFirst(try stream.send(rest)) }
      switch stream.wait(writing: !rest.isEmpty, until: deadline) {
      case .writable: continue
      case .readable:
        answer += try stream.receive()
        // "HTTP/1.1 200": the status is all that is asked (RFC 9112, section 4).
        if answer.count >= 12 { return Self.status(answer) }
      case .timedOut: throw .couldNotConnect(.timedOut)
      case .interrupted: throw .interrupted
      }
    }
  }

  private static func status(_ answer: [UInt8]) -> Int {
    let line = String(decoding: answer.prefix(12), as: UTF8.self)
    guard line.hasPrefix("HTTP/1."), let space = line.firstIndex(of: " ") else { return 0 }
    return Int(line[space...].dropFirst()) ?? 0
  }

  private static func reason(_ error: StreamError) -> String {
    switch error {
    case .couldNotConnect(.unknownHost): "unknown host"
    case .couldNotConnect(.refused): "connection refused"
    case .couldNotConnect(.timedOut): "no answer in time"
    case .couldNotConnect(.tls(let failure)), .tls(let failure): "\(failure)"
    case .couldNotConnect(.system(_, let text)), .lost(let text): text
    case .couldNotConnect(.noSuchSocket), .couldNotConnect(.permissionDenied), .interrupted:
      "not reachable"
    }
  }
}
