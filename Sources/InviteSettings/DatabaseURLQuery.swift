internal import ClientSupport
internal import InviteDomain
internal import Localization
internal import PostgresClient

/// The query of a database URL, as SQLAlchemy reads it (urllib's parse_qsl) and as libpq is to have it.
struct DatabaseURLQuery {
  private typealias Item = (name: String, value: String)

  private var items: [Item] = []
  private let source: SettingSource

  /// - Parameter text: what stands behind the `?`.
  init(_ text: Substring, source: SettingSource) throws(Failure) {
    self.source = source
    for argument in text.split(separator: "&") {
      let pair = argument.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard pair.count == 2 else {
        throw Self.refused(source, tr("an item of its query has no value"))
      }
      guard let name = Self.decoded(pair[0]), let value = Self.decoded(pair[1]) else {
        throw Self.refused(source, tr("its query has a % without two digits behind it"))
      }
      items.append((name, value))
    }
  }

  /// A form's text: `+` is a space, and a plus sign is `%2B`.
  private static func decoded(_ text: Substring) -> String? {
    PercentText.decoded(text.replacing("+", with: " ")[...])
  }

  /// What libpq is to be given, percent-encoded. The Python drivers' own business is left out.
  ///
  /// - Throws: ``Failure/Kind/usage`` for what neither SQLAlchemy nor libpq would understand.
  func forLibpq() throws(Failure) -> String {
    var kept: [Item] = []
    for (name, value) in items where !Self.drivers.contains(name) && !Self.isServer(name) {
      let item = Self.translated(name, value)
      guard !kept.contains(where: { $0.name == item.name }) else {
        throw Self.refused(source, tr("'\(Self.shown(item.name))' is given twice in its query"))
      }
      guard ConnectionParameters.knows(item.name) else {
        throw Failure(
          .usage,
          tr("\(source) is not a database URL: libpq has no parameter '\(Self.shown(item.name))'"),
          hint: tr(
            "\(Self.advice(item.name)); the URL is postgresql://USER@HOST:PORT/DATABASE?…"))
      }
      kept.append(item)
    }
    kept += try servers()
    return kept.map { "\($0.name)=\(Self.encoded($0.value))" }.joined(separator: "&")
  }

  // MARK: - Servers

  private static func isServer(_ name: String) -> Bool { name == "host" || name == "port" }

  /// SQLAlchemy's two forms of several hosts, `host=A:1&host=B:2` and `host=A,B&port=1,2`, are one of libpq's
  /// (sqlalchemy/dialects/postgresql/base.py, _split_multihost_from_url).
  private func servers() throws(Failure) -> [Item] {
    let hosts = items.filter { $0.name == "host" }.map(\.value)
    let ports = items.filter { $0.name == "port" }.map(\.value)
    guard !hosts.isEmpty else {
      return ports.isEmpty ? [] : [("port", ports.joined(separator: ","))]
    }
    var named: [(host: String, port: String?)] = []
    if hosts.count > 1 {
      for host in hosts { named.append(try Self.endpoint(host, source)) }
    } else if ports.isEmpty, Self.isNameWithPort(hosts[0]) {
      named = [try Self.endpoint(hosts[0], source)]
    } else {
      named = hosts[0].split(separator: ",", omittingEmptySubsequences: false)
        .map { (String($0), nil) }
    }
    let list = named.map(\.host).joined(separator: ",")
    if named.contains(where: { $0.port != nil }) {
      guard ports.isEmpty else {
        throw Self.refused(
          source,
          tr(
            "its hosts have ports, and there is 'port' beside them: write host=A:1&host=B:2 or "
              + "host=A,B&port=1,2"))
      }
      return [("host", list), ("port", named.map { $0.port ?? "" }.joined(separator: ","))]
    }
    guard !ports.isEmpty else { return [("host", list)] }
    let all = ports.joined(separator: ",").split(
      separator: ",", omittingEmptySubsequences: false)
    // One port is for all of them, as libpq has it.
    guard all.count == 1 || all.count == named.count else {
      throw Self.refused(source, tr("it has \(named.count) hosts and \(all.count) ports"))
    }
    return [("host", list), ("port", all.joined(separator: ","))]
  }

