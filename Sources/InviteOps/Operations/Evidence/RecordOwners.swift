internal import CeleryProtocol
internal import ClientSupport
internal import LosslessJSON
internal import RedisClient

/// Which tasks say by their results that they have made which invite records: such a record is no other task's.
struct RecordOwners {
  /// By the record's id, the tasks whose results name it.
  private(set) var tasks: [Int: Set<String>] = [:]
  /// Whether all results were read.
  private(set) var isComplete = false

  /// Reads all results, as far as there is time for it.
  ///
  /// - Parameters:
  ///   - records: of which it is to be known.
  ///   - connection: to the results.
  init(
    of records: Set<Int>, on connection: RedisConnection, timeout: Duration, patience: Duration
  ) throws(RedisError) {
    let prefix = TaskResult.key(id: "")
    var found: [Int: Set<String>] = [:]
    let walk = KeyWalk(connection: connection, timeout: timeout, end: .after(patience))
    isComplete = try walk.pages(of: prefix) { keys throws(RedisError) in
      let words: [any RedisArgument] = ["MGET"] + keys
      let values = try connection.call(words, deadline: .after(timeout)).asArray()
      for (key, value) in zip(keys, values) where !value.isNull {
        guard let result = try? TaskResult(decoding: value.asBytes()), result.state == .success,
          let record = result.result["record_id"]?.int, records.contains(record)
        else { continue }
        found[record, default: []].insert(String(key.dropFirst(prefix.count)))
      }
    }
    tasks = found
  }

  /// Whether a record is another task's than this one, and none of an attempt to make the same invite.
  func isOthers(_ record: Int, than id: String?, besides attempts: Set<String>) -> Bool {
    guard let owners = tasks[record], !owners.isEmpty else { return false }
    if let id, owners.contains(where: { CeleryID.isSame($0, id) }) { return false }
    return owners.isDisjoint(with: attempts)
  }
}
