internal import CLibpq

/// How a session is protected on its way to the server, as it really is.
public struct ConnectionSecurity: Sendable, Equatable {
  /// Whether it leaves this machine.
  public let isRemote: Bool
  /// By TLS, or by GSSAPI, which knows the server as well.
  public let isEncrypted: Bool
  /// By GSSAPI.
  public let isGSS: Bool
  /// libpq's `sslmode`, also where it is a default.
  public let mode: String
  /// What is checked of the server's certificate.
  public let verification: Verification

  public enum Verification: Sendable, Equatable {
    case none
    /// That an authority signed it, for whichever host.
    case authority
    case host
  }

  public init(
    isRemote: Bool, isEncrypted: Bool, isGSS: Bool = false, mode: String, hasAuthority: Bool = false
  ) {
    self.isRemote = isRemote
    self.isEncrypted = isEncrypted
    self.isGSS = isGSS
    self.mode = mode
    verification =
      switch mode {
      case "verify-full": .host
      case "verify-ca": .authority
      // With a file of authorities it is as verify-ca (chapter 34.19.1 of the manual).
      case "require" where hasAuthority: .authority
      default: .none
      }
  }
}

extension PostgresConnection {
  /// `nil` without a connection.
  public var security: ConnectionSecurity? {
    guard let handle, isUsable, let options = PQconninfo(handle) else { return nil }
    defer { PQconninfoFree(options) }
    let values = ConnectionParameters.values(options)
    let host = PQhost(handle).map { String(cString: $0) } ?? ""
    let address = PQhostaddr(handle).map { String(cString: $0) } ?? ""
    return ConnectionSecurity(
      isRemote: !Self.isThisMachine(host: host, address: address),
      isEncrypted: PQsslInUse(handle) != 0 || PQgssEncInUse(handle) != 0,
      isGSS: PQgssEncInUse(handle) != 0, mode: values["sslmode"] ?? "prefer",
      hasAuthority: values["sslrootcert"]?.isEmpty == false)
  }

  /// A socket's directory, an abstract socket, or the loopback network.
  private static func isThisMachine(host: String, address: String) -> Bool {
    host.hasPrefix("/") || host.hasPrefix("@") || address.hasPrefix("127.") || address == "::1"
  }
}
