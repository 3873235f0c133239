internal import Localization

/// Connection parameters that came after libpq 15
/// (https://www.postgresql.org/docs/18/libpq-connect.html#LIBPQ-PARAMKEYWORDS; the release notes of 16, 17
/// and 18). A libpq that has them is given them. In the place of an older one we do what they say where
/// that can be done; none that protects something is left out in silence.
enum NewerParameter: String, CaseIterable {
  case requireAuth = "require_auth"
  case loadBalanceHosts = "load_balance_hosts"
  case sslCertMode = "sslcertmode"
  case gssDelegation = "gssdelegation"
  case sslNegotiation = "sslnegotiation"
  case minProtocolVersion = "min_protocol_version"
  case maxProtocolVersion = "max_protocol_version"
  case scramClientKey = "scram_client_key"
  case scramServerKey = "scram_server_key"
  case sslKeyLogFile = "sslkeylogfile"
  case serviceFile = "servicefile"
  case oauthIssuer = "oauth_issuer"
  case oauthClientID = "oauth_client_id"
  case oauthClientSecret = "oauth_client_secret"
  case oauthScope = "oauth_scope"

  /// Does to the other parameters what this one says.
  ///
  /// - Returns: why it cannot be done, and what to write instead; `nil` where it was done.
  func apply(_ value: String, to parameters: inout ConnectionParameters) -> String? {
    switch self {
    case .loadBalanceHosts:
      switch value {
      case "disable": return nil
      case "random":
        parameters.shuffleHosts()
        return nil
      default: return tr("write disable or random")
      }
    case .sslNegotiation:
      // Whoever answers a TLS handshake at once answers the request for one as well: "the traditional
      // PostgreSQL protocol negotiation" stays in every server.
      switch value {
      case "postgres": return nil
      case "direct" where ["require", "verify-ca", "verify-full"].contains(parameters["sslmode"]):
        return nil
      case "direct": return tr("direct needs sslmode=require, verify-ca or verify-full beside it")
      default: return tr("write postgres or direct")
      }
    case .requireAuth:
      return tr(
        "\(LibpqKeywords.library) cannot hold the server to it: write channel_binding=require "
          + "with TLS, which asks for SCRAM, leave it out, or install libpq 16 or newer")
    case .sslCertMode where value == "allow", .gssDelegation where value == "0": return nil
    case .minProtocolVersion where value == "3.0": return nil
    // Ours speaks the oldest that any server takes.
    case .maxProtocolVersion: return nil
    case .sslCertMode, .gssDelegation: return needs(16)
    case .minProtocolVersion, .sslKeyLogFile: return needs(18)
    case .scramClientKey, .scramServerKey:
      return tr("\(LibpqKeywords.library) takes no keys of SCRAM: give the password instead")
    case .serviceFile:
      return tr("set the variable PGSERVICEFILE instead: \(LibpqKeywords.library) reads that alone")
    case .oauthIssuer, .oauthClientID, .oauthClientSecret, .oauthScope: return needs(18)
    }
  }

  private func needs(_ version: Int) -> String {
    tr("it needs libpq \(version) or newer, and this is \(LibpqKeywords.library): leave it out")
  }
}

extension ConnectionParameters {
  /// Takes out what only a newer libpq knows.
  ///
  /// - Parameter items: names and values, in their order; the last of a name counts, as for libpq.
  mutating func applyNewer(_ items: [(name: String, value: String)]) throws(PostgresError) {
    for (name, value) in items {
      guard let parameter = NewerParameter(rawValue: name) else { continue }
      if let why = parameter.apply(value, to: &self) {
        throw Self.invalid(tr("\(name): \(why)"))
      }
    }
  }

  /// The hosts in an order of chance, each with what belongs to it.
  fileprivate mutating func shuffleHosts() {
    let lists = ["host", "hostaddr", "port"].map { keyword in
      self[keyword]?.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
    guard let count = lists.compactMap({ $0?.count }).max(), count > 1 else { return }
    let order = Array(0..<count).shuffled()
    for (keyword, list) in zip(["host", "hostaddr", "port"], lists) {
      guard let list, list.count == count else { continue }
      self[keyword] = order.map { list[$0] }.joined(separator: ",")
    }
  }
}
