internal import ClientSupport
internal import InviteDomain
internal import InviteStorage
internal import RedisClient

/// What scripts answer, in parts.
extension SyncConnections {
  static func text(_ reply: [RedisValue], _ index: Int) throws(Failure) -> String {
    do {
      guard reply.indices.contains(index) else {
        throw RedisError.unexpectedReply(
          expected: "element \(index)", got: "\(reply.count) elements")
      }
      return try reply[index].asString()
    } catch let error as RedisError {
      throw Failure(error, doing: "understand a script's answer")
    } catch {
      throw Failure(.error, "could not understand a script's answer: \(error)")
    }
  }

  /// A time of the Redis clock.
  static func integer(_ reply: [RedisValue], _ index: Int) throws(Failure) -> Int {
    guard let number = OutsideNumber.whole(try text(reply, index)), number > 0 else {
      throw Failure(
        .error, "Redis tells a time that cannot be: \(try text(reply, index)) ms",
        hint: "see what TIME in redis-cli and the clock of that host say")
    }
    return number
  }
}
