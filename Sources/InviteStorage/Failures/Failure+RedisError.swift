internal import InviteDomain
internal import Localization
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
        .error, tr("could not \(action): \(error)"),
        hint:
          tr(
            "see whether the server is busy (SLOWLOG GET in redis-cli), or pass a longer --timeout")
      )
    case .interrupted:
      self.init(.interrupted, tr("stopped: could not \(action)"))
    case .connectionLost, .closed:
      self.init(
        .error, tr("could not \(action): \(error)"),
        hint: tr(
          "see whether the server restarted; run the same command again to see what was done"))
    case .protocolError:
      self.init(
        .error, tr("could not \(action): \(error)"),
        hint: tr(
          "correct host and port in the Redis URL, or write rediss:// for a port that wants TLS")
      )
    case .unexpectedReply:
      self.init(.error, tr("could not \(action): \(error)"))
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
    self = failure.adding(
      "", hint: tr("correct the user, or the password, which came from \(source)"))
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
      case .unknownHost: tr("correct the host name in the Redis URL")
      case .refused: tr("see whether Redis runs there, and whether host and port are right")
      case .noSuchSocket: tr("see whether Redis runs here, and whether the socket's path is right")
      case .permissionDenied: tr("let this user open the socket (unixsocketperm in redis.conf)")
      case .timedOut: tr("see whether host and port are right, or allow more with --timeout")
      case .tls(let failure): Self.hint(failure)
      case .noSentinel: tr("correct the sentinels' hosts and ports (mostly 26379) in the Redis URL")
      case .unknownService: tr("correct the name after the hosts: sentinel://H1,H2,H3/NAME/DB")
      case .noPrimary:
        tr("a failover may be going on; try again, or allow more time with --timeout")
      case .system: nil
      }
    self.init(.error, tr("could not connect to Redis at \(endpoint): \(failure)"), hint: hint)
  }

  private static func hint(_ failure: TLSFailure) -> String? {
    switch failure {
    case .untrusted:
      tr("give the authority that signed it: ssl_ca_certs=FILE in the URL, or redis.tlsCaFile")
    case .wrongHost:
      tr("use a host name that the certificate has, or give it as ssl_server_name=NAME in the URL")
    case .expired: tr("renew the server's certificate")
    case .notYetValid: tr("see whether this machine's clock is right")
    case .clientCertificateRefused:
      tr("give a certificate the server trusts: ssl_certfile=FILE and ssl_keyfile=FILE in the URL")
    case .badFile: tr("give a readable PEM file")
    case .notTLS: tr("correct the port, or write redis:// for a server without TLS")
    case .silent: tr("see whether this port speaks TLS; write redis:// for a server without")
    case .badCertificate, .other: nil
    }
  }

  private init(_ answer: RedisServerError, action: String) {
    let (kind, hint): (Kind, String?) =
      switch answer {
      case .noAuth: (.error, tr("put the password into the URL: redis://:PASSWORD@HOST:PORT/DB"))
      case .wrongPass: (.error, tr("correct user and password in the Redis URL"))
      case .noPerm: (.error, tr("let the user do this (ACL SETUSER); see docs/security.md"))
      case .wrongType:
        (.error, tr("another program wrote a key that has a name of Celery's or ours"))
      case .outOfMemory: (.error, tr("Redis is full: raise maxmemory or remove what is not needed"))
      case .readOnly: (.error, tr("this server is a replica: point the Redis URL at the primary"))
      case .loading: (.transient, tr("the server is loading its data; try again later"))
      case .masterDown: (.transient, tr("the replica has lost its primary; try again later"))
      case .busy: (.transient, tr("a script is running for too long; try again later"))
      case .maxClients: (.transient, tr("too many connections; try again later"))
      case .moved, .ask, .clusterDown:
        (.error, tr("this is a Redis cluster, which Celery cannot use either: use a single server"))
      case .misconf: (.error, tr("Redis cannot save to disk and refuses writes; see its log"))
      case .noScript, .execAbort: (.error, nil)
      case .other(_, let message) where message.hasPrefix(verbatim("DB index is out of range")):
        (
          .error,
          tr("the server has fewer databases: correct the number in the URL, or 'databases'")
        )
      case .other(_, let message) where message.hasPrefix(verbatim("unknown command")):
        (
          .error,
          tr(
            "the server does not have the command, by a rename-command in its redis.conf or because "
              + "something stands between that does not know it: give it back, or go to Redis itself"
          )
        )
      case .other: (.error, nil)
      }
    self.init(kind, tr("could not \(action): Redis says \(answer)"), hint: hint)
  }
}
