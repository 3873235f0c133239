internal import ClientSupport
internal import RedisClient

/// Connections that take messages of one database: a worker that consumes has one, with remote control or
/// without.
///
/// kombu keeps one connection for BRPOP alone, for as long as its channel lives
/// (kombu/transport/redis.py, `_register_BRPOP`, `_brpop_start`; acknowledgements go over others), so that
/// BRPOP is its last command whether it waits there or has its hands full; CLIENT LIST tells the last command
/// of each (<https://redis.io/docs/latest/commands/client-list/>).
enum MessageTakers {
  /// Of an answer to CLIENT LIST.
  static func count(in list: String, database: Int) -> Int {
    list.split(whereSeparator: \.isNewline).count { line in
      let fields = Set(line.split(separator: " ").map(String.init))
      return fields.contains("db=\(database)")
        && (fields.contains("cmd=brpop") || fields.contains("cmd=blmove"))
    }
  }

  /// - Returns: `nil` where this user may not see connections.
  static func count(
    on connection: RedisConnection, database: Int, timeout: Duration
  ) throws(RedisError) -> Int? {
    let list: [UInt8]
    do throws(RedisError) {
      list = try connection.call(
        ["CLIENT", "LIST", "TYPE", "normal"], deadline: .after(timeout)
      ).asBytes()
    } catch {
      if case .server = error { return nil }
      throw error
    }
    return count(in: String(decoding: list, as: UTF8.self), database: database)
  }
}
