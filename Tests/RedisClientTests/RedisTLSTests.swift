import ClientSupport
import Foundation
import RedisClient
import SocketStream
import TestSupport
import Testing

/// Redis servers that speak TLS only (their unix socket is for starting them).
@Suite(.enabled(if: PrivateRedis.speaksTLS, "this Redis was built without TLS"))
struct RedisTLSTests {
  /// A server with its certificate, and how to reach it.
  private struct Server {
    let redis: PrivateRedis
    let port: Int

    init(_ certificates: TestCertificates, _ pair: TestCertificates.Pair, clients: String = "no")
      throws
    {
      port = try PrivateRedis.freePort()
      redis = try PrivateRedis([
        "--tls-port", String(port), "--tls-cert-file", pair.certificate, "--tls-key-file",
        pair.key, "--tls-ca-cert-file", certificates.authority, "--tls-auth-clients", clients,
      ])
    }

    func connect(
      _ query: String, host: String = "localhost", within limit: Duration = .seconds(20)
    ) throws -> RedisConnection {
      try RedisConnection.connect(
        .parse(url: "rediss://\(host):\(port)/3?\(query)"), deadline: .after(limit))
    }

    func failure(_ query: String, host: String = "localhost") -> RedisConnectFailure? {
      do {
        _ = try connect(query, host: host)
        return nil
      } catch RedisError.couldNotConnect(_, let failure) {
        return failure
      } catch {
        Issue.record("\(error)")
        return nil
      }
    }
  }

  private let certificates: TestCertificates
  private var trust: String { "ssl_ca_certs=\(certificates.authority)" }

  init() throws {
    certificates = try TestCertificates()
  }

  @Test func `the right authority lets commands, pipelines and large values through`() throws {
    let server = try Server(certificates, certificates.issue("server"))
    for host in ["localhost", "127.0.0.1"] {
      let redis = try server.connect(trust, host: host)
      #expect(redis.endpoint.description == "rediss://\(host):\(server.port)/3")
      #expect(try redis.send("PING") == .status("PONG"))
      let large = [UInt8]((0..<5_000_000).map { UInt8(truncatingIfNeeded: $0 &* 31) })
      try redis.send("SET", "large", large)
      #expect(try redis.send("GET", "large").asBytes() == large)
      let replies = try redis.pipeline(
        (0..<20_000).map { ["SET", "k\($0)", $0] }
          + (0..<2_000).map { _ in ["GETRANGE", "large", 0, 4_000] },
        deadline: .soon)
      #expect(replies.count == 22_000)
      #expect(try replies[21_999].asBytes() == Array(large[...4_000]))
    }
  }

  @Test func `an authority that did not sign, and the system's own, refuse the server`() throws {
    let server = try Server(certificates, certificates.issue("server"))
    let other = try TestCertificates()
    for query in ["ssl_ca_certs=\(other.authority)", ""] {
      guard case .tls(.untrusted(let why))? = server.failure(query) else {
        Issue.record("'\(query)': not refused as untrusted")
        continue
      }
      #expect(!why.isEmpty)
    }
    // Only who asks for it goes unprotected.
    #expect(try server.connect("ssl_cert_reqs=none").send("PING") == .status("PONG"))
  }

  @Test func `a certificate for another host is refused, unless another name is asked for`() throws
  {
    let server = try Server(
      certificates, certificates.issue("server", for: "DNS:redis.internal"))
    #expect(server.failure(trust) == .tls(.wrongHost("localhost")))
    #expect(server.failure(trust, host: "127.0.0.1") == .tls(.wrongHost("127.0.0.1")))
    _ = try server.connect(trust + "&ssl_server_name=redis.internal")
    _ = try server.connect(trust + "&ssl_check_hostname=false")
  }

  @Test func `an expired certificate is refused`() throws {
    let server = try Server(certificates, certificates.issue("server", days: -1))
    #expect(server.failure(trust) == .tls(.expired))
    #expect(server.failure(trust + "&ssl_check_hostname=false") == .tls(.expired))
  }

  @Test func `a server that asks for a certificate gets ours`() throws {
    let server = try Server(certificates, certificates.issue("server"), clients: "yes")
    let client = try certificates.issue("client")
    let both = "&ssl_certfile=\(client.certificate)&ssl_keyfile=\(client.key)"
    #expect(try server.connect(trust + both).send("PING") == .status("PONG"))

    guard case .tls(.clientCertificateRefused)? = server.failure(trust) else {
      Issue.record("no certificate: not told")
      return
    }
    let strangers = try TestCertificates()
    let stranger = try strangers.issue("stranger")
    let theirs = "&ssl_certfile=\(stranger.certificate)&ssl_keyfile=\(stranger.key)"
    guard case .tls(.clientCertificateRefused)? = server.failure(trust + theirs) else {
      Issue.record("a stranger's certificate: not told")
      return
    }
  }

