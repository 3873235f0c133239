public import ClientSupport
internal import Glibc
public import InviteDomain
internal import InviteSettings
internal import Localization

/// Serves dumps over HTTP: `/metrics` for a scraper, a page that says what this is, and
/// `/-/healthy`. Each scrape asks the servers anew, and several may run at once.
public struct MetricsServer: ~Copyable {
  private let socket: ListeningSocket
  private let answers: Answers
  /// How long scrapes may go on after the stop.
  private static let grace = Duration.seconds(10)
  /// More at once would only wait for the servers, and for each other.
  private static let scrapeLimit = 16

  /// What every connection's thread uses.
  private struct Answers: Sendable {
    let pages: MetricsPages
    let web: WebGuard?
    let logins = LoginCheck()
    let open = OpenConnections(limit: OpenConnections.possible, scrapeLimit: scrapeLimit)
  }

  /// - Parameters:
  ///   - dump: must not be tied to the interrupt that stops the server, so that a scrape under way
  ///     is finished.
  ///   - collectorTime: for one collector.
  ///   - web: what is asked of who connects; `nil` for nothing.
  /// - Throws: ``Failure`` when the address cannot be had.
  public init(
    _ address: ListenAddress, dump: MetricsDump, collectorTime: Duration, web: WebGuard? = nil
  ) throws(Failure) {
    socket = try ListeningSocket(address)
    answers = Answers(
      pages: MetricsPages(dump: dump, collectorTime: collectorTime), web: web)
  }

  /// Where it listens, with the port that was chosen.
  public var address: ListenAddress { socket.address }

  /// Serves until `stop` is raised; then takes no more connections and finishes those it has.
  public func run(until stop: Interrupt) {
    let answers = answers
    let open = answers.open
    while let descriptor = socket.accept(stop: stop) {
      guard let id = open.enter(descriptor) else {
        close(descriptor)
        continue
      }
      let started = Threads.detach {
        let connection = HTTPConnection(descriptor: descriptor, stop: stop)
        Self.serve(connection, id, answers)
        connection.drain()
        open.leave(id)
        connection.close()
      }
      if !started {
        open.leave(id)
        close(descriptor)
      }
    }
    let deadline = Deadline.after(Self.grace)
    while open.count > 0, !deadline.hasPassed { SocketWait.pause(.milliseconds(5)) }
  }

  private static func serve(_ connection: HTTPConnection, _ id: Int, _ answers: Answers) {
    if let web = answers.web, web.usesTLS {
      // Nothing is said in the clear of what should be encrypted.
      guard let tls = web.policy()?.tls else { return }
      switch connection.handshake(tls) {
      case .gone: return
      case .done: break
      case .plain:
        answers.open.writes(id)
        return connection.write(
          HTTPResponse.text(400, verbatim("this port speaks https\n")).bytes(withBody: true))
      }
    }
    let head = connection.readHead()
    answers.open.answers(id)
    var response: HTTPResponse
    var withBody = true
    switch head {
    case .gone: return
    case .refused(let refusal): response = refusal
    case .request(let request):
      withBody = request.method != "HEAD"
      response = answer(request, connection.peer, answers)
    }
    answers.open.writes(id)
    connection.write(response.bytes(withBody: withBody))
  }

  private static func answer(
    _ request: HTTPRequest, _ peer: String, _ answers: Answers
  ) -> HTTPResponse {
    var headers: [(name: String, value: String)] = []
    if let web = answers.web {
      guard let policy = web.policy() else {
        return .text(500, verbatim("the web configuration cannot be used; the log says why\n"))
      }
      headers = policy.headers.map { ($0.name, $0.value) }
      switch answers.logins.answer(request.headers["authorization"], policy.users, peer: peer) {
      case .admitted: break
      case .refused:
        var refusal = HTTPResponse.text(401, verbatim("a name and its password are asked for\n"))
        refusal.headers = headers + [("WWW-Authenticate", "Basic")]
        return refusal
      case .busy:
        var refusal = HTTPResponse.text(429, verbatim("too many logins at once\n"))
        refusal.headers = headers
        return refusal
      }
    }
    // What asks no server has a place at any time.
    let pages = answers.pages
    var response =
      pages.isScrape(request)
      ? answers.open.scrape { pages.answer(request) }
        ?? .text(503, verbatim("too many scrapes at once\n"))
      : pages.answer(request)
    response.headers += headers
    return response
  }
}
