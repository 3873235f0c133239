import ClientSupport
import Foundation
import PostgresClient
import TestSupport
import Testing

/// A PostgreSQL that takes TLS only (its unix socket is for starting it).
@Suite struct PostgresTLSTests {
  private let certificates: TestCertificates

  init() throws {
    certificates = try TestCertificates()
  }

  private func serve(_ pair: TestCertificates.Pair) throws -> PrivatePostgres {
    try certificates.giveToPostgres(pair)
    let rules = certificates.directory.appendingPathComponent("pg_hba.conf").path
    try Data("local all all trust\nhostssl all all 127.0.0.1/32 trust\n".utf8)
      .write(to: URL(fileURLWithPath: rules))
    return try PrivatePostgres(settings: [
      "listen_addresses": "127.0.0.1", "ssl": "on", "ssl_cert_file": pair.certificate,
      "ssl_key_file": pair.key, "hba_file": rules,
    ])
  }

  private func parameters(
    _ server: PrivatePostgres, _ authority: String, mode: String = "verify-full",
    host: String = "localhost"
  ) -> ConnectionParameters {
    server.parameters.with("host", host).with("hostaddr", "127.0.0.1").with("sslmode", mode)
      .with("sslrootcert", authority)
  }

  @Test func `verify-full lets the right one in and tells the wrong ones apart`() throws {
    let server = try serve(certificates.issue("server"))
    let connection = try PostgresConnection.connect(
      parameters(server, certificates.authority), deadline: .soon)
    let row = try connection.query(
      "SELECT ssl::text AS ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()", deadline: .soon
    ).only()
    #expect(try row.string("ssl") == "true")

    let stranger = try TestCertificates()
    let untrusted = failure(parameters(server, stranger.authority))
    #expect(untrusted?.kind == .certificateUntrusted)
    #expect(untrusted?.message.contains("is not trusted") == true, "\(untrusted?.message ?? "")")
    let wrong = failure(parameters(server, certificates.authority, host: "db.internal"))
    #expect(wrong?.kind == .certificateWrongHost)
    #expect(failure(parameters(server, "/nonexistent.pem"))?.kind == .tls)
    let plain = failure(parameters(server, certificates.authority, mode: "disable"))
    #expect(plain?.kind == .authenticationFailed)
    #expect(plain?.message.contains("no encryption") == true)
  }

  @Test func `a session says how it is protected, whatever its URL asks for`() throws {
    let server = try serve(certificates.issue("server"))
    func security(_ mode: String, _ authority: String? = nil) throws -> ConnectionSecurity? {
      try PostgresConnection.connect(
        parameters(server, authority ?? "", mode: mode), deadline: .soon
      ).security
    }
    for mode in ["prefer", "allow"] {
      #expect(
        try security(mode) == ConnectionSecurity(isRemote: false, isEncrypted: true, mode: mode))
    }
    #expect(try security("require")?.verification == ConnectionSecurity.Verification.none)
    #expect(try security("require", certificates.authority)?.verification == .authority)
    #expect(try security("verify-full", certificates.authority)?.verification == .host)
    // As it is by default; over the socket there is no TLS.
    let local = try PostgresConnection.connect(server.parameters, deadline: .soon)
    #expect(
      local.security == ConnectionSecurity(isRemote: false, isEncrypted: false, mode: "prefer"))
    local.close()
    #expect(local.security == nil)
  }

  @Test func `an expired certificate is not taken for a stranger's`() throws {
    let server = try serve(certificates.issue("server", days: -1))
    let expired = failure(parameters(server, certificates.authority))
    #expect(expired?.kind == .certificateExpired)
    #expect(expired?.message.contains("has expired") == true, "\(expired?.message ?? "")")
  }

  @Test func `of several hosts the one that is asked for is found`() throws {
    let primary = try PrivatePostgres(settings: ["listen_addresses": "127.0.0.1"])
    let replica = try primary.replica(settings: ["listen_addresses": "127.0.0.1"])
    let dead = try PrivateRedis.freePort()
    let ports =
      try [String(dead)]
      + [replica, primary].map { try #require($0.parameters["port"]) }
    let several = primary.parameters.with("host", "127.0.0.1,127.0.0.1,127.0.0.1")
      .with("port", ports.joined(separator: ","))
    for (wanted, inRecovery) in [("primary", "f"), ("standby", "t"), ("any", "t")] {
      let connection = try PostgresConnection.connect(
        several.with("target_session_attrs", wanted), deadline: .soon)
      let row = try connection.query("SELECT pg_is_in_recovery() AS it", deadline: .soon).only()
      #expect(try row.string("it") == inRecovery, "\(wanted)")
    }
    let none = several.with("port", ports[1]).with("host", "127.0.0.1")
      .with("target_session_attrs", "primary")
    #expect(failure(none)?.kind == .wrongServerRole)
  }
}
