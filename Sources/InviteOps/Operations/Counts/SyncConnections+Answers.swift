internal import ClientSupport
internal import InviteDomain
internal import InviteStorage
internal import Localization
internal import RedisClient

/// What scripts answer, in parts.
extension SyncConnections {
  static func text(_ reply: [RedisValue], _ index: Int) throws(Failure) -> String {
    do {
      guard reply.indices.contains(index) else {
        throw RedisError.unexpectedReply(
          expected: tr("element \(index)"), got: tr("\(reply.count) elements"))
      }
      return try reply[index].asString()
    } catch let error as RedisError {
      throw Failure(error, doing: tr("understand a script's answer"))
    } catch {
      throw Failure(.error, tr("could not understand a script's answer: \(error)"))
    }
  }

  /// A time of the Redis clock.
  static func integer(_ reply: [RedisValue], _ index: Int) throws(Failure) -> Int {
    let told = try text(reply, index)
    guard let number = OutsideNumber.whole(told), number > 0 else {
      throw Failure(
        .error, tr("Redis tells a time that cannot be: \(told) ms"),
        hint: tr("see what TIME in redis-cli and the clock of that host say"))
    }
    return number
  }
}
