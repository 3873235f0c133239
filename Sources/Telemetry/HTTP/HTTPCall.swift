package import ClientSupport
package import InviteDomain
package import SocketStream

/// One HTTP/1.1 request on a connection of its own.
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
    /// Whether the request may have been read by the server.
    package var mayHaveArrived = true
    /// Whether a signal ended it.
    package var wasInterrupted = false
  }

  /// Returns when the status is 2xx.
  ///
  /// - Throws: ``Refused``, by the deadline.
  package func send(until deadline: Deadline) throws(Refused) {
    do throws(StreamError) {
      let status = Self.status(try exchange(until: deadline) { $0.count >= 12 })
      guard (200..<300).contains(status) else {
        throw StreamError.lost(status == 0 ? "no HTTP answer" : "HTTP status \(status)")
      }
    } catch {
      throw Refused(reason: Self.reason(error))
    }
  }

  /// The whole answer, whatever its status.
  ///
  /// - Parameter interrupt: ends the wait.
  /// - Throws: ``Refused``, by the deadline.
  package func answer(
    until deadline: Deadline, interrupt: Interrupt? = nil
  ) throws(Refused) -> HTTPAnswer {
    let bytes: [UInt8]
    do throws(StreamError) {
      bytes = try exchange(until: deadline, interrupt: interrupt, isEnough: HTTPAnswer.isWhole)
    } catch {
      var arrived = true
      if case .couldNotConnect(let failure) = error, failure != .timedOut { arrived = false }
      throw Refused(
        reason: Self.reason(error), mayHaveArrived: arrived, wasInterrupted: error == .interrupted)
    }
    guard let answer = HTTPAnswer(bytes) else { throw Refused(reason: "no HTTP answer") }
    return answer
  }

  /// What came until it is enough or the server closed; the status is all that ``send(until:)``
  /// asks for (RFC 9112, section 4).
  private func exchange(
    until deadline: Deadline, interrupt: Interrupt? = nil, isEnough: ([UInt8]) -> Bool
  ) throws(StreamError) -> [UInt8] {
    let stream = try ByteStream(
      .tcp(host: endpoint.host, port: endpoint.port), tls: endpoint.isSafe ? tls : nil,
      until: deadline, interrupt: interrupt)
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
        do throws(StreamError) {
          answer += try stream.receive()
        } catch {
          // The end of the stream is the end of an answer that says no length.
          guard !answer.isEmpty, case .lost = error else { throw error }
          return answer
        }
        if isEnough(answer) || answer.count > HTTPAnswer.most { return answer }
      case .timedOut: throw .couldNotConnect(.timedOut)
      case .interrupted: throw .interrupted
      }
    }
  }

  /// 0 for something that is no HTTP.
  static func status(_ answer: [UInt8]) -> Int {
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
