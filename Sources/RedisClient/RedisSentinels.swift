/// A group of sentinels and the name under which they watch a primary.
public struct RedisSentinels: Sendable, Hashable, CustomStringConvertible {
  /// Where one of them listens.
  public struct Host: Sendable, Hashable {
    public let name: String
    public let port: Int

    public init(name: String, port: Int = 26379) {
      self.name = name
      self.port = port
    }
  }

  /// Asked in this order.
  public let hosts: [Host]
  /// As in `sentinel monitor NAME …`.
  public let service: String
  /// The sentinels' own login, which need not be the server's.
  public let username: String?
  public let password: String?

  public init(
    hosts: [Host], service: String, username: String? = nil, password: String? = nil
  ) {
    self.hosts = hosts
    self.service = service
    self.username = username
    self.password = password
  }

  /// Hosts and service, without the login.
  public var description: String {
    hosts.map { "\(Self.shown($0.name)):\($0.port)" }.joined(separator: ",") + "/\(service)"
  }

  /// A host as URLs have it.
  static func shown(_ host: String) -> String {
    host.contains(":") ? "[\(host)]" : host
  }
}
