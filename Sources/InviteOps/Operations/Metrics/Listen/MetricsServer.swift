public import ClientSupport
public import InviteDomain

/// Serves dumps over HTTP: `/metrics` for a scraper, a page that says what this is, and
/// `/-/healthy`. Each scrape asks the servers anew, and several may run at once.
public struct MetricsServer: ~Copyable {
  private let socket: ListeningSocket
  private let dump: MetricsDump
  private let collectorTime: Duration
  /// How long scrapes may go on after the stop.
  private static let grace = Duration.seconds(10)
  /// More at once would only wait for the servers, and for each other.
  private static let scrapeLimit = 16

  /// - Parameters:
  ///   - dump: must not be tied to the interrupt that stops the server, so that a scrape under way
  ///     is finished.
  ///   - collectorTime: for one collector.
  /// - Throws: ``Failure`` when the address cannot be had.
  public init(
    _ address: ListenAddress, dump: MetricsDump, collectorTime: Duration
  ) throws(Failure) {
    socket = try ListeningSocket(address)
    self.dump = dump
    self.collectorTime = collectorTime
  }

  /// Where it listens, with the port that was chosen.
  public var address: ListenAddress { socket.address }

  /// Serves until `stop` is raised; then takes no more connections and finishes those it has.
  public func run(until stop: Interrupt) {
    let open = OpenConnections(limit: OpenConnections.possible, scrapeLimit: Self.scrapeLimit)
    let pages = MetricsPages(dump: dump, collectorTime: collectorTime)
    while let descriptor = socket.accept(stop: stop) {
      let connection = HTTPConnection(descriptor: descriptor)
      guard let id = open.enter(descriptor) else {
        connection.close()
        continue
      }
      let started = Threads.detach {
        Self.serve(connection, id, open, pages, stop)
        connection.drain()
        open.leave(id)
        connection.close()
      }
      if !started {
        open.leave(id)
        connection.close()
      }
    }
    let deadline = Deadline.after(Self.grace)
    while open.count > 0, !deadline.hasPassed { SocketWait.pause(.milliseconds(5)) }
  }

  private static func serve(
    _ connection: HTTPConnection, _ id: Int, _ open: OpenConnections, _ pages: MetricsPages,
    _ stop: Interrupt
  ) {
    let head = connection.readHead(stop: stop)
    open.answers(id)
    let response: HTTPResponse
    var withBody = true
    switch head {
    case .gone: return
    case .refused(let refusal): response = refusal
    case .request(let request):
      withBody = request.method != "HEAD"
      // What asks no server has a place at any time.
      response =
        pages.isScrape(request)
        ? open.scrape { pages.answer(request) } ?? .text(503, "too many scrapes at once\n")
        : pages.answer(request)
    }
    open.writes(id)
    connection.write(response.bytes(withBody: withBody))
  }
}
