public import RedisClient

extension TestRedis {
  /// Leaves in the broker what a worker or a producer of the backend leaves there for good once it
  /// has used the queue of invites: kombu's binding of it.
  ///
  /// - Parameter endpoint: another broker than its own.
  public func declareInvites(in endpoint: RedisEndpoint? = nil) throws {
    let connection = try Self.connect(endpoint ?? broker)
    try connection.send(
      "SADD", "_kombu.binding.invites", "invites\u{06}\u{16}\u{06}\u{16}invites")
  }
}
