internal import ClientSupport
public import Foundation
internal import Glibc
public import RedisClient
internal import Synchronization

/// A redis-server of one test's own, for what needs another configuration or a server to kill.
///
/// It listens on a unix socket, and on a loopback port when asked to; it dies with its object.
public final class PrivateRedis: Sendable {
  public struct DidNotStart: Error, CustomStringConvertible {
    public let description: String
  }

  public let endpoint: RedisEndpoint
  /// `nil` unless a port was asked for.
  public let port: Int?
  public let directory: URL
  private let arguments: [String]
  private let running: Running

  /// - Parameters:
  ///   - arguments: As on redis-server's command line: `--maxmemory`, `1mb`, ….
  ///   - tcp: Whether to listen on a free loopback port too.
  ///   - waitUntilReady: Whether to return only when it answers PING (or asks for a password).
  public init(_ arguments: [String] = [], tcp: Bool = false, waitUntilReady: Bool = true) throws {
    directory = try Self.makeDirectory()
    let port = tcp ? try Self.freePort() : nil
    self.port = port
    endpoint = RedisEndpoint(
      address: .unix(path: directory.appendingPathComponent("redis.sock").path))
    self.arguments =
      [
        "--port", String(port ?? 0), "--bind", "127.0.0.1", "--unixsocket",
        directory.appendingPathComponent("redis.sock").path, "--dir", directory.path, "--save", "",
        "--logfile", directory.appendingPathComponent("redis.log").path, "--databases", "64",
      ] + arguments
    running = Running()
    try start(waitUntilReady: waitUntilReady)
  }

  deinit {
    running.kill()
    try? FileManager.default.removeItem(at: directory)
  }

  /// The same server on its loopback port.
  public func tcpEndpoint(database: Int = 0) -> RedisEndpoint {
    RedisEndpoint(address: .tcp(host: "127.0.0.1", port: port ?? 0), database: database)
  }

  public var processIdentifier: Int32 { running.identifier }

  /// SIGKILL, and no more.
  public func kill() {
    running.kill()
  }

  /// Starts it again in the same directory, with the same arguments.
  public func start(waitUntilReady: Bool = true) throws {
    try running.start(arguments)
    guard waitUntilReady else { return }
    let limit = ContinuousClock.now + .seconds(120)
    while ContinuousClock.now < limit {
      do {
        let connection = try RedisConnection.connect(endpoint, deadline: .after(.seconds(1)))
        try connection.send("PING")
        return
      } catch RedisError.server(.noAuth) {
        return
      } catch {
        Thread.sleep(forTimeInterval: 0.01)
      }
    }
    let log = try? String(
      contentsOf: directory.appendingPathComponent("redis.log"), encoding: .utf8)
    throw DidNotStart(description: "redis-server did not answer; its log:\n\(log ?? "none")")
  }

  /// The server that scripts/sandbox was told to take.
  static let program =
    getenv("INVITECTL_REDIS_SERVER").map { String(cString: $0) } ?? "redis-server"

  /// Below /tmp whatever TMPDIR says: the socket's path must fit into 107 bytes.
  private static func makeDirectory() throws -> URL {
    let url = URL(fileURLWithPath: Sandbox.temporaryPath())
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: false)
    return url
  }

  /// A loopback port that was free a moment ago, below the range from which the kernel takes the
  /// ports of outgoing connections.
  public static func freePort() throws -> Int {
    for _ in 0..<1000 {
      let port = Int.random(in: 10_000..<20_000)
      let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
      defer { close(descriptor) }
      var address = sockaddr_in()
      address.sin_family = sa_family_t(AF_INET)
      address.sin_addr.s_addr = inet_addr("127.0.0.1")
      address.sin_port = in_port_t(port).bigEndian
      let free = withUnsafeBytes(of: address) { raw in
        bind(
          descriptor, raw.assumingMemoryBound(to: sockaddr.self).baseAddress,
          socklen_t(raw.count)) == 0
      }
      if free { return port }
    }
    throw DidNotStart(description: "no free port")
  }

  /// The process, behind a lock since any thread of a test may kill it.
  private final class Running: Sendable {
    private let process = Mutex<ChildProcess?>(nil)

    var identifier: Int32 { process.withLock { $0?.processIdentifier ?? 0 } }

    func start(_ arguments: [String]) throws {
      try process.withLock { current in
        current = try ChildProcess([PrivateRedis.program] + arguments)
      }
    }

    func kill() {
      process.withLock { current in
        current?.kill()
        current = nil
      }
    }
  }
}
