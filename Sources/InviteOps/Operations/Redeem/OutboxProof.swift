internal import CeleryProtocol
internal import ClientSupport
internal import InviteDomain
internal import InviteStorage
internal import Localization
internal import RedisClient

/// Which redemptions that an earlier run recorded may be put into the queue.
///
/// One that was put there has a mark in the broker. That it has none says so only where no mark can have been lost
/// since it was recorded. Elsewhere its message is looked for, and what a worker would have made of it: what is
/// nowhere may be sent, and what cannot be told is left to a person (docs/decisions/0261).
struct OutboxProof {
  struct Verdict {
    /// To be put into the queue, where the mark of those that were keeps them out.
    var sendable: [OutboxEntry] = []
    /// Celery has them, or a worker had.
    var sent: [OutboxEntry] = []
    /// Nobody can tell.
    var unknown: [HeldRedemption] = []

    /// What those are that are not to be sent, by their ids; what was sent is noted.
    func statuses(_ outbox: Outbox) throws(Failure) -> [String: RedeemResult.Status] {
      try outbox.settle(sent.map(\.taskID), .published)
      var statuses: [String: RedeemResult.Status] = [:]
      for entry in sent { statuses[entry.taskID] = .duplicate }
      for held in unknown { statuses[held.taskID] = .failed(held.failure) }
      return statuses
    }
  }

  let servers: RedeemConnections

  /// Seconds, a day less than a mark lives: two clocks tell how old an entry is.
  private static let longest = Double(RedeemMarker.lifetime - 86_400)

  private var deadline: Deadline { servers.context.requestDeadline }

  /// - Parameter entries: recorded ones.
  func judge(_ entries: [OutboxEntry]) throws(Failure) -> Verdict {
    var verdict = Verdict()
    guard !entries.isEmpty else { return verdict }
    let outbox = Outbox(servers: servers)
    let marked = try outbox.sent(entries.map(\.taskID))
    verdict.sendable = entries.filter { marked.contains($0.taskID) }
    let unmarked = entries.filter { !marked.contains($0.taskID) }
    guard !unmarked.isEmpty else { return verdict }
    let retention = MessageRetention(try servers.redis(.broker), deadline: deadline)
    // Behind it, so that an entry is rather too old.
    let seen = ContinuousClock.now
    let ages = try outbox.ages(unmarked.map(\.taskID))
    var doubtful: [OutboxEntry] = []
    for entry in unmarked {
      if let age = ages[entry.taskID], age < Self.longest, retention.isWhole(for: age) {
        verdict.sendable.append(entry)
      } else {
        doubtful.append(entry)
      }
    }
    try look(for: doubtful, ages, seen: seen, &verdict)
    return verdict
  }

  /// - Parameter seen: when they were as old as that.
  private func look(
    for entries: [OutboxEntry], _ ages: [String: Double], seen: ContinuousClock.Instant,
    _ verdict: inout Verdict
  ) throws(Failure) {
    guard !entries.isEmpty else { return }
    // Upstream first: what moves on meanwhile is then seen twice and not never.
    let messages = try messages(of: entries)
    let results = try results(of: entries)
    let judge = try OutboxJudge(servers)
    for entry in entries {
      // The search took its time.
      let age = ages[entry.taskID].map { $0 + seen.duration(to: .now).seconds } ?? .infinity
      if messages.seen.contains(entry.taskID) || results.contains(entry.taskID) {
        verdict.sent.append(entry)
      } else if let why = try doubt(about: entry, age, messages) {
        verdict.unknown.append(judge.doubtful(entry, why))
      } else {
        verdict.sendable.append(entry)
      }
    }
  }

  private struct Messages {
    /// The ids of tasks.
    var seen: Set<String> = []
    /// Of calls that are not understood, without their case.
    var words: Set<ExactText> = []
    var gaps: [String] = []
  }

  private func messages(of entries: [OutboxEntry]) throws(Failure) -> Messages {
    let ids = Set(entries.map(\.taskID))
    let words = Set(entries.flatMap { [$0.code, $0.email] }.map(MentionedWords.folded))
    var messages = Messages()
    var search = try BrokerSearch(servers.context)
    try search.run { finding in
      switch finding {
      case .invite(let sighting):
        if ids.contains(sighting.id) { messages.seen.insert(sighting.id) }
      case .mention(let mentions, _):
        for word in mentions.words {
          let word = MentionedWords.folded(word)
          if words.contains(word) { messages.words.insert(word) }
        }
      }
    }
    messages.gaps = search.completeness.gaps
    return messages
  }

  /// The tasks of which there is a result: a worker has had them.
  private func results(of entries: [OutboxEntry]) throws(Failure) -> Set<String> {
    let connection = try servers.redis(.result)
    do throws(RedisError) {
      let replies = try connection.pipeline(
        entries.map { ["EXISTS", TaskResult.key(id: $0.taskID)] }, deadline: deadline)
      var found: Set<String> = []
      for (entry, reply) in zip(entries, replies) where try reply.asInteger() == 1 {
        found.insert(entry.taskID)
      }
      return found
    } catch {
      throw Failure(error, doing: tr("read the result of the task"))
    }
  }

  /// Why it cannot be told of an entry without a message whether it was sent; `nil` where it was not.
  private func doubt(
    about entry: OutboxEntry, _ age: Double, _ messages: Messages
  ) throws(Failure) -> String? {
    guard age < Self.longest else { return tr("it is older than six days") }
    if let gap = messages.gaps.first {
      return tr("not all messages could be looked at; a later run may see them: \(gap)")
    }
    let names = [entry.code, entry.email].map(MentionedWords.folded)
    guard messages.words.isDisjoint(with: names) else {
      return tr("a call of a task that is not known here names its code or its email")
    }
    // Of one that holds a seat the seat's own row says it, which is looked at before it is sent.
    guard entry.recordID == nil else { return nil }
    do throws(Failure) {
      let emails = try InviteTracer(servers: servers).emails(code: entry.code, seconds: age + 1)
      guard emails.contains(where: { MentionedWords.folded($0) == names[1] }) else { return nil }
      return tr("there is a row of its email and code from since then")
    } catch {
      if error.kind == .interrupted { throw error }
      return error.message
    }
  }
}
