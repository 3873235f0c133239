internal import Localization

/// Why there is no safe connection. No case carries more than names of files and hosts.
public enum TLSFailure: Error, Sendable, Equatable, CustomStringConvertible {
  /// Signed by nobody we trust: another authority, or itself. Carries OpenSSL's words.
  case untrusted(String)
  /// The certificate is for other hosts than the one asked for.
  case wrongHost(String)
  case expired
  case notYetValid
  /// The certificate was refused for another reason, in OpenSSL's words.
  case badCertificate(String)
  /// The server does not accept our certificate, or wants one and got none.
  case clientCertificateRefused(String)
  /// A file of ours cannot be used.
  case badFile(option: String, path: String, why: String)
  /// What answers there does not speak TLS.
  case notTLS
  /// The connection is there, and nobody answers the handshake.
  case silent
  /// Anything else, in OpenSSL's words.
  case other(String)

  public var description: String {
    switch self {
    case .untrusted(let why): tr("TLS: the server's certificate is not trusted (\(why))")
    case .wrongHost(let host): tr("TLS: the server's certificate is not for the host \(host)")
    case .expired: tr("TLS: the server's certificate has expired")
    case .notYetValid: tr("TLS: the server's certificate is not valid yet")
    case .badCertificate(let why): tr("TLS: the server's certificate is refused (\(why))")
    case .clientCertificateRefused(let why):
      tr("TLS: the server does not accept our client certificate (\(why))")
    case .badFile(let option, let path, let why): tr("TLS: \(option) \(path): \(why)")
    case .notTLS: tr("TLS: what answers there does not speak TLS")
    case .silent: tr("TLS: no answer to the handshake in time")
    case .other(let why): tr("TLS: \(why)")
    }
  }
}
