internal import ClientSupport
internal import InviteDomain
internal import Localization
internal import RedisClient

extension BrokerSearch {
  /// The places of those delivery tags that are not in the index.
  mutating func notIndexed(
    _ tags: [RedisValue], _ index: String
  ) throws(RedisError) -> Set<Int> {
    guard !tags.isEmpty else { return [] }
    var command: [any RedisArgument] = ["ZMSCORE", index]
    for tag in tags { command.append(try tag.asBytes()) }
    do throws(RedisError) {
      let scores = try connection.call(command, deadline: context.requestDeadline).asArray()
      return Set(scores.indices.filter { scores[$0].isNull })
    } catch {
      guard case .server(let reply) = error, reply.code == "WRONGTYPE" else { throw error }
      completeness.note(notSearched: tr("\(PythonText.escaped(index)) is not a sorted set"))
      return []
    }
  }
}