  @Test func `files that cannot be used are named before anything is sent`() throws {
    let server = try Server(certificates, certificates.issue("server"))
    let client = try certificates.issue("client")
    let empty = certificates.directory.appendingPathComponent("empty.pem").path
    try Data().write(to: URL(fileURLWithPath: empty))
    let cases = [
      ("ssl_ca_certs=/nonexistent.pem", "/nonexistent.pem"),
      ("ssl_ca_certs=\(empty)", empty),
      (trust + "&ssl_certfile=\(empty)", empty),
      (trust + "&ssl_certfile=\(client.certificate)&ssl_keyfile=\(empty)", empty),
      (trust + "&ssl_keyfile=\(client.key)", client.key),
    ]
    for (query, expected) in cases {
      guard case .tls(.badFile(_, expected, _))? = server.failure(query) else {
        Issue.record("\(query)")
        continue
      }
    }
  }

  @Test func `a port without TLS, and one that never answers, are told apart`() throws {
    let plain = try PrivateRedis(tcp: true)
    let port = try #require(plain.port)
    var kinds: [RedisConnectFailure] = []
    let silent = try SilentServer(answering: nil)
    let web = try SilentServer(answering: "HTTP/1.1 400 Bad Request\r\n\r\n")
    let addresses = [.tcp(host: "127.0.0.1", port: port), silent.address, web.address]
    for address in addresses {
      let patience: Duration = address == silent.address ? .milliseconds(500) : .seconds(60)
      do {
        _ = try RedisConnection.connect(
          .init(address: address, tls: TLSSettings()), deadline: .after(patience))
        Issue.record("connected")
      } catch RedisError.couldNotConnect(_, let failure) {
        kinds.append(failure)
      } catch RedisError.connectionLost {
        // Redis may close after the first line that is no command.
        kinds.append(.tls(.notTLS))
      }
    }
    #expect(kinds.count == 3)
    #expect(kinds.last == .tls(.notTLS))
    #expect(kinds[1] == .tls(.silent))
  }

  @Test func `a client in the clear on a port with TLS gets an error, not a hang`() throws {
    let server = try Server(certificates, certificates.issue("server"))
    let error = #expect(throws: RedisError.self) {
      try RedisConnection.connect(
        .parse(url: "redis://localhost:\(server.port)"), deadline: .after(.seconds(10)))
    }
    switch error {
    case .connectionLost?, .protocolError?: break
    default: Issue.record("\(String(describing: error))")
    }
  }

  @Test func `messages come through TLS, and a quiet channel ends at its deadline`() throws {
    let server = try Server(certificates, certificates.issue("server"))
    let endpoint = try RedisEndpoint.parse(url: "rediss://localhost:\(server.port)/0?\(trust)")
    let subscriber = try RedisSubscriber.connect(endpoint, deadline: .soon)
    try subscriber.subscribe(["c"], deadline: .soon)
    #expect(try subscriber.next(deadline: .after(.milliseconds(50))) == nil)
    let redis = try server.connect(trust)
    let payload = [UInt8](repeating: 7, count: 100_000)
    for _ in 0..<20 { try redis.send("PUBLISH", "c", payload) }
    for _ in 0..<20 { #expect(try subscriber.next(deadline: .soon)?.payload == payload) }
  }

  @Test func `a server killed while it answers is a lost connection`() throws {
    let server = try Server(certificates, certificates.issue("server"))
    let redis = try server.connect(trust)
    let identifier = server.redis.processIdentifier
    let endpoint = try RedisEndpoint.parse(url: "rediss://localhost:\(server.port)/0?\(trust)")
    let death = meanwhile {
      let other = try TestRedis.connect(endpoint)
      try waitUntil("it answers, and not at once") {
        try other.send("INFO", "clients").asString().contains("blocked_clients:1")
      }
      kill(identifier, SIGKILL)
    }
    let error = #expect(throws: RedisError.self) { try redis.send("BLPOP", "none", 0) }
    try death.wait()
    guard case .connectionLost? = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(redis.isClosed)
  }
}
