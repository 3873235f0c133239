import InviteDomain
import PasswordHash
import Testing

@testable import InviteSettings

@Suite struct WebConfigTests {
  private static let hash = "$2y$10$QOauhQNbBCuQDKes6eFzPeMqBSjb7Mr5DUmpZ/VcEd00UAV/LDeSi"

  private func read(_ text: String) throws -> WebConfig {
    try WebConfig(Array(text.utf8), path: "/etc/x/web.yml")
  }

  /// What is said of it, without the path.
  private func refusal(_ text: String) -> String? {
    do {
      _ = try read(text)
      return nil
    } catch let failure as Failure {
      let prefix = "/etc/x/web.yml "
      #expect(failure.kind == .usage && failure.message.hasPrefix(prefix), "\(failure)")
      return String(failure.message.dropFirst(prefix.count))
    } catch {
      return "\(error)"
    }
  }

  @Test func `all that is read`() throws {
    let config = try read(
      """
      ---
      # A comment
      tls_server_config:   # and another
        cert_file: "web.pem"
        key_file: '/keys/it''s.key'

        client_auth_type: RequireAndVerifyClientCert
        client_ca_file: ca #1.pem
        min_version: TLS13
      http_server_config:
        http2: false
        headers:
          X-Frame-Options: deny
          Content-Security-Policy: "default-src 'none'"
          X-XSS-Protection:
      basic_auth_users:
          prometheus: \(Self.hash)
          "a b": "\(Self.hash)"
      """)
    var tls = WebConfig.TLS(certificateFile: "/etc/x/web.pem", keyFile: "/keys/it's.key")
    tls.clientCertificates = .required
    tls.clientAuthorityFile = "/etc/x/ca"
    tls.minimum = .tls13
    #expect(config.tls == tls)
    #expect(config.headers.map(\.name) == ["X-Frame-Options", "Content-Security-Policy"])
    #expect(config.headers.last?.value == "default-src 'none'")
    #expect(
      config.users == [
        "prometheus": try #require(BcryptHash(Self.hash)),
        "a b": try #require(BcryptHash(Self.hash)),
      ])
  }

  @Test(arguments: [
    "", "\n# nothing\n", "---\n", "tls_server_config:\n",
    "tls_server_config: {}\nbasic_auth_users:\n",
    "http_server_config:\r\n  http2: false\r\n", "basic_auth_users: null\n",
  ])
  func `nothing is asked for`(text: String) throws {
    #expect(try read(text) == WebConfig())
  }

  @Test(arguments: [
    (
      "tls_server_config:\n  cert: |\n    -----BEGIN\n    x: y\n  key_file: k\n",
      "line 2: cert is not supported"
    ),
    (
      "tls_server_config:\n  key: >-\n    x\n",
      "line 2: key is not supported: name a file by key_file"
    ),
    (
      "tls_server_config:\n  cipher_suites:\n  - TLS_AES\n",
      "line 2: cipher_suites is not supported"
    ),
    (
      "tls_server_config:\n  curve_preferences: [X25519]\n",
      "line 2: curve_preferences is not supported"
    ),
    (
      "tls_server_config:\n  client_allowed_sans:\n    - a\n",
      "line 2: client_allowed_sans is not supported"
    ),
    ("tls_server_config:\n  cert_file: c\n", "line 1: tls_server_config has no key_file"),
    ("tls_server_config:\n  min_version: TLS13\n", "line 1: tls_server_config has no cert_file"),
    (
      "tls_server_config:\n  cert_file: c\n  key_file: k\n  min_version: TLS11\n",
      "line 4: min_version below TLS12"
    ),
    (
      "tls_server_config:\n  cert_file: c\n  key_file: k\n  max_version: 1.3\n",
      "line 4: max_version is TLS12 or TLS13"
    ),
    (
      "tls_server_config:\n  cert_file: c\n  key_file: k\n  min_version: TLS13\n  max_version: TLS12\n",
      "line 1: min_version is above max_version"
    ),
    (
      "tls_server_config:\n  cert_file: c\n  key_file: k\n  client_ca_file: a\n",
      "line 1: client_ca_file without client_auth_type"
    ),
    (
      "tls_server_config:\n  cert_file: c\n  key_file: k\n  client_auth_type: RequireAndVerifyClientCert\n",
      "line 1: client_auth_type without client_ca_file"
    ),
    (
      "tls_server_config:\n  cert_file: c\n  key_file: k\n  client_auth_type: RequireAnyClientCert\n",
      "line 4: this client_auth_type is not supported"
    ),
    (
      "tls_server_config:\n  cert_file: c\n  key_file: k\n  client_auth_type: yes\n",
      "line 4: this is no client_auth_type"
    ),
    ("rate_limit:\n  burst: 1\n", "line 1: rate_limit is not supported"),
    ("http_server_config:\n  http2: true\n", "line 2: http2 is not supported"),
    ("http_server_config:\n  headers:\n    Server: x\n", "line 3: the header Server cannot be set"),
    (
      "http_server_config:\n  headers:\n    X-Frame-Options: all\n",
      "line 3: X-Frame-Options is deny or sameorigin"
    ),
    ("basic_auth_users:\n  a: secret\n", "line 2: the password of a is no bcrypt hash"),
    (
      "basic_auth_users:\n  a: $2y$17$QOauhQNbBCuQDKes6eFzPeMqBSjb7Mr5DUmpZ/VcEd00UAV/LDeSi\n",
      "line 2: the hash of a is of cost 17"
    ),
    ("basic_auth_users:\n  \"a:b\": x\n", "line 2: a name with a colon"),
    ("basic_auth_users:\n- a\n", "line 1: basic_auth_users has no 'key: value' lines"),
    ("basic_auth_user:\n  a: b\n", "line 1: there is no setting basic_auth_user"),
    ("tls_server_config:\n  certfile: c\n", "line 2: there is no setting certfile"),
  ])
  func `what is not done is refused with its line`(text: String, said: String) {
    #expect(refusal(text)?.hasPrefix(said) == true, "\(refusal(text) ?? "taken")")
  }

  @Test(arguments: [
    ("a: &x 1\n", 1), ("a: *x\n", 1), ("a: !!str x\n", 1), ("<<: x\n", 1), ("? a\n", 1),
    ("a: {b: c}\n", 1), ("a: [b,\n  c]\n", 1), ("a: b: c\n", 1), ("a: \"b\\x41\"\n", 1),
    ("a: \"b\n  c\"\n", 1), ("a: b\n  c\n", 2), ("a:\n\tb: c\n", 2), ("a:\n    b: c\n  d: e\n", 3),
    ("a:\n  b: c\n   d: e\n", 3), ("a: b\na: c\n", 2), ("--- a\n", 1), ("a: b\n---\n", 2),
    ("a\n", 1),
    (": b\n", 1), ("%YAML 1.2\n", 1), ("a: 'b' c\n", 1), ("a: @b\n", 1), ("a: \u{7}\n", 1),
    ("  a: b\nc: d\n", 2), ("a: - b\n", 1),
  ])
  func `YAML that is not understood is refused, never guessed at`(text: String, line: Int) {
    #expect(throws: PlainYAML.Refusal.self) { try PlainYAML.parse(Array(text.utf8)) }
    do {
      _ = try PlainYAML.parse(Array(text.utf8))
    } catch {
      #expect(error.line == line, "\(error)")
    }
  }

  /// Whatever is in the file: an answer, and soon.
  @Test func `no bytes end it`() {
    let seed = UInt64.random(in: .min ... .max)
    var state = seed
    func next() -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33)
    }
    let words = [
      "a", ":", " ", "\n", "  ", "- ", "'", "\"", "#", "|", "[", "]", "{}", "---", "\\", "é", "\t",
      "tls_server_config", "cert_file", "~", "null", "\r\n",
    ]
    for _ in 0..<20_000 {
      let text = (0..<next() % 24).map { _ in words[next() % words.count] }.joined()
      _ = try? PlainYAML.parse(Array(text.utf8))
      _ = try? PlainYAML.parse((0..<next() % 24).map { _ in UInt8(truncatingIfNeeded: next()) })
    }
    print("seed \(seed)")
  }
}
