package import ClientSupport
package import InviteDomain
internal import Localization
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
    let status: Int
    do throws(Lost) {
      status = try exchange(until: deadline) { $0.status != 0 }.status
    } catch {
      throw Refused(error)
    }
    guard (200..<300).contains(status) else {
      throw Refused(reason: status == 0 ? tr("no HTTP answer") : tr("HTTP status \(status)"))
    }
  }

  /// The whole answer, whatever its status.
  ///
  /// - Parameter interrupt: ends the wait.
  /// - Throws: ``Refused``, by the deadline.
  package func answer(
    until deadline: Deadline, interrupt: Interrupt? = nil
  ) throws(Refused) -> HTTPAnswer {
    let reader: HTTPAnswerReader
    do throws(Lost) {
      reader = try exchange(until: deadline, interrupt: interrupt) { _ in false }
    } catch {
      throw Refused(error)
    }
    guard let answer = reader.answer else { throw Refused(reason: tr("no HTTP answer")) }
    guard answer.isWhole else {
      throw Refused(reason: tr("its answer (HTTP \(answer.status)) is not whole"))
    }
    return answer
  }

  /// Why an exchange came to nothing.
  fileprivate struct Lost: Error {
    let error: StreamError
    /// Whether any of the request may have left this machine.
    let wasSent: Bool
  }

  /// What came until it is enough, or whole, or the server closed.
  private func exchange(
    until deadline: Deadline, interrupt: Interrupt? = nil,
    isEnough: (HTTPAnswerReader) -> Bool
  ) throws(Lost) -> HTTPAnswerReader {
    let stream: ByteStream
    do throws(StreamError) {
      stream = try ByteStream(
        .tcp(host: endpoint.host, port: endpoint.port), tls: endpoint.isSafe ? tls : nil,
        until: deadline, interrupt: interrupt)
      try seeThatItListens(stream)
    } catch {
      throw Lost(error: error, wasSent: false)
    }
    do throws(StreamError) {
      return try exchange(on: stream, until: deadline, isEnough)
    } catch {
      throw Lost(error: error, wasSent: true)
    }
  }

  /// A server that has closed already, or speaks first, gets no request: then it is known that
  /// nothing was done.
  private func seeThatItListens(_ stream: ByteStream) throws(StreamError) {
    switch stream.wait(writing: false, until: .after(.zero)) {
    case .readable:
      guard try stream.receive().isEmpty else {
        throw .lost(tr("what listens there speaks first, as no HTTP server does"))
      }
    case .interrupted: throw .interrupted
    case .writable, .timedOut: return
    }
  }

  private func exchange(
    on stream: ByteStream, until deadline: Deadline, _ isEnough: (HTTPAnswerReader) -> Bool
  ) throws(StreamError) -> HTTPAnswerReader {
    let host = endpoint.host.contains(":") ? "[\(endpoint.host)]" : endpoint.host
    let lines =
      [
        "\(method) \(endpoint.path) HTTP/1.1", "Host: \(host):\(endpoint.port)",
        verbatim("User-Agent: invitectl"), "Content-Length: \(body.count)",
        verbatim("Connection: close"),
      ] + headers
    let request = Array((lines.joined(separator: "\r\n") + "\r\n\r\n").utf8) + body
    var rest = request[...]
    var reader = HTTPAnswerReader()
    while true {
      if !rest.isEmpty || stream.hasUnsent { rest = rest.dropFirst(try stream.send(rest)) }
      switch stream.wait(writing: !rest.isEmpty, until: deadline) {
      case .writable: continue
      case .readable:
        do throws(StreamError) {
          reader.take(try stream.receive())
        } catch {
          guard reader.isBegun, case .lost = error else { throw error }
          reader.end()
          return reader
        }
        if reader.isDone || isEnough(reader) { return reader }
      case .timedOut: throw .couldNotConnect(.timedOut)
      case .interrupted: throw .interrupted
      }
    }
  }

  fileprivate static func reason(_ error: StreamError) -> String {
    switch error {
    case .couldNotConnect(.unknownHost): tr("unknown host")
    case .couldNotConnect(.refused): tr("connection refused")
    case .couldNotConnect(.timedOut): tr("no answer in time")
    case .couldNotConnect(.tls(let failure)), .tls(let failure): "\(failure)"
    case .couldNotConnect(.system(_, let text)), .lost(let text): text
    case .couldNotConnect(.noSuchSocket), .couldNotConnect(.permissionDenied):
      tr("not reachable")
    case .interrupted: tr("stopped by a signal")
    }
  }
}

extension HTTPCall.Refused {
  fileprivate init(_ lost: HTTPCall.Lost) {
    self.init(
      reason: HTTPCall.reason(lost.error), mayHaveArrived: lost.wasSent,
      wasInterrupted: lost.error == .interrupted)
  }
}
