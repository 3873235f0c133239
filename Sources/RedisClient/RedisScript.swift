/// A Lua script and the digest by which a server that has seen it knows it.
public struct RedisScript: Sendable, Equatable {
  public let source: String
  /// SHA-1 of the source in lower-case hexadecimal, as EVALSHA wants it.
  public let digest: String

  public init(_ source: String) {
    self.source = source
    digest = SHA1.hexDigest(of: Array(source.utf8))
  }
}
