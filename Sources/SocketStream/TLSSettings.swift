/// How a TLS connection is made and what is asked of the server's certificate.
public struct TLSSettings: Sendable, Equatable {
  /// What is checked of the server's certificate.
  public enum Verification: String, Sendable, CaseIterable {
    /// It is signed by an authority we trust, is in date, and is for the host we asked for.
    case full
    /// As ``full``, but for whichever host.
    case certificate
    /// Nothing: the connection is private, but who is at its other end is unknown.
    case none
  }

  public var verification = Verification.full
  /// A PEM file with the authorities to trust; `nil` for those of the system.
  public var authorityFile: String?
  /// A directory of authorities, hashed as OpenSSL wants it.
  public var authorityDirectory: String?
  /// Our own certificate (PEM, with its chain), for servers that ask for one.
  public var certificateFile: String?
  /// The key of our certificate; `nil` when it is in the same file.
  public var keyFile: String?
  /// The name to ask for and to check; `nil` for the host we connect to.
  public var serverName: String?

  public init() {}
}
