internal import CeleryProtocol
internal import ClientSupport
internal import Localization
internal import RedisClient

/// A walk over all keys of a database whose names are alike.
struct KeyWalk {
  let connection: RedisConnection
  let timeout: Duration
  let end: Deadline

  private static let page = 500

  /// Those whose names begin with the prefix, as ``pages(like:_:)``.
  func pages(
    of prefix: String, _ body: ([String]) throws(RedisError) -> Void
  ) throws(RedisError) -> Bool {
    try pages(like: BrokerKeys.globEscaped(prefix) + "*", body)
  }

  /// Some at a time, and the first of them also where the time is over. A key may come twice; one that is not UTF-8
  /// does not.
  ///
  /// - Parameter pattern: as SCAN takes it.
  /// - Returns: whether it came to the end of the keys.
  func pages(
    like pattern: String, _ body: ([String]) throws(RedisError) -> Void
  ) throws(RedisError) -> Bool {
    var cursor = "0"
    repeat {
      let reply = try connection.call(
        ["SCAN", cursor, "MATCH", pattern, "COUNT", 5000], deadline: .after(timeout)
      ).asArray()
      guard reply.count == 2 else {
        throw .unexpectedReply(expected: tr("a cursor and keys"), got: tr("\(reply.count) values"))
      }
      cursor = try reply[0].asString()
      let keys = try reply[1].asArray().compactMap { try? $0.asString() }
      for start in stride(from: 0, to: keys.count, by: Self.page) {
        try body(Array(keys[start..<min(start + Self.page, keys.count)]))
        if end.hasPassed, cursor != "0" || start + Self.page < keys.count { return false }
      }
      if end.hasPassed, cursor != "0" { return false }
    } while cursor != "0"
    return true
  }
}
