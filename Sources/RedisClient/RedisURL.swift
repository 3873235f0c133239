internal import ClientSupport
internal import Localization
public import SocketStream

/// Why a Redis URL was not understood. No case carries the URL or any part of it that may be of a
/// password: of one that is not escaped, a part can stand wherever a port or a database should.
public enum RedisURLError: Error, Sendable, Equatable, CustomStringConvertible {
  /// A `sentinel://` URL that does not say which primary.
  case missingService
  /// A scheme that is none of redis, rediss, unix, redis+socket, sentinel; empty when there is none.
  case unknownScheme(String)
  /// Not a number from 1 to 65535.
  case badPort
  /// Not a number from 0 on.
  case badDatabase
  /// An `@` behind the first `/`: what is before it belongs to a password that is not escaped.
  case unescapedLogin
  /// `unix://` without a path.
  case missingPath
  /// A query item about TLS whose value is not understood.
  case badTLSOption(name: String, expected: String)
  /// A `[` without its `]`, a `%` without two hexadecimal digits, bytes that are not UTF-8, or no name or address
  /// where a host belongs.
  case malformed(part: String)

  public var description: String {
    switch self {
    case .missingService:
      tr("a sentinel:// URL names the primary: sentinel://h1:26379,h2:26379/mymaster/0")
    case .unknownScheme(let scheme):
      tr(
        "unknown Redis URL scheme '\(scheme)'; use redis://host:port/db, rediss:// for TLS, "
          + "sentinel://h1,h2,h3/mymaster/db or unix:///path?db=0")
    case .badPort: tr("its port is not a number from 1 to 65535 (\(Self.escapes))")
    case .badDatabase: tr("its database is not a number from 0 on (\(Self.escapes))")
    case .unescapedLogin:
      tr("user and password have characters of their own meaning (\(Self.escapes))")
    case .missingPath: tr("a unix:// URL needs the path of the socket: unix:///path?db=0")
    case .badTLSOption(let name, let expected): tr("\(name) of the Redis URL is not \(expected)")
    case .malformed(let part): tr("the \(part) of the Redis URL is malformed")
    }
  }
}

extension RedisURLError {
  private static let escapes =
    tr("special characters of a password must be percent-encoded: / is %2F, : is %3A, @ is %40")
}

extension RedisEndpoint {
  /// Reads the URL forms of redis-py and kombu: `redis://[user[:password]@]host[:port][/db][?db=]`,
  /// `rediss://` likewise, `unix://[user[:password]@]/path[?db=]`,
  /// `redis+socket:///path[?virtual_host=]`, and
  /// `sentinel://[user[:password]@]host[:port][,…]/service[/db]`, whose login is the server's; the
  /// sentinels' own is `sentinel_username` and `sentinel_password` in the query, and `ssl=true`
  /// asks for TLS to all of them. Celery's list of sentinels, `sentinel://h1;sentinel://h2`, is one of
  /// them with the name of the primary behind it, which Celery has in its transport options:
  /// `sentinel://:PASSWORD@h1:26379;sentinel://h2:26379/mymaster/0`.
  ///
  /// As in redis-py, a `db` of the query beats that of the path, `username` and `password` may be
  /// in the query, the host defaults to localhost and the port to 6379, and other query items are
  /// ignored.
  /// Source: redis-py 5, `redis/connection.py`, `parse_url`; kombu 5, `transport/redis.py`.
  ///
  /// - Parameter tls: what holds for connections under TLS where the URL says nothing else.
  public static func parse(
    url: String, tls defaults: TLSSettings = TLSSettings()
  ) throws(RedisURLError) -> RedisEndpoint {
    let url = oneOfList(url)
    guard let colon = url.firstRange(of: "://") else { throw .unknownScheme("") }
    let scheme = url[..<colon.lowerBound].lowercased()
    var rest = url[colon.upperBound...]
    if let fragment = rest.firstIndex(of: "#") { rest = rest[..<fragment] }

    var query: [String: String] = [:]
    if let mark = rest.firstIndex(of: "?") {
      query = try parse(query: rest[rest.index(after: mark)...])
      rest = rest[..<mark]
    }
    let pathStart = rest.firstIndex(of: "/") ?? rest.endIndex
    if rest[pathStart...].contains("@") { throw .unescapedLogin }
    let path = try decode(rest[pathStart...], part: tr("path"))
    let authority = rest[..<pathStart]
    let login = try parse(login: authority)
    let username = login.username ?? query["username"].flatMap { $0.isEmpty ? nil : $0 }
    let password = login.password ?? query["password"].flatMap { $0.isEmpty ? nil : $0 }

    func make(
      _ address: Address, _ database: String, tls: TLSSettings? = nil
    ) throws(RedisURLError) -> RedisEndpoint {
      RedisEndpoint(
        address: address, username: username, password: password,
        database: try parse(database: query["db"] ?? database), tls: tls)
    }
    switch scheme {
    case "redis", "rediss":
      let (host, port) = try parse(hostAndPort: login.rest, defaultPort: 6379)
      return try make(
        .tcp(host: host, port: port), path.split(separator: "/").joined(),
        tls: scheme == "rediss" ? try RedisTLSQuery.settings(query, defaults) : nil)
    case "unix", "redis+socket":
      guard path.count > 1 else { throw .missingPath }
      return try make(.unix(path: path), query["virtual_host"] ?? "")
    case "sentinel", "redis+sentinel":
      let parts = path.split(separator: "/").map(String.init)
      guard let service = parts.first else { throw .missingService }
      var hosts: [RedisSentinels.Host] = []
      for text in login.rest.split(separator: ",") {
        let (name, port) = try parse(hostAndPort: text, defaultPort: 26379)
        hosts.append(.init(name: name, port: port))
      }
      let sentinels = RedisSentinels(
        hosts: hosts.isEmpty ? [.init(name: "localhost")] : hosts, service: service,
        username: query["sentinel_username"], password: query["sentinel_password"])
      return try make(
        .sentinel(sentinels), parts.dropFirst().joined(),
        tls: try RedisTLSQuery.isAskedFor(query)
          ? try RedisTLSQuery.settings(query, defaults) : nil)
    default:
      let isScheme = scheme.utf8.allSatisfy { (0x61...0x7A).contains($0) || $0 == 0x2B }
      throw .unknownScheme(isScheme ? String(scheme.prefix(20)) : "")
    }
  }

