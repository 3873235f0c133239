internal import InviteDomain
internal import Localization
internal import PasswordHash

/// Makes a ``WebConfig`` of what a file says. What it does not know is refused, as the exporters do, and so
/// is what it cannot do: a file that means to protect something must not do so by half.
struct WebConfigReader {
  let path: String

  typealias Refusal = PlainYAML.Refusal

  func read(_ entries: [PlainYAML.Entry]) throws(Refusal) -> WebConfig {
    var config = WebConfig()
    for entry in entries {
      switch entry.key {
      case "tls_server_config": config.tls = try tls(entry)
      case "http_server_config": config.headers = try http(entry)
      case "basic_auth_users":
        for user in try mapping(entry) { config.users[user.key] = try hash(user) }
      case "rate_limit":
        throw Refusal(
          line: entry.line,
          why: tr("rate_limit is not supported: no more than 16 scrapes run at once"))
      default: throw unknown(entry)
      }
    }
    return config
  }

  // MARK: - TLS

  private func tls(_ section: PlainYAML.Entry) throws(Refusal) -> WebConfig.TLS? {
    let entries = try mapping(section)
    guard !entries.isEmpty else { return nil }
    var (certificate, key) = ("", "")
    var tls = WebConfig.TLS(certificateFile: "", keyFile: "")
    for entry in entries {
      switch entry.key {
      case "cert_file": certificate = try file(entry)
      case "key_file": key = try file(entry)
      case "client_ca_file":
        let file = try file(entry)
        tls.clientAuthorityFile = file.isEmpty ? nil : file
      case "client_auth_type": tls.clientCertificates = try policy(entry)
      case "min_version": tls.minimum = try version(entry)
      case "max_version": tls.maximum = try version(entry)
      case "cert", "key", "client_ca":
        throw Refusal(
          line: entry.line,
          why: tr("\(entry.key) is not supported: name a file by \(entry.key)_file"))
      case "cipher_suites", "curve_preferences", "prefer_server_cipher_suites":
        throw Refusal(
          line: entry.line,
          why: tr("\(entry.key) is not supported: OpenSSL's configuration decides"))
      case "client_allowed_sans":
        throw Refusal(
          line: entry.line,
          why: tr(
            "client_allowed_sans is not supported: give client_ca_file an authority of its own"))
      default: throw unknown(entry)
      }
    }
    guard !certificate.isEmpty, !key.isEmpty else {
      let name = certificate.isEmpty ? "cert_file" : "key_file"
      throw Refusal(line: section.line, why: tr("tls_server_config has no \(name)"))
    }
    (tls.certificateFile, tls.keyFile) = (certificate, key)
    try check(tls, section)
    return tls
  }

  private func check(_ tls: WebConfig.TLS, _ section: PlainYAML.Entry) throws(Refusal) {
    switch (tls.clientCertificates, tls.clientAuthorityFile) {
    case (.none, _?):
      throw Refusal(
        line: section.line,
        why: tr(
          "client_ca_file without client_auth_type asks nobody for a certificate: "
            + "add client_auth_type: RequireAndVerifyClientCert"))
    case (.checkedIfGiven, nil), (.required, nil):
      throw Refusal(
        line: section.line,
        why: tr("client_auth_type without client_ca_file: nobody's certificate is right"))
    default: break
    }
    guard tls.minimum.rawValue <= tls.maximum.rawValue else {
      throw Refusal(line: section.line, why: tr("min_version is above max_version"))
    }
  }

  private func policy(_ entry: PlainYAML.Entry) throws(Refusal) -> WebConfig.ClientCertificates {
    switch try text(entry) {
    case "", "NoClientCert": return .none
    case "VerifyClientCertIfGiven": return .checkedIfGiven
    case "RequireAndVerifyClientCert": return .required
    case "RequestClientCert", "RequireAnyClientCert", "RequireClientCert":
      throw Refusal(
        line: entry.line,
        why: tr(
          "this client_auth_type is not supported: it checks no certificate; "
            + "write RequireAndVerifyClientCert"))
    default: throw Refusal(line: entry.line, why: tr("this is no client_auth_type"))
    }
  }

