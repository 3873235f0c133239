internal import Localization
internal import PostgresClient
internal import RedisClient
internal import SocketStream

/// Whether somebody on the way to the servers can read what is sent, or be taken for them. What counts is
/// what is in force: a URL may turn off what a setting asks for.
enum EncryptionExamination {
  /// One way, or several alike.
  struct Way: Equatable {
    let detail: String
    /// What mends it; `nil` where nothing is to be mended.
    var fix: String?
  }

  /// - Parameter sessions: those of PostgreSQL that could be opened, by what they are called.
  static func check(
    _ sessions: [(name: String, security: ConnectionSecurity)],
    _ endpoints: [(String, RedisEndpoint)]
  ) -> DoctorReport.Check {
    var ways = sessions.map { way($0.name, $0.security) }
    for (name, endpoint) in endpoints {
      let way = way(name, endpoint)
      if !ways.contains(way) { ways.append(way) }
    }
    let open = ways.filter { $0.fix != nil }
    guard !open.isEmpty else {
      return .init(.encryption, .pass, ways.map(\.detail).joined(separator: tr("; ")))
    }
    var fixes: [String] = []
    for fix in open.compactMap(\.fix) where !fixes.contains(fix) { fixes.append(fix) }
    return .init(
      .encryption, .warn, open.map(\.detail).joined(separator: tr("; ")),
      why:
        tr(
          "whoever is on the way can read or change what is sent, passwords among it, or be taken for "
            + "the server"),
      fixes: fixes)
  }

  private static func way(_ name: String, _ security: ConnectionSecurity) -> Way {
    guard security.isRemote else { return Way(detail: tr("\(name) is on this machine")) }
    if security.isGSS { return Way(detail: tr("\(name) is encrypted by GSSAPI")) }
    let mode = "sslmode=\(security.mode)"
    let fix =
      tr(
        "have sslmode=verify-full and sslrootcert=FILE in its URL, the authority of its certificate"
      )
    guard security.isEncrypted else {
      return Way(detail: tr("\(name) is not encrypted (\(mode))"), fix: fix)
    }
    return switch security.verification {
    case .host: Way(detail: tr("\(name) is encrypted and checked (\(mode))"))
    case .authority:
      Way(detail: tr("\(name) is encrypted, and its host name is not checked (\(mode))"), fix: fix)
    case .none:
      Way(
        detail: tr("\(name) is encrypted, and its certificate is not checked (\(mode))"), fix: fix)
    }
  }

  private static func way(_ name: String, _ endpoint: RedisEndpoint) -> Way {
    let name = tr("\(name) at \(endpoint.withDatabase(0))")
    guard endpoint.isRemote else { return Way(detail: tr("\(name) is on this machine")) }
    guard let tls = endpoint.tls else {
      return Way(
        detail: tr("\(name) is not encrypted"),
        fix: tr("have the server speak TLS, and write rediss:// (ssl=true for sentinel://)"))
    }
    return switch tls.verification {
    case .full: Way(detail: tr("\(name) is encrypted and checked"))
    case .certificate:
      Way(
        detail: tr("\(name) is encrypted, and its host name is not checked"),
        fix:
          tr(
            "take ssl_check_hostname out of its URL, or tlsVerify out of the settings; where the name "
              + "differs, ssl_server_name is the one in the certificate"))
    case .none:
      Way(
        detail: tr("\(name) is encrypted, and its certificate is not checked"),
        fix:
          tr(
            "take ssl_cert_reqs out of its URL, or tlsVerify out of the settings; ssl_ca_certs=FILE "
              + "names an authority of your own"))
    }
  }
}

extension RedisEndpoint {
  /// Whether it may be another machine.
  fileprivate var isRemote: Bool {
    switch address {
    case .unix: false
    case .tcp(let host, _): !Self.isThisMachine(host)
    case .sentinel(let sentinels): !sentinels.hosts.allSatisfy { Self.isThisMachine($0.name) }
    }
  }

  private static func isThisMachine(_ host: String) -> Bool {
    host == "localhost" || host == "::1" || host.hasPrefix("127.")
  }
}
