internal import COpenSSL
internal import Localization

/// One side of a TLS connection, without a socket: cipher text goes in and out through
/// memory, so that the one place that waits on sockets stays the only one.
///
/// OpenSSL's own socket BIO would write without MSG_NOSIGNAL and keep the caller from seeing which
/// direction it waits for.
final class TLSSession {
  private let ssl: OpaquePointer
  /// What came from the network, for OpenSSL to read. Both are owned by `ssl`.
  private let fromNetwork: OpaquePointer
  /// What OpenSSL wants sent.
  private let toNetwork: OpaquePointer
  private let host: String

  /// - Parameter host: the name or address that the certificate must be for, unless the settings
  ///   have another one.
  init(_ settings: TLSSettings, host: String) throws(TLSFailure) {
    let context = try TLSContext(settings)
    self.host = settings.serverName ?? host
    (ssl, fromNetwork, toNetwork) = try Self.make(context.pointer)
    SSL_set_connect_state(ssl)
    try name(settings.verification == .full)
  }

  /// The server's side.
  init(accepting context: TLSServerContext) throws(TLSFailure) {
    host = ""
    (ssl, fromNetwork, toNetwork) = try Self.make(context.pointer)
    SSL_set_accept_state(ssl)
  }

  private static func make(
    _ context: OpaquePointer
  ) throws(TLSFailure) -> (ssl: OpaquePointer, fromNetwork: OpaquePointer, toNetwork: OpaquePointer)
  {
    // SSL_new(3): it takes a reference to the context, so that the caller's may end.
    guard let ssl = SSL_new(context) else {
      throw .other(OpenSSLErrors.takeReason().text)
    }
    guard let incoming = BIO_new(BIO_s_mem()), let outgoing = BIO_new(BIO_s_mem()) else {
      SSL_free(ssl)
      throw .other(tr("out of memory"))
    }
    // SSL_set_bio(3): both now belong to the SSL.
    SSL_set_bio(ssl, incoming, outgoing)
    return (ssl, incoming, outgoing)
  }

  deinit {
    SSL_free(ssl)
  }

  /// Server name indication is for names only (RFC 6066, section 3); the check is for both.
  private func name(_ checks: Bool) throws(TLSFailure) {
    let isAddress = AddressLookup.isNumeric(host)
    if !isAddress, invitectl_SSL_set_tlsext_host_name(ssl, host) != 1 {
      throw .wrongHost(host)
    }
    guard checks else { return }
    if isAddress {
      guard X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(ssl), host) == 1 else {
        throw .wrongHost(host)
      }
    } else {
      SSL_set_hostflags(ssl, UInt32(X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS))
      guard SSL_set1_host(ssl, host) == 1 else { throw .wrongHost(host) }
    }
  }

  /// Goes as far as what came allows. Returns whether the handshake is done; if not, and after a
  /// failure too, what ``takeOutgoing()`` has must be sent.
  func handshake() throws(TLSFailure) -> Bool {
    ERR_clear_error()
    let result = SSL_do_handshake(ssl)
    if result == 1 { return true }
    guard SSL_get_error(ssl, result) == SSL_ERROR_WANT_READ else { throw failure() }
    return false
  }

  /// Encrypts all of `bytes`, at most `Int32.max`; ``takeOutgoing()`` has the result.
  func encrypt(_ bytes: UnsafeRawBufferPointer) throws(TLSFailure) {
    guard !bytes.isEmpty else { return }
    ERR_clear_error()
    // Into memory everything fits, so a partial write does not happen (SSL_write(3)).
    guard SSL_write(ssl, bytes.baseAddress, Int32(bytes.count)) == bytes.count else {
      throw failure()
    }
  }

  /// Takes what came from the network.
  func accept(_ bytes: UnsafeRawBufferPointer) {
    _ = BIO_write(fromNetwork, bytes.baseAddress, Int32(bytes.count))
  }

  /// Appends what can be decrypted to `plain`. Returns whether the peer said that it will send no
  /// more.
  func decrypt(into plain: inout [UInt8]) throws(TLSFailure) -> Bool {
    // A record holds at most 2^14 bytes.
    var chunk = [UInt8](repeating: 0, count: 16 * 1024)
    while true {
      ERR_clear_error()
      let count = SSL_read(ssl, &chunk, Int32(chunk.count))
      if count > 0 {
        plain.append(contentsOf: chunk[..<Int(count)])
        continue
      }
      switch SSL_get_error(ssl, count) {
      case SSL_ERROR_WANT_READ: return false
      case SSL_ERROR_ZERO_RETURN: return true
      default: throw failure()
      }
    }
  }

  /// What must be sent, possibly nothing.
  func takeOutgoing() -> [UInt8] {
    let count = BIO_ctrl_pending(toNetwork)
    guard count > 0 else { return [] }
    return [UInt8](unsafeUninitializedCapacity: count) { buffer, written in
      let read = BIO_read(toNetwork, buffer.baseAddress, Int32(count))
      written = max(0, Int(read))
    }
  }

  /// Says that nothing more will be sent.
  func finish() {
    ERR_clear_error()
    SSL_shutdown(ssl)
    ERR_clear_error()
  }

  private func failure() -> TLSFailure {
    let verification = SSL_get_verify_result(ssl)
    guard verification == Int(X509_V_OK) || SSL_get_verify_mode(ssl) == SSL_VERIFY_NONE else {
      ERR_clear_error()
      return OpenSSLErrors.failure(verification: verification, host: host)
    }
    return OpenSSLErrors.protocolFailure()
  }
}
