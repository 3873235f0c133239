internal import ClientSupport
public import SocketStream

/// Where a Redis server is, as whom to log in, and which database to use.
///
/// Its description is made from an allow-list (scheme, user, host, port, path, database), so that
/// a password can not appear in it.
public struct RedisEndpoint: Sendable, Equatable, CustomStringConvertible,
  CustomDebugStringConvertible
{
  /// How the server is reached.
  public enum Address: Sendable, Hashable {
    /// A name, an IPv4 or an IPv6 address without brackets.
    case tcp(host: String, port: Int)
    /// A socket file.
    case unix(path: String)
    /// Whichever server the sentinels name as the primary when a connection is made.
    case sentinel(RedisSentinels)
  }

  public let address: Address
  public let username: String?
  public let password: String?
  /// Where the password is from, for messages: a setting with its file; `nil` where it came with the URL.
  public private(set) var passwordSource: String?
  /// The number given to SELECT.
  public private(set) var database: Int
  /// `nil` for a connection in the clear.
  public let tls: TLSSettings?

  public init(
    address: Address, username: String? = nil, password: String? = nil, database: Int = 0,
    tls: TLSSettings? = nil
  ) {
    self.address = address
    self.username = username
    self.password = password
    self.database = database
    self.tls = tls
  }

  /// The same server and login, another database.
  public func withDatabase(_ database: Int) -> RedisEndpoint {
    var copy = self
    copy.database = database
    return copy
  }

  /// The same server and database, logged in to with this password.
  ///
  /// - Parameter source: where that is from; see ``passwordSource``.
  public func withPassword(_ password: String, from source: String? = nil) -> RedisEndpoint {
    var endpoint = RedisEndpoint(
      address: address, username: username, password: password, database: database, tls: tls)
    endpoint.passwordSource = source
    return endpoint
  }

  /// Where a password is from is no difference.
  public static func == (one: RedisEndpoint, other: RedisEndpoint) -> Bool {
    one.address == other.address && one.username == other.username
      && one.password == other.password && one.database == other.database && one.tls == other.tls
  }

  /// Whether both are the same server, whatever the database and the login: then one script can
  /// write to the databases of both. Two names of one server are not recognised.
  public func isSameServer(as other: RedisEndpoint) -> Bool {
    address == other.address
  }

  public var description: String {
    // With a colon it is a login whose own one was percent-encoded.
    let user = username.map { ($0.contains(":") ? ForeignText.hidden : $0) + "@" } ?? ""
    switch address {
    case .tcp(let host, let port):
      let scheme = tls == nil ? "redis" : "rediss"
      return "\(scheme)://\(user)\(RedisSentinels.shown(host)):\(port)/\(database)"
    case .unix(let path):
      return "unix://\(user)\(path)?db=\(database)"
    case .sentinel(let sentinels):
      return "sentinel://\(user)\(sentinels)/\(database)\(tls == nil ? "" : "?ssl=true")"
    }
  }

  public var debugDescription: String { description }
}
