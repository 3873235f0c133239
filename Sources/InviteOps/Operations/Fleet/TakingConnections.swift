internal import CeleryProtocol
internal import ClientSupport
internal import RedisClient

/// Connections to one database of the broker whose last command took messages, as CLIENT LIST has them
/// (<https://redis.io/docs/latest/commands/client-list/>).
///
/// kombu keeps one connection for BRPOP alone, for as long as its channel lives
/// (kombu/transport/redis.py, `_register_BRPOP`): a worker has one of these, whether it waits there, has its
/// hands full, or consumes nothing any more.
struct TakingConnections {
  struct Connection: Hashable {
    let id: String
    /// Whether it waits for a message at this moment.
    let isWaiting: Bool
  }

  let all: [Connection]

  var waiting: [Connection] { all.filter(\.isWaiting) }

  /// - Returns: `nil` where this user may not see connections.
  static func read(
    _ connection: RedisConnection, database: Int, deadline: Deadline
  ) throws(RedisError) -> TakingConnections? {
    let reply = try connection.pipeline([["CLIENT", "LIST"]], deadline: deadline)[0]
    do throws(RedisError) {
      let list = try reply.throwingServerError().asBytes()
      return TakingConnections(String(decoding: list, as: UTF8.self), database: database)
    } catch {
      guard case .server = error else { throw error }
      return nil
    }
  }

  init(_ list: String, database: Int) {
    all = list.split(whereSeparator: \.isNewline).compactMap { line in
      var fields: [Substring: Substring] = [:]
      for field in line.split(separator: " ") {
        guard let sign = field.firstIndex(of: "=") else { continue }
        fields[field[..<sign]] = field[field.index(after: sign)...]
      }
      guard fields["db"] == "\(database)", let id = fields["id"],
        fields["cmd"] == "brpop" || fields["cmd"] == "blmove"
      else { return nil }
      return Connection(
        id: String(id), isWaiting: fields["flags"]?.contains(where: { $0 == "b" }) ?? false)
    }
  }

  /// How many of them belong for certain to no worker that answered: each of those has one at most, and one
  /// that consumes nothing does not wait at it.
  ///
  /// - Parameters:
  ///   - answering: how many workers answered.
  ///   - consuming: how many of them consume a queue.
  func strangers(answering: Int, consuming: Int) -> Int {
    max(0, all.count - answering, waiting.count - consuming)
  }
}
