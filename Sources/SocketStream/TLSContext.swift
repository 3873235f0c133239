internal import COpenSSL
internal import Glibc
internal import Localization

/// A configured SSL_CTX. One is made per connection: the settings may differ, and files may have
/// been renewed since the last one.
final class TLSContext {
  let pointer: OpaquePointer

  init(_ settings: TLSSettings) throws(TLSFailure) {
    ERR_clear_error()
    guard let pointer = SSL_CTX_new(TLS_client_method()) else {
      throw .other(OpenSSLErrors.takeReason().text)
    }
    self.pointer = pointer
    guard invitectl_SSL_CTX_set_min_proto_version(pointer, TLS1_2_VERSION) == 1 else {
      throw .other(tr("TLS 1.2 is not available"))
    }
    // An encrypted key would be asked for on the terminal; without an answer it is refused.
    SSL_CTX_set_default_passwd_cb(pointer) { _, _, _, _ in 0 }
    SSL_CTX_set_verify(
      pointer, settings.verification == .none ? SSL_VERIFY_NONE : SSL_VERIFY_PEER, nil)
    if settings.verification != .none { try trust(settings) }
    try identify(settings)
  }

  deinit {
    SSL_CTX_free(pointer)
  }

  private func trust(_ settings: TLSSettings) throws(TLSFailure) {
    guard settings.authorityFile != nil || settings.authorityDirectory != nil else {
      guard SSL_CTX_set_default_verify_paths(pointer) == 1 else {
        throw .other(tr("the system's certificate authorities cannot be read"))
      }
      return
    }
    if let file = settings.authorityFile {
      try readable(file, tr("the CA file"))
      guard SSL_CTX_load_verify_file(pointer, file) == 1 else {
        throw .badFile(
          option: tr("the CA file"), path: file, why: reason(tr("it holds no PEM certificate")))
      }
    }
    if let directory = settings.authorityDirectory {
      try readable(directory, tr("the CA directory"))
      guard SSL_CTX_load_verify_dir(pointer, directory) == 1 else {
        throw .badFile(option: tr("the CA directory"), path: directory, why: reason(nil))
      }
    }
  }

  private func identify(_ settings: TLSSettings) throws(TLSFailure) {
    guard let certificate = settings.certificateFile else {
      guard let key = settings.keyFile else { return }
      throw .badFile(
        option: tr("the key"), path: key, why: tr("there is no certificate file to it"))
    }
    try readable(certificate, tr("the client certificate"))
    guard SSL_CTX_use_certificate_chain_file(pointer, certificate) == 1 else {
      throw .badFile(
        option: tr("the client certificate"), path: certificate,
        why: reason(tr("it holds no PEM certificate")))
    }
    let key = settings.keyFile ?? certificate
    try readable(key, tr("the client key"))
    guard SSL_CTX_use_PrivateKey_file(pointer, key, SSL_FILETYPE_PEM) == 1 else {
      throw .badFile(
        option: tr("the client key"), path: key, why: reason(tr("it holds no unencrypted PEM key")))
    }
  }

  /// OpenSSL's reason, or `plain` where OpenSSL only says that a PEM line was not found.
  private func reason(_ plain: String?) -> String {
    let text = OpenSSLErrors.takeReason().text
    return plain ?? text
  }

  private func readable(_ path: String, _ option: String) throws(TLSFailure) {
    guard access(path, R_OK) == 0 else {
      throw .badFile(option: option, path: path, why: String(cString: strerror(errno)))
    }
  }
}
