/// Where a stream socket connects to.
public enum StreamAddress: Sendable, Hashable {
  /// A name, an IPv4 or an IPv6 address without brackets.
  case tcp(host: String, port: Int)
  /// A socket file.
  case unix(path: String)
}