  /// Of one host alone: a path of a socket may have a colon in it, and so may an IPv6 address.
  private static func isNameWithPort(_ host: String) -> Bool {
    guard let colon = host.lastIndex(of: ":") else { return false }
    return host[..<colon].allSatisfy {
      $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-" || $0 == ".")
    } && host[host.index(after: colon)...].allSatisfy(\.isNumber)
  }

  /// `HOST`, `HOST:PORT`, `[ADDRESS]:PORT` or `/DIRECTORY:PORT`.
  private static func endpoint(
    _ text: String, _ source: SettingSource
  ) throws(Failure) -> (host: String, port: String?) {
    if text.hasPrefix("["), let end = text.lastIndex(of: "]") {
      let address = String(text[text.index(after: text.startIndex)..<end])
      let rest = text[text.index(after: end)...]
      if rest.isEmpty { return (address, nil) }
      if rest.hasPrefix(":"), isPort(rest.dropFirst()) {
        return (address, String(rest.dropFirst()))
      }
    } else if text.count(where: { $0 == ":" }) < 2 {
      guard let colon = text.firstIndex(of: ":") else { return (text, nil) }
      let port = text[text.index(after: colon)...]
      if port.isEmpty { return (String(text[..<colon]), nil) }
      if isPort(port) { return (String(text[..<colon]), String(port)) }
    }
    throw refused(
      source, tr("one of its hosts is not HOST:PORT (an IPv6 address stands in brackets)"))
  }

  private static func isPort(_ text: Substring) -> Bool {
    Int(text).map { (1...65535).contains($0) } ?? false
  }

  // MARK: - Names

  /// What the drivers and SQLAlchemy itself take, and no server is told.
  private static let drivers: Set<String> = [
    "prepared_statement_cache_size", "prepared_statement_name_func", "statement_cache_size",
    "server_settings", "command_timeout", "charset", "client_encoding", "async_fallback", "plugin",
    "prepare_threshold", "use_native_hstore", "executemany_mode",
  ]

  /// asyncpg's `ssl` is libpq's `sslmode`.
  private static func translated(_ name: String, _ value: String) -> Item {
    switch name {
    case "ssl":
      switch value.lowercased() {
      case "true", "1": ("sslmode", "require")
      case "false", "0": ("sslmode", "disable")
      default: ("sslmode", value)
      }
    case "timeout": ("connect_timeout", value)
    default: (name, value)
    }
  }

  /// What to write instead of a parameter that is none of libpq's.
  private static func advice(_ name: String) -> String {
    switch name.lowercased() {
    case "currentschema", "schema", "search_path": tr("write options=-c%20search_path%3DSCHEMA")
    case "database", "db", "databasename": tr("write dbname")
    case "username", "login": tr("write user")
    case "hostname", "server": tr("write host")
    case "pass", "passwd", "pwd": tr("write password, or put it into ~/.pgpass")
    case "sslca", "ssl_ca", "ssl_ca_certs", "sslcafile": tr("write sslrootcert")
    case "statement_timeout", "lock_timeout", "timezone", "idle_in_transaction_session_timeout":
      tr("write options=-c%20\(name)%3DVALUE")
    case "pool_size", "max_overflow", "pool_timeout", "pool_recycle", "pool_pre_ping", "pgbouncer",
      "connection_limit", "echo", "isolation_level":
      tr("leave it out: it is the business of whoever keeps a pool")
    default:
      ConnectionParameters.nearest(to: name).map { tr("did you mean \($0)?") }
        ?? tr("leave it out, or see https://www.postgresql.org/docs/current/libpq-connect.html")
    }
  }

  /// A name of a parameter; what is none may be anything.
  private static func shown(_ name: String) -> String {
    let isName =
      name.count < 40 && name.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") }
    return isName ? name : "…"
  }

  private static func encoded(_ value: String) -> String {
    value.utf8.map { byte in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."),
        UInt8(ascii: "_"), UInt8(ascii: "/"), UInt8(ascii: ","):
        return String(UnicodeScalar(byte))
      default:
        return "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16)
      }
    }.joined()
  }

  private static func refused(_ source: SettingSource, _ why: String) -> Failure {
    Failure(
      .usage, tr("\(source) is not a database URL: \(why)"),
      hint: tr("write it as postgresql://USER@HOST:PORT/DATABASE, with the password in ~/.pgpass"))
  }
}
