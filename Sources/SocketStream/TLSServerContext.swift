internal import COpenSSL
internal import Localization

/// What a server of ours shows of itself, and asks of its clients.
public struct TLSServerSettings: Sendable {
  public enum ClientCertificates: Sendable {
    case none, checkedIfGiven, required
  }

  public enum Version: Sendable {
    case tls12, tls13
  }

  /// A PEM file that was read.
  public struct PEM: Sendable {
    public let path: String
    public let bytes: [UInt8]

    public init(path: String, bytes: [UInt8]) {
      self.path = path
      self.bytes = bytes
    }
  }

  /// With its chain.
  public var certificate: PEM
  public var key: PEM
  /// Who signs certificates of clients.
  public var clientAuthority: PEM?
  public var clientCertificates = ClientCertificates.none
  public var minimum = Version.tls12
  public var maximum = Version.tls13

  public init(certificate: PEM, key: PEM) {
    self.certificate = certificate
    self.key = key
  }
}

/// A configured SSL_CTX for the server's side. It may be used from several threads: nothing changes it once
/// it is made (openssl-threads(7)).
public final class TLSServerContext: @unchecked Sendable {
  let pointer: OpaquePointer

  /// - Throws: ``TLSFailure/badFile(option:path:why:)`` for what is no certificate or no key, or where
  ///   they do not belong together.
  public init(_ settings: TLSServerSettings) throws(TLSFailure) {
    ERR_clear_error()
    guard let pointer = SSL_CTX_new(TLS_server_method()) else {
      throw .other(OpenSSLErrors.takeReason().text)
    }
    self.pointer = pointer
    guard
      invitectl_SSL_CTX_set_min_proto_version(pointer, Self.number(settings.minimum)) == 1,
      invitectl_SSL_CTX_set_max_proto_version(pointer, Self.number(settings.maximum)) == 1
    else { throw .other(tr("these versions of TLS are not available")) }
    invitectl_SSL_CTX_keep_no_sessions(pointer)
    try identify(settings)
    try trust(settings)
  }

  deinit {
    SSL_CTX_free(pointer)
  }

  private static func number(_ version: TLSServerSettings.Version) -> Int32 {
    switch version {
    case .tls12: TLS1_2_VERSION
    case .tls13: TLS1_3_VERSION
    }
  }

  private func identify(_ settings: TLSServerSettings) throws(TLSFailure) {
    let path = settings.certificate.path
    var isFirst = true
    try Self.eachCertificate(settings.certificate, "cert_file") { certificate in
      defer { isFirst = false }
      return isFirst
        ? SSL_CTX_use_certificate(pointer, certificate) == 1
        : invitectl_SSL_CTX_add1_chain_cert(pointer, certificate) == 1
    }
    let bio = try Self.bio(settings.key, "key_file")
    defer { BIO_free(bio) }
    // An encrypted key would be asked for on the terminal; without an answer it is refused.
    guard let key = PEM_read_bio_PrivateKey(bio, nil, { _, _, _, _ in 0 }, nil) else {
      ERR_clear_error()
      throw .badFile(
        option: "key_file", path: settings.key.path, why: tr("it holds no unencrypted PEM key"))
    }
    defer { EVP_PKEY_free(key) }
    guard SSL_CTX_use_PrivateKey(pointer, key) == 1, SSL_CTX_check_private_key(pointer) == 1 else {
      ERR_clear_error()
      throw .badFile(
        option: "key_file", path: settings.key.path, why: tr("it is not the key of \(path)"))
    }
  }

  private func trust(_ settings: TLSServerSettings) throws(TLSFailure) {
    switch settings.clientCertificates {
    case .none: return
    case .checkedIfGiven: SSL_CTX_set_verify(pointer, SSL_VERIFY_PEER, nil)
    case .required:
      SSL_CTX_set_verify(pointer, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, nil)
    }
    guard let authority = settings.clientAuthority else { return }
    try Self.eachCertificate(authority, "client_ca_file") { certificate in
      X509_STORE_add_cert(SSL_CTX_get_cert_store(pointer), certificate) == 1
        && SSL_CTX_add_client_CA(pointer, certificate) == 1
    }
  }

  private static func eachCertificate(
    _ file: TLSServerSettings.PEM, _ option: String, _ body: (OpaquePointer) -> Bool
  ) throws(TLSFailure) {
    let bio = try bio(file, option)
    defer {
      BIO_free(bio)
      // The end of the file is an error to OpenSSL: no further line begins a certificate.
      ERR_clear_error()
    }
    var count = 0
    while let certificate = PEM_read_bio_X509(bio, nil, { _, _, _, _ in 0 }, nil) {
      defer { X509_free(certificate) }
      count += 1
      guard body(certificate) else {
        throw .badFile(option: option, path: file.path, why: OpenSSLErrors.takeReason().text)
      }
    }
    guard count > 0 else {
      throw .badFile(option: option, path: file.path, why: tr("it holds no PEM certificate"))
    }
  }

  private static func bio(
    _ file: TLSServerSettings.PEM, _ option: String
  ) throws(TLSFailure) -> OpaquePointer {
    guard let bio = BIO_new(BIO_s_mem()) else { throw .other(tr("out of memory")) }
    let written = file.bytes.withUnsafeBytes { BIO_write(bio, $0.baseAddress, Int32($0.count)) }
    guard written == file.bytes.count else {
      BIO_free(bio)
      throw .badFile(option: option, path: file.path, why: tr("it is empty"))
    }
    return bio
  }
}
