internal import COpenSSL
internal import Glibc

/// Where the authorities are that the system trusts.
package enum SystemAuthorities {
  /// One file with all of them: what SSL_CERT_FILE says, OpenSSL's own, or that of a distribution; `nil`
  /// where none is there.
  package static var file: String? {
    if let variable = getenv("SSL_CERT_FILE"), variable.pointee != 0 {
      return String(cString: variable)
    }
    let own = X509_get_default_cert_file().map { [String(cString: $0)] } ?? []
    return (own + bundles).first { access($0, R_OK) == 0 }
  }

  /// Of Debian and Alpine, of Fedora, of SUSE.
  private static let bundles = [
    "/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt",
    "/etc/ssl/ca-bundle.pem",
  ]
}
