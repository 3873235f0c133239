/// Where `metrics-dump --listen` listens: `HOST:PORT`, `[IPv6]:PORT`, or `:PORT` for all addresses.
public struct ListenAddress: Sendable, Equatable, CustomStringConvertible {
  /// `nil` for all addresses.
  public let host: String?
  /// 0 lets the system choose one.
  public let port: Int

  /// `nil` for anything else.
  public init?(_ text: String) {
    guard let colon = text.lastIndex(of: ":"),
      let port = UInt16(text[text.index(after: colon)...])
    else { return nil }
    var host = text[..<colon]
    if host.hasPrefix("["), host.hasSuffix("]") {
      host = host.dropFirst().dropLast()
      guard host.contains(":") else { return nil }
    } else if host.contains(where: { ":[]/ ".contains($0) }) {
      return nil
    }
    self.host = host.isEmpty ? nil : String(host)
    self.port = Int(port)
  }

  init(host: String?, port: Int) {
    self.host = host
    self.port = port
  }

  public var description: String {
    guard let host else { return ":\(port)" }
    return host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
  }
}
