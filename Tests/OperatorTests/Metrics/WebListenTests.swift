import Foundation
import Glibc
import LosslessJSON
import TestSupport
import TestWorlds
import Testing

/// TLS and logins as they are meant, asked by curl and by Prometheus.
@Suite struct WebListenTests {
  private let web: WebListenWorld

  init() throws {
    web = try WebListenWorld()
  }

  @Test func `over TLS, with a name and its password, and in no other way`() async throws {
    try web.write(
      WebListenWorld.tls, WebListenWorld.login, "http_server_config:", "  headers: # one",
      "    X-Frame-Options: deny")
    let port = web.port
    let result = try await web.serve {
      for version in [["--tlsv1.2", "--tls-max", "1.2"], ["--tlsv1.3"], ["--http2"]] {
        let answer = try await web.curl(version + ["-u", "prom:secret"])
        #expect(answer.hasPrefix("HTTP/1.1 200 "), "\(version): \(answer)")
        #expect(answer.contains("\r\nX-Frame-Options: deny\r\n"), "\(answer)")
        #expect(answer.contains("\ninvitehub_seats{state=\"max\"} 105\n"), "\(answer)")
      }
      for wrong in [["-u", "prom:wrong"], ["-u", "nobody:secret"], ["-u", "prom:"], []] {
        let answer = try await web.curl(wrong)
        #expect(answer.hasPrefix("HTTP/1.1 401 "), "\(wrong): \(answer)")
        #expect(answer.contains("\r\nWWW-Authenticate: Basic\r\n"), "\(answer)")
        #expect(!answer.contains("invitehub_seats"), "\(answer)")
      }
      let plain = try HTTPFetch(port, "/metrics")
      #expect(plain.status == 400 && plain.body == "this port speaks https\n", "\(plain)")
      // A whole answer, however small the reader's steps are.
      let head = try await web.curl(["-u", "prom:secret", "-I"])
      #expect(head.hasPrefix("HTTP/1.1 200 "), "\(head)")
    }
    #expect(result.exitCode == 0)
    #expect(result.errors == "listening on https://127.0.0.1:\(port)/metrics\n")
  }

  @Test func `an older TLS than is asked for is refused`() async throws {
    try web.write(WebListenWorld.tls, "  min_version: TLS13")
    _ = try await web.serve {
      #expect(try await web.curl([]).hasPrefix("HTTP/1.1 200 "))
      let old = try await web.curl(["--tlsv1.2", "--tls-max", "1.2"])
      #expect(old.hasPrefix("curl: 35 "), "\(old)")
    }
  }

  @Test func `a scraper's certificate is asked for and checked`() async throws {
    let scraper = try web.certificates.issue("scraper")
    let other = try TestCertificates()
    let stranger = try other.issue("scraper")
    for (policy, withoutOne) in [
      ("RequireAndVerifyClientCert", false), ("VerifyClientCertIfGiven", true),
    ] {
      try web.write(WebListenWorld.tls, "  client_auth_type: \(policy)", "  client_ca_file: ca.pem")
      _ = try await web.serve {
        for version in ["1.2", "1.3"] {
          let maximum = ["--tls-max", version]
          let known = try await web.curl(
            maximum + ["--cert", scraper.certificate, "--key", scraper.key])
          #expect(known.hasPrefix("HTTP/1.1 200 "), "\(policy) \(version): \(known)")
          let none = try await web.curl(maximum)
          #expect(none.hasPrefix("HTTP/1.1 200 ") == withoutOne, "\(policy) \(version): \(none)")
          let strange = try await web.curl(
            maximum + ["--cert", stranger.certificate, "--key", stranger.key])
          #expect(strange.hasPrefix("curl: "), "\(policy) \(version): \(strange)")
          #expect(!strange.contains("invitehub_seats"))
        }
      }
    }
  }

