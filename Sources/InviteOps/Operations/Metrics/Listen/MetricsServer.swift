public import ClientSupport
public import InviteDomain
internal import Synchronization

/// Serves dumps over HTTP: `/metrics` for a scraper, a page that says what this is, and
/// `/-/healthy`. Each scrape asks the servers anew, and several may run at once.
public struct MetricsServer: ~Copyable {
  private let socket: ListeningSocket
  private let dump: MetricsDump
  private let collectorTime: Duration
  /// How long scrapes may go on after the stop.
  private static let grace = Duration.seconds(10)
  /// More at once would only wait for the servers, and for each other.
  private static let connectionLimit = 16

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
    let open = OpenConnections()
    while let descriptor = socket.accept(stop: stop) {
      let connection = HTTPConnection(descriptor: descriptor)
      let isAdmitted = open.enter() <= Self.connectionLimit
      let started = Threads.detach { [dump, collectorTime] in
        Self.serve(
          connection, isAdmitted ? MetricsPages(dump: dump, collectorTime: collectorTime) : nil,
          stop)
        open.leave()
      }
      if !started {
        connection.finish()
        open.leave()
      }
    }
    let deadline = Deadline.after(Self.grace)
    while open.count > 0, !deadline.hasPassed { SocketWait.pause(.milliseconds(5)) }
  }

  /// Without `pages` there is one answer: come back later.
  private static func serve(_ connection: HTTPConnection, _ pages: MetricsPages?, _ stop: Interrupt)
  {
    defer { connection.finish() }
    switch connection.readHead(stop: stop) {
    case .gone: break
    case .refused(let response): connection.write(response.bytes(withBody: true))
    case .request(let request):
      let response = pages?.answer(request) ?? .text(503, "too many scrapes at once\n")
      connection.write(response.bytes(withBody: request.method != "HEAD"))
    }
  }

  private final class OpenConnections: Sendable {
    private let number = Atomic<Int>(0)
    /// Returns how many there are now.
    func enter() -> Int { number.add(1, ordering: .acquiringAndReleasing).newValue }
    func leave() { number.subtract(1, ordering: .acquiringAndReleasing) }
    var count: Int { number.load(ordering: .acquiring) }
  }
}
