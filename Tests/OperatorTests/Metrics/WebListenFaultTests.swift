import Foundation
import Glibc
import TestSupport
import TestWorlds
import Testing

/// Files that change and break, and who means no good.
@Suite struct WebListenFaultTests {
  private let web: WebListenWorld

  init() throws {
    web = try WebListenWorld()
  }

  @Test func `without TLS a broken file is an error of each answer`() async throws {
    try web.write(WebListenWorld.login)
    let port = web.port
    let login = ["Authorization": "Basic " + Data("prom:secret".utf8).base64EncodedString()]
    let result = try await web.serve {
      #expect(try HTTPFetch(port, "/metrics", headers: login).status == 200)
      #expect(try HTTPFetch(port, "/-/healthy").status == 401)
      for broken in [
        "basic_auth_users:\n  prom: secret", "",
        WebListenWorld.tls + "\n" + WebListenWorld.login,
      ] {
        try web.write(broken)
        let answer = try HTTPFetch(port, "/metrics", headers: login)
        #expect(answer.status == 500 && !answer.body.contains("invitehub"), "\(broken)")
      }
      unlink(web.path)
      #expect(try HTTPFetch(port, "/metrics", headers: login).status == 500)
      try web.write(WebListenWorld.login)
      #expect(try HTTPFetch(port, "/metrics", headers: login).status == 200)
    }
    #expect(result.errors.contains("is no bcrypt hash"), "\(result.errors)")
    #expect(result.errors.contains("asks for TLS now"), "\(result.errors)")
  }

  @Test func `what cannot be used ends it before it listens`() async throws {
    let key = web.server.key
    let files = FileManager.default
    func said(_ lines: String...) async throws -> String {
      try (lines.joined(separator: "\n") + "\n").write(
        toFile: web.path, atomically: true, encoding: .utf8)
      let result = try await CommandRun.invitectl(
        ["metrics-dump", "--listen", "127.0.0.1:\(web.port)", "--web-config", web.path],
        environment: web.environment)
      #expect(result.exitCode == 2, "\(result)")
      #expect(result.errors.contains("\n next: "), "\(result)")
      return result.errors
    }
    #expect(
      try await said(WebListenWorld.tls, "  cipher_suites: [x]").contains(
        "line 4: cipher_suites is not"))
    #expect(
      try await said("tls_server_config:", "  cert_file: web.pem", "  key_file: gone.key")
        .contains("gone.key: there is no such file"))
    #expect(
      try await said("tls_server_config:", "  cert_file: web.pem", "  key_file: ca.key")
        .contains("it is not the key of"))
    #expect(
      try await said("tls_server_config:", "  cert_file: web.key", "  key_file: web.key")
        .contains("holds no PEM certificate"))
    #expect(
      try await said("tls_server_config:", "  cert_file: web.pem", "  key_file: web.pem")
        .contains("holds no unencrypted PEM key"))
    try files.setAttributes([.posixPermissions: 0o666], ofItemAtPath: key)
    #expect(try await said(WebListenWorld.tls).contains("can be written by others (mode 666)"))
    try files.setAttributes([.posixPermissions: 0o600], ofItemAtPath: key)
    try files.setAttributes(
      [.posixPermissions: 0o777], ofItemAtPath: web.certificates.directory.path)
    #expect(try await said(WebListenWorld.tls).contains("its directory can be written by others"))
    try files.setAttributes(
      [.posixPermissions: 0o755], ofItemAtPath: web.certificates.directory.path)
    let alone = try await CommandRun.invitectl(["metrics-dump", "--web-config", web.path])
    #expect(
      alone.exitCode == 2 && alone.errors.contains("--web-config is about --listen"), "\(alone)")
  }

  @Test func `handshakes that never end hold no place, and are cut`() async throws {
    try web.write(WebListenWorld.tls, WebListenWorld.login)
    let port = web.port
    let result = try await web.serve {
      for hello in ["", "\u{16}", "\u{16}\u{3}\u{1}\u{2}\u{0}\u{1}"] {
        let silent = (0..<300).map { _ in SilentConnection(port, sending: hello) }
        #expect(try await web.curl(["-u", "prom:secret"]).hasPrefix("HTTP/1.1 200 "))
        withExtendedLifetime(silent) {}
      }
      let begin = ContinuousClock.now
      #expect(try await HTTPFetch.sendingOnThread(port, []).isEmpty)
      let first = ContinuousClock.now
      #expect(first - begin >= .milliseconds(900))
      // Nothing is said in the clear.
      #expect(try await HTTPFetch.sendingOnThread(port, [22, 3, 1, 2, 0, 1]).isEmpty)
      #expect(ContinuousClock.now - first >= .milliseconds(4500))
      // No handshake, and no request either.
      let nonsense = try await HTTPFetch.sendingOnThread(
        port, [22] + [UInt8](repeating: 200, count: 9000))
      #expect(!String(decoding: nonsense, as: UTF8.self).contains("HTTP"))
    }
    #expect(result.exitCode == 0, "\(result)")
  }

  @Test func `wrong logins without end keep nobody out`() async throws {
    // What takes a twentieth of a second and more to be refused.
    try web.write(
      "basic_auth_users:", "  prom: \(WebListenWorld.hash)",
      "  slow: $2y$10$QOauhQNbBCuQDKes6eFzPeMqBSjb7Mr5DUmpZ/VcEd00UAV/LDeSi")
    let port = web.port
    let result = try await web.serve {
      #expect(try await web.curl(["-u", "prom:secret"], scheme: "http").hasPrefix("HTTP/1.1 200 "))
      let statuses = try await withThrowingTaskGroup(of: [Int].self) { group in
        for flood in 0..<12 {
          group.addTask {
            var statuses: [Int] = []
            for attempt in 0..<8 {
              let login = Data("slow:wrong \(flood) \(attempt)".utf8).base64EncodedString()
              let answer = try await HTTPFetch.sendingOnThread(
                port, Array("GET /metrics HTTP/1.1\r\nAuthorization: Basic \(login)\r\n\r\n".utf8))
              let text = String(decoding: answer.prefix(12), as: UTF8.self)
              statuses.append(text.split(separator: " ").last.flatMap { Int($0) } ?? 0)
            }
            return statuses
          }
        }
        // Known here, and new from another address.
        for address in ["127.0.0.1", "127.0.0.2", "127.0.0.1", "127.0.0.3"] {
          let login = address == "127.0.0.1" ? "prom:secret" : "slow:fakepassword"
          let answer = try await web.curl(["-u", login, "--interface", address], scheme: "http")
          #expect(answer.hasPrefix("HTTP/1.1 200 "), "\(address): \(answer)")
        }
        return try await group.reduce(into: []) { $0 += $1 }
      }
      #expect(statuses.count == 96)
      #expect(Set(statuses).isSubset(of: [401, 429]) && statuses.contains(401), "\(statuses)")
    }
    #expect(result.exitCode == 0, "\(result)")
  }
}