  @Test func `changed files count from the next connection on, and broken ones let nobody in`()
    async throws
  {
    try web.write(WebListenWorld.tls, WebListenWorld.login)
    let port = web.port
    let result = try await web.serve {
      #expect(try await web.curl(["-u", "prom:secret"]).hasPrefix("HTTP/1.1 200 "))
      // Another password; it is as long as the one before.
      try web.write(WebListenWorld.tls, "basic_auth_users:", "  prom: \(WebListenWorld.otherHash)")
      #expect(try await web.curl(["-u", "prom:secret"]).hasPrefix("HTTP/1.1 401 "))
      #expect(try await web.curl(["-u", "prom:pässwörd"]).hasPrefix("HTTP/1.1 200 "))
      // Another key, before its certificate is there.
      let renewed = try web.certificates.issue("renewed")
      try FileManager.default.removeItem(atPath: web.server.key)
      try FileManager.default.copyItem(atPath: renewed.key, toPath: web.server.key)
      for _ in 0..<3 {
        #expect(try await web.curl(["-u", "prom:pässwörd"]).hasPrefix("curl: "))
      }
      try FileManager.default.removeItem(atPath: web.server.certificate)
      try FileManager.default.copyItem(atPath: renewed.certificate, toPath: web.server.certificate)
      let answer = try await web.curl(["-u", "prom:pässwörd", "-w", "%{ssl_verify_result}"])
      #expect(answer.hasPrefix("HTTP/1.1 200 "), "\(answer)")
      // What protects does not go away.
      for gone in [WebListenWorld.tls, WebListenWorld.login, "", "nonsense"] {
        try web.write(gone)
        #expect(try await web.curl(["-u", "prom:pässwörd"]).hasPrefix("curl: "), "\(gone)")
        #expect((try? HTTPFetch(port, "/metrics").body.contains("invitehub")) != true)
      }
      try web.write(WebListenWorld.tls, WebListenWorld.login)
      #expect(try await web.curl(["-u", "prom:secret"]).hasPrefix("HTTP/1.1 200 "))
    }
    #expect(result.exitCode == 0)
    for (said, count) in [
      ("it is not the key of", 1), ("asks for no login any more", 1),
      ("asks for no TLS any more", 1),
      ("there is no 'key: value'", 1), ("in order again", 2),
    ] {
      #expect(
        result.errors.components(separatedBy: said).count == count + 1, "\(said): \(result.errors)")
    }
  }

  @Test func `promtool takes our example, and a real Prometheus scrapes by it`() async throws {
    let examples = URL(filePath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
      .appending(path: "monitoring/examples")
    let directory = web.certificates.directory
    var text = try String(contentsOf: examples.appending(path: "web-config.yml"), encoding: .utf8)
    let line = try #require(
      text.split(separator: "\n").first { $0.hasPrefix("  prometheus: $2y$10$") })
    text = text.replacing(line, with: "  prometheus: \(WebListenWorld.hash)")
    try text.write(toFile: web.path, atomically: true, encoding: .utf8)
    let check = try await CommandRun.run("/usr/bin/promtool", ["check", "web-config", web.path])
    #expect(check.exitCode == 0, "\(check)")
    let theirs = try PrivateRedis.freePort()
    let config = try String(
      contentsOf: examples.appending(path: "prometheus-tls.yml"), encoding: .utf8
    ).replacing("localhost:9464", with: "localhost:\(web.port)").replacing("30s", with: "1s")
      .replacing("10s", with: "1s").replacing("invitectl-ca.pem", with: "ca.pem")
    try config.write(
      to: directory.appending(path: "prometheus.yml"), atomically: true, encoding: .utf8)
    let password = directory.appending(path: "invitectl.password")
    try "wrong".write(to: password, atomically: true, encoding: .utf8)
    let result = try await web.serve {
      let prometheus = try BackgroundProcess([
        "/usr/bin/prometheus", "--config.file=\(directory.path)/prometheus.yml",
        "--storage.tsdb.path=\(directory.path)/data", "--log.level=warn",
        "--web.listen-address=127.0.0.1:\(theirs)",
      ])
      func target() -> (health: String?, error: String?) {
        let answer = try? HTTPFetch(theirs, "/api/v1/targets", version: "1.0")
        let json = answer.flatMap { try? JSONValue(parsing: Array($0.body.utf8)) }
        let target = json?["data"]?["activeTargets"]?[0]
        return (target?["health"]?.string, target?["lastError"]?.string)
      }
      try await eventually("Prometheus is told no", limit: .seconds(300)) {
        target().error?.contains("401") == true
      }
      try "secret\n".write(to: password, atomically: true, encoding: .utf8)
      try await eventually("Prometheus is let in", limit: .seconds(300)) {
        target().health == "up"
      }
      withExtendedLifetime(prometheus) {}
    }
    #expect(result.exitCode == 0, "\(result)")
  }
}
