internal import Localization
public import SocketStream

/// Why a connection could not be made.
public enum RedisConnectFailure: Sendable, Equatable, CustomStringConvertible {
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
  /// None of the sentinels answered; says why the last one did not.
  case noSentinel(String)
  /// The sentinels answer and do not know the name.
  case unknownService(String)
  /// What the sentinels name is not there, or not a primary (yet).
  case noPrimary(String)
  /// Anything else the system said.
  case system(errno: Int32, String)

  public var description: String {
    switch self {
    case .unknownHost(let host): tr("unknown host \(host)")
    case .refused: tr("connection refused")
    case .noSuchSocket: tr("no such socket")
    case .permissionDenied: tr("permission denied")
    case .timedOut: tr("no answer in time")
    case .tls(let failure): failure.description
    case .noSentinel(let why): tr("no sentinel answers (the last one: \(why))")
    case .unknownService(let name): tr("the sentinels know no primary named '\(name)'")
    case .noPrimary(let why): tr("the sentinels name no primary that can be used: \(why)")
    case .system(_, let text): text
    }
  }
}

/// What can go wrong between here and a Redis server.
///
/// No description holds a password, a key or a value.
public enum RedisError: Error, Sendable, Equatable {
  /// There is no connection. `endpoint` is its safe description.
  case couldNotConnect(endpoint: String, RedisConnectFailure)
  /// The server answered with an error. The connection goes on.
  case server(RedisServerError)
  /// The deadline passed. What was sent may or may not have run; the connection is closed.
  case timedOut
  /// The interrupt was raised. What was sent may or may not have run; the connection is closed.
  case interrupted
  /// The peer went away. What was sent may or may not have run; the connection is closed.
  case connectionLost(String)
  /// The connection was closed before, by ``RedisConnection/close()`` or after one of the above;
  /// nothing was sent.
  case closed
  /// The answer is not the Redis protocol, or not what was asked for; the connection is closed.
  case protocolError(String)
  /// The answer has another type than the caller can use.
  case unexpectedReply(expected: String, got: String)
}

extension RedisError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .couldNotConnect(let endpoint, let failure):
      tr("cannot connect to \(endpoint): \(failure)")
    case .server(let error): error.description
    case .timedOut: tr("Redis did not answer in time")
    case .interrupted: tr("interrupted while waiting for Redis")
    case .connectionLost(let text): tr("the connection to Redis was lost: \(text)")
    case .closed: tr("the connection to Redis is closed")
    case .protocolError(let text): tr("this is not the Redis protocol: \(text)")
    case .unexpectedReply(let expected, let got): tr("Redis answered \(got) instead of \(expected)")
    }
  }
}

extension RedisConnectFailure {
  init(_ failure: StreamConnectFailure) {
    self =
      switch failure {
      case .unknownHost(let host): .unknownHost(host)
      case .refused: .refused
      case .noSuchSocket: .noSuchSocket
      case .permissionDenied: .permissionDenied
      case .timedOut: .timedOut
      case .tls(let failure): .tls(failure)
      case .system(let errno, let text): .system(errno: errno, text)
      }
  }
}

extension RedisError {
  init(_ error: StreamError, endpoint: RedisEndpoint) {
    self =
      switch error {
      case .couldNotConnect(let failure):
        .couldNotConnect(endpoint: endpoint.description, RedisConnectFailure(failure))
      case .interrupted: .interrupted
      case .lost(let text): .connectionLost(text)
      // The server judges our certificate after the handshake (RFC 8446, section 4.4.2.4), so this
      // comes with the first reply.
      case .tls(let failure): .couldNotConnect(endpoint: endpoint.description, .tls(failure))
      }
  }
}
