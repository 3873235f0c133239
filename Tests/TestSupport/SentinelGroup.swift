internal import Foundation
internal import Glibc
internal import RedisClient
internal import Synchronization

/// A primary, one replica and three sentinels that watch them, all of one test's own.
public final class SentinelGroup: Sendable {
  public static let service = "mymaster"
  public let servers: [PrivateRedis]
  public let sentinelPorts: [Int]
  private let directory: URL
  /// `nil` without TLS.
  private let authority: String?
  private let sentinels = Mutex<[ChildProcess]>([])

  /// - Parameters:
  ///   - settings: more lines for each sentinel's configuration.
  ///   - certificates: with them everybody speaks TLS, and nobody anything else.
  public init(settings: [String] = [], certificates: TestCertificates? = nil) throws {
    let safe = try certificates.map { try Self.safeSettings($0) } ?? []
    let arguments = safe.flatMap { ["--\($0.0)", $0.1] }
    func serve(_ more: [String]) throws -> (PrivateRedis, port: Int) {
      guard certificates != nil else {
        let server = try PrivateRedis(more, tcp: true)
        return (server, try Self.port(of: server))
      }
      let port = try PrivateRedis.freePort()
      return (try PrivateRedis(arguments + ["--tls-port", String(port)] + more), port)
    }
    let (primary, port) = try serve([])
    let (replica, _) = try serve(["--replicaof", "127.0.0.1", "\(port)"])
    servers = [primary, replica]
    authority = certificates?.authority
    directory = URL(fileURLWithPath: Sandbox.temporaryPath())
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: false)
    sentinelPorts = try (0..<3).map { _ in try PrivateRedis.freePort() }
    for sentinel in sentinelPorts {
      let lines =
        (certificates == nil ? ["port \(sentinel)"] : ["port 0", "tls-port \(sentinel)"])
        + safe.map { "\($0.0) \($0.1)" } + [
          "bind 127.0.0.1", "dir \(directory.path)",
          "logfile \(directory.path)/\(sentinel).log",
          "sentinel monitor \(Self.service) 127.0.0.1 \(port) 2",
          // On a busy machine a primary that is well may be silent for longer than some hundred.
          "sentinel down-after-milliseconds \(Self.service) 2000",
          "sentinel failover-timeout \(Self.service) 4000",
        ] + settings
      let file = directory.appendingPathComponent("\(sentinel).conf")
      try Data(lines.map { $0 + "\n" }.joined().utf8).write(to: file)
      let process = try ChildProcess([PrivateRedis.program, file.path, "--sentinel"])
      sentinels.withLock { $0.append(process) }
    }
  }

  deinit {
    for process in sentinels.withLock({ $0 }) {
      process.kill()
    }
    try? FileManager.default.removeItem(at: directory)
  }

  /// - Parameter query: from its `?` on.
  public func url(database: Int = 0, service: String = service, query: String = "") -> String {
    let hosts = sentinelPorts.map { "127.0.0.1:\($0)" }.joined(separator: ",")
    return "sentinel://\(hosts)/\(service)/\(database)\(query)"
  }

  /// Returns when the replica is in step and each sentinel knows both others and the replica:
  /// before that there is no majority for a failover, or nobody to promote.
  public func waitUntilReady(password: String? = nil) throws {
    let limit = ContinuousClock.now + .seconds(180)
    while ContinuousClock.now < limit {
      if try isReady(password) { return }
      Thread.sleep(forTimeInterval: 0.05)
    }
    throw PrivateRedis.DidNotStart(description: "the sentinels did not find each other in 180 s")
  }

  private func isReady(_ password: String?) throws -> Bool {
    let replication = try TestRedis.connect(servers[1].endpoint).send("INFO", "replication")
      .asString()
    guard replication.contains("master_link_status:up") else { return false }
    for port in sentinelPorts {
      let facts = try ask(port, ["SENTINEL", "MASTER", Self.service], password)
        .split(separator: "\n")
      // One line with the name, then one with the value.
      func number(_ name: String) -> Int? {
        facts.firstIndex { $0 == name }.flatMap { facts.indices.contains($0 + 1) ? $0 + 1 : nil }
          .flatMap { Int(facts[$0]) }
      }
      guard number("num-other-sentinels") == 2, number("num-slaves") == 1 else { return false }
    }
    return true
  }

  /// What a sentinel answers, by redis-cli: it knows no SELECT, which our own client begins with.
  @discardableResult
  public func ask(
    _ port: Int, _ words: [String], _ password: String? = nil
  ) throws -> String {
    let safe = authority.map { ["--tls", "--cacert", $0] } ?? []
    let login = password.map { ["--no-auth-warning", "-a", $0] } ?? []
    let result = try ChildProcess.run(
      ["redis-cli", "-p", String(port)] + login + safe + words, errors: .nowhere)
    return String(decoding: result.output, as: UTF8.self)
  }

  private static func safeSettings(
    _ certificates: TestCertificates
  ) throws -> [(String, String)] {
    let pair = try certificates.issue("redis")
    return [
      ("tls-cert-file", pair.certificate), ("tls-key-file", pair.key),
      ("tls-ca-cert-file", certificates.authority), ("tls-auth-clients", "no"),
      ("tls-replication", "yes"),
    ]
  }

  private static func port(of server: PrivateRedis) throws -> Int {
    guard let port = server.port else {
      throw PrivateRedis.DidNotStart(description: "the primary has no port")
    }
    return port
  }
}