  /// A list of sentinels in one URL: all their hosts, with the first login, and the path and query of the
  /// last one that has them.
  /// Source: kombu 5, `transport/redis.py`, `SentinelChannel._sentinel_managed_pool`.
  private static func oneOfList(_ url: String) -> String {
    let parts = url.split(separator: /;(?:redis\+)?sentinel:\/\//.ignoresCase())
    guard parts.count > 1, let first = parts.first?.firstRange(of: "://") else { return url }
    let all = [parts[0][first.upperBound...]] + parts.dropFirst()
    var login: Substring = ""
    var hosts: [Substring] = []
    var tail: Substring = ""
    for part in all {
      let end = part.firstIndex { $0 == "/" || $0 == "?" || $0 == "#" } ?? part.endIndex
      if end < part.endIndex, part[end...] != "/" { tail = part[end...] }
      let authority = part[..<end]
      let at = authority.lastIndex(of: "@")
      if let at, login.isEmpty { login = authority[...at] }
      hosts.append(at.map { authority[authority.index(after: $0)...] } ?? authority)
    }
    return "\(parts[0][..<first.upperBound])\(login)\(hosts.joined(separator: ","))\(tail)"
  }

  private static func parse(login authority: Substring) throws(RedisURLError) -> (
    username: String?, password: String?, rest: Substring
  ) {
    guard let at = authority.lastIndex(of: "@") else { return (nil, nil, authority) }
    let login = authority[..<at]
    let rest = authority[authority.index(after: at)...]
    let colon = login.firstIndex(of: ":") ?? login.endIndex
    let user = try decode(login[..<colon], part: tr("user"))
    let password = try decode(login[colon...].dropFirst(), part: tr("password"))
    return (user.isEmpty ? nil : user, password.isEmpty ? nil : password, rest)
  }

  private static func parse(
    hostAndPort text: Substring, defaultPort: Int
  ) throws(RedisURLError) -> (String, Int) {
    var host = text
    var port: Substring = ""
    if text.first == "[" {
      guard let end = text.firstIndex(of: "]") else { throw .malformed(part: tr("host")) }
      host = text[text.index(after: text.startIndex)..<end]
      port = text[text.index(after: end)...]
      guard port.isEmpty || port.first == ":" else { throw .malformed(part: tr("host")) }
      port = port.dropFirst()
    } else if let colon = text.lastIndex(of: ":") {
      host = text[..<colon]
      port = text[colon...].dropFirst()
    }
    let name = try decode(host, part: tr("host"))
    // A login that is encoded with its @ would be taken for one, and be shown as such.
    guard name.isEmpty || GivenText.isHost(name) else { throw .malformed(part: tr("host")) }
    guard !port.isEmpty else { return (name.isEmpty ? "localhost" : name, defaultPort) }
    guard let number = Int(port), (1...65535).contains(number) else {
      throw .badPort
    }
    return (name.isEmpty ? "localhost" : name, number)
  }

  private static func parse(database text: String) throws(RedisURLError) -> Int {
    let trimmed = text.first == "/" ? String(text.dropFirst()) : text
    guard !trimmed.isEmpty else { return 0 }
    guard let number = Int(trimmed), number >= 0 else {
      throw .badDatabase
    }
    return number
  }

  private static func parse(query: Substring) throws(RedisURLError) -> [String: String] {
    var items: [String: String] = [:]
    for item in query.split(separator: "&") {
      let equals = item.firstIndex(of: "=") ?? item.endIndex
      let name = try decode(item[..<equals], part: tr("query"))
      items[name] = try decode(item[equals...].dropFirst(), part: tr("query"))
    }
    return items
  }

  private static func decode(_ text: Substring, part: String) throws(RedisURLError) -> String {
    guard let decoded = PercentText.decoded(text) else { throw .malformed(part: part) }
    return decoded
  }
}
