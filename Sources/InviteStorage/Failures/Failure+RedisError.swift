internal import InviteDomain
package import RedisClient
internal import SocketStream

extension Failure {
  /// Turns what Redis or the way to it said into a sentence with a next step.
  ///
  /// - Parameter action: what was being done, e.g. `read the buckets`; completes "could not …".
  package init(_ error: RedisError, doing action: String) {
    switch error {
    case .couldNotConnect(let endpoint, let failure):
      self.init(endpoint: endpoint, failure)
    case .server(let answer):
      self.init(answer, action: action)
    case .timedOut:
      self.init(
        .error, "could not \(action): \(error)",
        hint:
          "see whether the server is busy (SLOWLOG GET in redis-cli), or pass a longer --timeout"
      )
    case .interrupted:
      self.init(.interrupted, "stopped: could not \(action)")
    case .connectionLost, .closed:
      self.init(
        .error, "could not \(action): \(error)",
        hint: "see whether the server restarted; run the same command again to see what was done")
    case .protocolError:
      self.init(
        .error, "could not \(action): \(error)",
        hint: "correct host and port in the Redis URL, or write rediss:// for a port that wants TLS"
      )
    case .unexpectedReply:
      self.init(.error, "could not \(action): \(error)")
    }
    isAboutConnection = Self.isAboutConnection(error)
  }

  /// The same for an error on the way to a server, whose password may be from a file.
  package init(_ error: RedisError, doing action: String, at endpoint: RedisEndpoint) {
    let failure = Failure(error, doing: action)
    guard case .server(.wrongPass) = error, let source = endpoint.passwordSource else {
      self = failure
      return
    }
    self = failure.adding("", hint: "correct the user, or the password, which came from \(source)")
  }

  private static func isAboutConnection(_ error: RedisError) -> Bool {
    switch error {
    case .couldNotConnect, .connectionLost, .timedOut, .closed: true
    case .server(.loading), .server(.masterDown), .server(.readOnly): true
    case .server, .interrupted, .protocolError, .unexpectedReply: false
    }
  }

  private init(endpoint: String, _ failure: RedisConnectFailure) {
    let hint: String? =
      switch failure {
      case .unknownHost: "correct the host name in the Redis URL"
      case .refused: "see whether Redis runs there, and whether host and port are right"
      case .noSuchSocket: "see whether Redis runs here, and whether the socket's path is right"
      case .permissionDenied: "let this user open the socket (unixsocketperm in redis.conf)"
      case .timedOut: "see whether host and port are right, or allow more with --timeout"
      case .tls(let failure): Self.hint(failure)
      case .noSentinel: "correct the sentinels' hosts and ports (mostly 26379) in the Redis URL"
      case .unknownService: "correct the name after the hosts: sentinel://H1,H2,H3/NAME/DB"
      case .noPrimary: "a failover may be going on; try again, or allow more time with --timeout"
      case .system: nil
      }
    self.init(.error, "could not connect to Redis at \(endpoint): \(failure)", hint: hint)
  }

  private static func hint(_ failure: TLSFailure) -> String? {
    switch failure {
    case .untrusted:
      "give the authority that signed it: ssl_ca_certs=FILE in the URL, or redis.tlsCaFile"
    case .wrongHost:
      "use a host name that the certificate has, or give it as ssl_server_name=NAME in the URL"
    case .expired: "renew the server's certificate"
    case .notYetValid: "see whether this machine's clock is right"
    case .clientCertificateRefused:
      "give a certificate the server trusts: ssl_certfile=FILE and ssl_keyfile=FILE in the URL"
    case .badFile: "give a readable PEM file"
    case .notTLS: "correct the port, or write redis:// for a server without TLS"
    case .silent: "see whether this port speaks TLS; write redis:// for a server without"
    case .badCertificate, .other: nil
    }
  }

  private init(_ answer: RedisServerError, action: String) {
    let (kind, hint): (Kind, String?) =
      switch answer {
      case .noAuth: (.error, "put the password into the URL: redis://:PASSWORD@HOST:PORT/DB")
      case .wrongPass: (.error, "correct user and password in the Redis URL")
      case .noPerm: (.error, "let the user do this (ACL SETUSER); see docs/security.md")
      case .wrongType: (.error, "another program wrote a key that has a name of Celery's or ours")
      case .outOfMemory: (.error, "Redis is full: raise maxmemory or remove what is not needed")
      case .readOnly: (.error, "this server is a replica: point the Redis URL at the primary")
      case .loading: (.transient, "the server is loading its data; try again later")
      case .masterDown: (.transient, "the replica has lost its primary; try again later")
      case .busy: (.transient, "a script is running for too long; try again later")
      case .maxClients: (.transient, "too many connections; try again later")
      case .moved, .ask, .clusterDown:
        (.error, "this is a Redis cluster, which Celery cannot use either: use a single server")
      case .misconf: (.error, "Redis cannot save to disk and refuses writes; see its log")
      case .noScript, .execAbort: (.error, nil)
      case .other(_, let message) where message.hasPrefix("DB index is out of range"):
        (.error, "the server has fewer databases: correct the number in the URL, or 'databases'")
      case .other(_, let message) where message.hasPrefix("unknown command"):
        (
          .error,
          "the server does not have the command, by a rename-command in its redis.conf or because "
            + "something stands between that does not know it: give it back, or go to Redis itself"
        )
      case .other: (.error, nil)
      }
    self.init(kind, "could not \(action): Redis says \(answer)", hint: hint)
  }
}
