/// An `http://` or `https://` URL, taken apart.
package struct HTTPEndpoint: Sendable, Equatable {
  package let host: String
  package let port: Int
  /// With its leading slash, and with the query if there is one.
  package let path: String
  /// Whether it is https.
  package let isSafe: Bool

  /// `nil` for what is no such URL, or carries a user or a character that cannot be in one.
  package init?(_ url: String) {
    guard let colon = url.firstRange(of: "://") else { return nil }
    let scheme = url[..<colon.lowerBound].lowercased()
    guard scheme == "http" || scheme == "https" else { return nil }
    isSafe = scheme == "https"
    let rest = url[colon.upperBound...]
    let slash = rest.firstIndex { $0 == "/" || $0 == "?" } ?? rest.endIndex
    var host = rest[..<slash]
    var port = isSafe ? 443 : 80
    if let mark = host.lastIndex(of: ":"), !host[mark...].contains("]") {
      guard let number = Int(host[mark...].dropFirst()), (1...65535).contains(number) else {
        return nil
      }
      port = number
      host = host[..<mark]
    }
    if host.first == "[", host.last == "]" { host = host.dropFirst().dropLast() }
    // What would end the request line or the header is nobody's host or path.
    let tail = rest[slash...]
    let path = tail.first == "/" ? String(tail) : "/" + tail
    let isPlain = (host + path).utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F }
    guard !host.isEmpty, !host.contains("@"), isPlain else { return nil }
    self.host = String(host)
    self.port = port
    self.path = path
  }

  /// The same with more behind the path, before its query: `/x?q` and `y` give `/x/y?q`.
  package func appending(_ component: String) -> HTTPEndpoint {
    let mark = path.firstIndex(of: "?") ?? path.endIndex
    var front = String(path[..<mark])
    if !front.hasSuffix("/") { front += "/" }
    return HTTPEndpoint(host: host, port: port, path: front + component + path[mark...], isSafe)
  }

  /// The same server without a path.
  package var root: HTTPEndpoint { HTTPEndpoint(host: host, port: port, path: "/", isSafe) }

  private init(host: String, port: Int, path: String, _ isSafe: Bool) {
    self.host = host
    self.port = port
    self.path = path
    self.isSafe = isSafe
  }
}
