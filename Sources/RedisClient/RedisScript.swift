internal import SocketStream

/// A Lua script and the digest by which a server that has seen it knows it.
public struct RedisScript: Sendable, Equatable {
  public let source: String
  /// SHA-1 of the source in lower-case hexadecimal, as EVALSHA wants it. Where OpenSSL does not give
  /// one it is empty, no server knows it, and the source is sent.
  public let digest: String

  public init(_ source: String) {
    self.source = source
    let digest = MessageDigest(.sha1)
    digest.update(source.utf8)
    self.digest = digest.hexDigest ?? ""
  }
}
