/// Why there is no connection.
public enum StreamConnectFailure: Sendable, Equatable {
  /// The name has no address.
  case unknownHost(String)
  /// Nobody listens there.
  case refused
  /// There is no such socket file.
  case noSuchSocket
  /// The socket file may not be opened by this user.
  case permissionDenied
  /// The deadline passed first.
  case timedOut
  /// The connection is there, but not a safe one.
  case tls(TLSFailure)
  /// Anything else the system said.
  case system(errno: Int32, String)
}

/// What can go wrong with a stream. After any of these it is of no use any more.
public enum StreamError: Error, Sendable, Equatable {
  case couldNotConnect(StreamConnectFailure)
  case interrupted
  /// The peer went away; says how.
  case lost(String)
  /// What the peer sent is not what TLS allows, or it refused our certificate.
  case tls(TLSFailure)
}
