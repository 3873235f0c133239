internal import Glibc
internal import Localization
internal import SocketStream

/// `sslrootcert=system`, which libpq 16 brought: the authorities that the system trusts.
extension ConnectionParameters {
  private static let word = "system"

  /// What is to be given to the libpq of this machine: an older one takes the word for the name of a file.
  func withSystemAuthorities() throws(PostgresError) -> ConnectionParameters {
    guard (self["sslrootcert"] ?? Self.variable("PGSSLROOTCERT")) == Self.word,
      !Self.isTaken(NewerParameter.requireAuth.rawValue)
    else { return self }
    // With authorities that sign for everybody only the host's name tells one server from another, so that
    // nothing weaker is taken (https://www.postgresql.org/docs/16/libpq-connect.html).
    let mode = self["sslmode"] ?? Self.variable("PGSSLMODE") ?? "verify-full"
    guard mode == "verify-full" else {
      throw Self.invalid(tr("sslrootcert=system needs sslmode=verify-full, and it is \(mode)"))
    }
    guard let file = SystemAuthorities.file else {
      throw Self.invalid(
        tr(
          "sslrootcert=system: there is no file with the system's authorities; name one, or set "
            + "SSL_CERT_FILE"))
    }
    return with("sslrootcert", file).with("sslmode", mode)
  }

  private static func variable(_ name: String) -> String? {
    getenv(name).flatMap { $0.pointee == 0 ? nil : String(cString: $0) }
  }
}
