import ClientSupport
import Foundation
import PostgresClient
import TestSupport
import Testing

/// Parameters that came after libpq 15: done, refused with what to write instead, never passed over.
@Suite struct NewerParameterTests {
  private func refusal(_ text: String) -> String? {
    do {
      let parsed = try ConnectionParameters.parse(text)
      Issue.record("accepted: \(text) as \(parsed)")
    } catch .couldNotConnect(let failure) {
      #expect(failure.kind == .invalidParameters)
      return failure.message
    } catch {
      Issue.record("\(error)")
    }
    return nil
  }

  @Test(arguments: [
    "postgresql://u@h/d?sslnegotiation=postgres&sslmode=require",
    "postgresql://u@h/d?sslmode=require&sslnegotiation=direct",
    "postgresql://u@h/d?load_balance_hosts=disable&sslmode=require",
    "host=h user=u dbname=d sslnegotiation=direct sslmode = 'require'",
    "host=h sslnegotiation='po\\stgres' user='u' dbname=d sslmode=require",
    "postgresql://u@h/d?sslcertmode=allow&max_protocol_version=latest&sslmode=require",
  ])
  func `what an older libpq does anyway is understood`(text: String) throws {
    let parsed = try ConnectionParameters.parse(text)
    #expect(parsed["host"] == "h" && parsed["user"] == "u" && parsed["dbname"] == "d")
    #expect(parsed["sslmode"] == "require")
  }

  @Test(
    .enabled(if: !ConnectionParameters.isTaken("require_auth"), "libpq knows them itself"),
    arguments: [
      ("postgresql://u:secret@h/d?require_auth=scram-sha-256", "channel_binding=require"),
      ("host=h password=secret require_auth='!password'", "require_auth: libpq 15"),
      ("postgresql://u@h/d?sslnegotiation=direct", "direct needs sslmode=require"),
      ("postgresql://u@h/d?sslnegotiation=direct&sslmode=prefer", "direct needs sslmode=require"),
      ("postgresql://u@h/d?load_balance_hosts=some", "random"),
      ("postgresql://u@h/d?sslcertmode=require", "libpq 16"),
      ("postgresql://u@h/d?min_protocol_version=3.2", "libpq 18"),
      ("postgresql://u@h/d?oauth_issuer=https%3A%2F%2Fx", "libpq 18"),
    ])
  func `what it cannot do is refused by name`(text: String, words: String) throws {
    let message = try #require(refusal(text))
    #expect(message.contains(words) && !message.contains("secret"), "\(message)")
  }

  /// 2^-100 is how often all of these come out alike.
  @Test func `load_balance_hosts=random mixes hosts, each with its port`() throws {
    var seen: Set<String> = []
    for _ in 0..<100 {
      let parsed = try ConnectionParameters.parse(
        "postgresql://u@a:1,b:2/d?load_balance_hosts=random")
      // A libpq that knows it mixes them itself.
      guard parsed["load_balance_hosts"] == nil else { return }
      seen.insert("\(parsed["host"] ?? "") \(parsed["port"] ?? "")")
    }
    #expect(seen == ["a,b 1,2", "b,a 2,1"])
  }

  @Test func `sslrootcert=system is no file, and a file that is missing is named`() throws {
    let certificates = try TestCertificates()
    let pair = try certificates.issue("server")
    try certificates.giveToPostgres(pair)
    let server = try PrivatePostgres(settings: [
      "listen_addresses": "127.0.0.1", "ssl": "on", "ssl_cert_file": pair.certificate,
      "ssl_key_file": pair.key,
    ])
    let parameters = server.parameters.with("host", "localhost").with("hostaddr", "127.0.0.1")
      .with("sslrootcert", "system")
    let missing = failure(
      parameters.with("sslrootcert", "/nowhere/root.crt").with("sslmode", "verify-ca"))
    #expect(
      missing?.message.contains("\"/nowhere/root.crt\" does not exist; Either provide the file")
        == true,
      "\(missing?.message ?? "")")
    // The system knows nothing of this authority.
    for (mode, kind, words) in [
      (nil, ConnectFailure.Kind.certificateUntrusted, "is not trusted"),
      ("verify-full", .certificateUntrusted, "is not trusted"),
      ("require", .invalidParameters, "sslrootcert=system needs sslmode=verify-full"),
      ("prefer", .invalidParameters, "needs sslmode=verify-full"),
    ] {
      let failure = failure(parameters.with("sslmode", mode))
      #expect(failure?.kind == kind, "\(mode ?? "-"): \(failure?.message ?? "")")
      // A libpq that knows it says some of this in its own words.
      if !ConnectionParameters.isTaken("require_auth") {
        #expect(failure?.message.contains(words) == true, "\(failure?.message ?? "")")
      }
    }
  }

  @Test func `libpq's sentences are whole, and secrets are not in them`() throws {
    func message(_ parameters: ConnectionParameters) -> String {
      failure(parameters)?.message ?? "none"
    }
    let tcp = try Sandbox.postgresOverTCP()
    // Of several hosts each has its say.
    let both = message(
      tcp.with("host", "127.0.0.1,/nowhere").with("port", "1,1").with("hostaddr", nil))
    #expect(both.contains("Connection refused") && both.contains("/nowhere/.s.PGSQL.1"), "\(both)")
    let value = message(tcp.with("sslmode", "strict"))
    #expect(value.contains("invalid sslmode value: \"strict\""), "\(value)")
    let wrong = message(tcp.with("password", "s3cret-wrong"))
    #expect(!wrong.contains("s3cret"), "\(wrong)")
  }
}
