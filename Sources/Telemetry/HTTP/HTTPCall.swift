package import ClientSupport
package import SocketStream

/// One HTTP/1.1 request on a connection of its own, of whose answer only the status matters.
package struct HTTPCall {
  package var method = "GET"
  package let endpoint: HTTPEndpoint
  /// For https; certificates and host names are checked.
  package var tls = TLSSettings()
  /// As `Name: value`.
  package var headers: [String] = []
  package var body: [UInt8] = []

  package init(
    method: String = "GET", endpoint: HTTPEndpoint, tls: TLSSettings = TLSSettings(),
    headers: [String] = [], body: [UInt8] = []
  ) {
    self.method = method
    self.endpoint = endpoint
    self.tls = tls
    self.headers = headers
    self.body = body
  }

  /// Why there is no good answer, in words.
  package struct Refused: Error {
    package let reason: String
  }

  /// Returns when the status is 2xx.
  ///
  /// - Throws: ``Refused``, by the deadline.
  package func send(until deadline: Deadline) throws(Refused) {
    do throws(StreamError) {
      let status = try exchange(until: deadline)
      guard (200..<300).contains(status) else {
        throw StreamError.lost(status == 0 ? "no HTTP answer" : "HTTP status \(status)")
      }
    } catch {
      throw Refused(reason: Self.reason(error))
    }
  }

  /// The status of the answer; 0 for something that is no HTTP.
  private func exchange(until deadline: Deadline) throws(StreamError) -> Int {
    let stream = try ByteStream(
      .tcp(host: endpoint.host, port: endpoint.port), tls: endpoint.isSafe ? tls : nil,
      until: deadline, interrupt: nil)
    let host = endpoint.host.contains(":") ? "[\(endpoint.host)]" : endpoint.host
    let lines =
      [
        "\(method) \(endpoint.path) HTTP/1.1", "Host: \(host):\(endpoint.port)",
        "User-Agent: invitectl", "Content-Length: \(body.count)", "Connection: close",
      ] + headers
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
