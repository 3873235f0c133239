internal import ClientSupport
internal import InviteStorage
internal import PostgresClient
internal import RedisClient

/// What redemptions leave of their tasks, as `trace` knows it: marks of the direct flow in the broker, entries of the
/// outbox, attempts of `redeem retry`. What cannot be read is not known.
struct KnownUses {
  let broker: RedisConnection?
  let database: PostgresConnection
  let timeout: Duration
  var end: Deadline

  /// A task of an invite.
  struct Use {
    let id: String
    /// As they stand in marks.
    let codeDigest: String
    let emailDigest: String
    /// `nil` where it is not told.
    let isRebind: Bool?
  }

  private var limit: Deadline { Deadline.after(timeout).earlier(end) }

  /// When these tasks were queued, in epoch seconds of the database; a record from before is not of them.
  func queued(_ ids: [String]) -> [String: Double] {
    guard !ids.isEmpty else { return [:] }
    var queued: [String: Double] = [:]
    take(MadeInviteQueries.retried, .retries, ids, &queued)
    // Just before the marks are asked for: what passes in between makes them older.
    guard let now = try? database.query(OutboxQueries.clock, deadline: limit).first?.double("now")
    else { return [:] }
    let marks = try? broker?.pipeline(
      ids.map { ["PTTL", RedeemMarker.key(taskID: $0)] }, deadline: limit)
    for (id, reply) in zip(ids, marks ?? []) {
      guard let left = try? reply.asInteger(), left >= 0 else { continue }
      queued[id] = now - RedeemMarker.age(left: left)
    }
    take(MadeInviteQueries.entered, .outbox, ids, &queued)
    return queued
  }

  private func take(
    _ statement: String, _ table: OwnTable, _ ids: [String], _ queued: inout [String: Double]
  ) {
    guard database.facts?.own[table.rawValue] != nil,
      let rows = try? database.query(statement, [PostgresArray.literal(ids)], deadline: limit)
    else { return }
    for row in rows {
      guard let id = try? row.string("task_id"), let at = try? row.double("queued") else {
        continue
      }
      queued[id] = at
    }
  }

  /// The tasks that were queued for these emails; `nil` where not all of them were seen.
  ///
  /// - Parameter emails: in every spelling that is meant.
  func tasks(of emails: [String]) -> [Use]? {
    guard let broker else { return nil }
    var found: [Use] = []
    if database.facts?.own[OwnTable.outbox.rawValue] != nil {
      guard
        let rows = try? database.query(
          MadeInviteQueries.entries, [PostgresArray.literal(emails)], deadline: limit)
      else { return nil }
      for row in rows {
        guard let id = try? row.string("task_id"), let code = try? row.string("code"),
          let email = try? row.string("email"), let isRebind = try? row.bool("is_rebind")
        else { return nil }
        found.append(
          Use(
            id: id, codeDigest: RedeemMarker.digest(ofCode: code),
            emailDigest: RedeemMarker.digest(ofEmail: email), isRebind: isRebind))
      }
    }
    guard let marked = try? marks(Set(emails.map { RedeemMarker.digest(ofEmail: $0) }), broker)
    else { return nil }
    return found + marked
  }

  private func marks(
    _ emails: Set<String>, _ broker: RedisConnection
  ) throws(RedisError) -> [Use]? {
    let prefix = RedeemMarker.key(taskID: "")
    let length = RedeemMarker.digest(ofCode: "").count
    var found: [Use] = []
    let walk = KeyWalk(connection: broker, timeout: timeout, end: end)
    let isWhole = try walk.pages(of: prefix) { keys throws(RedisError) in
      let replies = try broker.pipeline(
        keys.map { ["SMEMBERS", $0] as RedisCommand }, deadline: limit)
      for (key, reply) in zip(keys, replies) {
        // What is no set is none of ours.
        guard let member = (try? reply.asArray())?.first, let text = try? member.asString(),
          emails.contains(String(text.suffix(length)))
        else { continue }
        found.append(
          Use(
            id: String(key.dropFirst(prefix.count)), codeDigest: String(text.prefix(length)),
            emailDigest: String(text.suffix(length)), isRebind: false))
      }
    }
    return isWhole ? found : nil
  }
}