  private func version(_ entry: PlainYAML.Entry) throws(Refusal) -> WebConfig.Version {
    switch try text(entry) {
    case "TLS12": return .tls12
    case "TLS13": return .tls13
    case "TLS10", "TLS11":
      throw Refusal(
        line: entry.line, why: tr("\(entry.key) below TLS12 is not supported: write TLS12 or TLS13")
      )
    default: throw Refusal(line: entry.line, why: tr("\(entry.key) is TLS12 or TLS13"))
    }
  }

  /// As the exporters take it: from the directory that the file is in.
  private func file(_ entry: PlainYAML.Entry) throws(Refusal) -> String {
    let name = try text(entry)
    guard !name.isEmpty, !name.hasPrefix("/"), let slash = path.lastIndex(of: "/") else {
      return name
    }
    return path[...slash] + name
  }

  // MARK: - HTTP

  private func http(_ section: PlainYAML.Entry) throws(Refusal) -> [WebConfig.Header] {
    var headers: [WebConfig.Header] = []
    for entry in try mapping(section) {
      switch entry.key {
      case "headers":
        for header in try mapping(entry) {
          if let header = try self.header(header) { headers.append(header) }
        }
      case "http2":
        guard try text(entry) == "false" else {
          throw Refusal(
            line: entry.line, why: tr("http2 is not supported: write false, or leave it out"))
        }
      default: throw unknown(entry)
      }
    }
    return headers
  }

  private func header(_ entry: PlainYAML.Entry) throws(Refusal) -> WebConfig.Header? {
    let value = try text(entry)
    let allowed: [String]
    switch entry.key {
    case "Strict-Transport-Security", "X-XSS-Protection", "Content-Security-Policy": allowed = []
    case "X-Content-Type-Options": allowed = ["nosniff"]
    case "X-Frame-Options": allowed = ["deny", "sameorigin"]
    default: throw Refusal(line: entry.line, why: tr("the header \(entry.key) cannot be set"))
    }
    if value.isEmpty { return nil }
    guard allowed.isEmpty || allowed.contains(value) else {
      throw Refusal(
        line: entry.line, why: tr("\(entry.key) is \(allowed.joined(separator: tr(" or ")))"))
    }
    return WebConfig.Header(name: entry.key, value: value)
  }

  // MARK: - Values

  private func hash(_ entry: PlainYAML.Entry) throws(Refusal) -> BcryptHash {
    // A login is split at its first colon (RFC 7617, section 2).
    guard !entry.key.contains(":") else {
      throw Refusal(line: entry.line, why: tr("a name with a colon can never log in"))
    }
    guard let hash = BcryptHash(try text(entry)) else {
      throw Refusal(
        line: entry.line,
        why:
          tr(
            "the password of \(entry.key) is no bcrypt hash: "
              + "'htpasswd -nBC 10 \(ShellWord.quoted(entry.key))' makes one")
      )
    }
    guard hash.cost <= WebConfig.mostCost else {
      throw Refusal(
        line: entry.line,
        why: tr(
          "the hash of \(entry.key) is of cost \(hash.cost), which takes too long: "
            + "at most \(WebConfig.mostCost)"))
    }
    return hash
  }

  private func mapping(_ entry: PlainYAML.Entry) throws(Refusal) -> [PlainYAML.Entry] {
    switch entry.value {
    case .none: return []
    case .mapping(let entries): return entries
    case .text, .other:
      throw Refusal(line: entry.line, why: tr("\(entry.key) has no 'key: value' lines below it"))
    }
  }

  private func text(_ entry: PlainYAML.Entry) throws(Refusal) -> String {
    switch entry.value {
    case .none: return ""
    case .text(let text): return text
    case .mapping, .other:
      throw Refusal(line: entry.line, why: tr("\(entry.key) is one value on its line"))
    }
  }

  private func unknown(_ entry: PlainYAML.Entry) -> Refusal {
    Refusal(line: entry.line, why: tr("there is no setting \(entry.key)"))
  }
}
