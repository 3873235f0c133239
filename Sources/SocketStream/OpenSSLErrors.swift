internal import COpenSSL
internal import Localization

/// Reads OpenSSL's error queue and verification results.
enum OpenSSLErrors {
  /// The last reason in the queue of this thread, which is emptied.
  static func takeReason() -> (code: Int32, text: String) {
    let code = ERR_peek_last_error()
    ERR_clear_error()
    let text = ERR_reason_error_string(code).map { String(cString: $0) }
    return (ERR_GET_REASON(code), text ?? tr("no reason given"))
  }

  /// Why a certificate was not accepted.
  static func failure(verification code: Int, host: String) -> TLSFailure {
    let text = X509_verify_cert_error_string(code).map { String(cString: $0) } ?? "code \(code)"
    return switch Int32(code) {
    case X509_V_ERR_CERT_HAS_EXPIRED: .expired
    case X509_V_ERR_CERT_NOT_YET_VALID: .notYetValid
    case X509_V_ERR_HOSTNAME_MISMATCH, X509_V_ERR_IP_ADDRESS_MISMATCH: .wrongHost(host)
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT, X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY,
      X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE, X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT,
      X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN, X509_V_ERR_CERT_SIGNATURE_FAILURE,
      X509_V_ERR_CERT_UNTRUSTED:
      .untrusted(text)
    default: .badCertificate(text)
    }
  }

  /// Why the handshake or a later record failed, from the error queue.
  static func protocolFailure() -> TLSFailure {
    let (code, text) = takeReason()
    // ssl.h: the reason of an alert from the peer is 1000 and the alert's number (RFC 8446, B.2).
    switch code - SSL_AD_REASON_OFFSET {
    // bad, unsupported, revoked, expired, unknown certificate; unknown CA; certificate required.
    case 42, 43, 44, 45, 46, 48, 116: return .clientCertificateRefused(text)
    default: break
    }
    switch code {
    case SSL_R_WRONG_VERSION_NUMBER, SSL_R_HTTP_REQUEST, SSL_R_PACKET_LENGTH_TOO_LONG,
      SSL_R_RECORD_LENGTH_MISMATCH:
      return .notTLS
    default: return .other(text)
    }
  }
}
