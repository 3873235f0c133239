internal import CeleryProtocol
internal import ClientSupport
internal import InviteDomain
internal import Localization

/// A use that left no row of its own, beside rows that are there.
extension TraceJudge {
  /// So many seconds before a use was queued a row cannot be its own any more, whatever clocks differ by.
  private static let apart = 60.0

  /// What may have left a row, as an entry, a mark or an attempt tells of it.
  private struct Claim {
    let id: String
    let queued: Double
    /// When that was last told of.
    let told: Double?
    /// Whether a use is gone with it where it left none.
    var isUse = true
    /// Nothing but its mark, which outlives its rows.
    var isMark = false
    /// Counted by nobody.
    var isOnJoin = false
  }

  /// That it was queued and is nowhere now: what is written is of others. `nil` where rows may be its own.
  func lostSince() -> TraceVerdict? {
    let before = written()
    if isRetriedFirst(before) { return nil }
    return unserved.lazy.compactMap { lost($0, beside: before) }.first
  }

  /// Whether there is one of which an entry tells.
  var leavesEntries: Bool { unserved.contains { !$0.isMark } }

  private func lost(_ use: Claim, beside before: TraceVerdict?) -> TraceVerdict? {
    let isServed = before.map { ![.failed, .removed].contains($0.state) } ?? false
    let isBack = isWanted(use)
    // Nobody who has an invite, or is to have one, is redeemed once more for a use that came to nothing.
    guard isBack || !isServed && !use.isMark && newest < use.queued else { return nil }
    let told: TraceVerdict
    if let result = thread.results.first(where: { $0.id == use.id }) {
      guard let end = end(by: result) else { return nil }
      told = end
    } else {
      told = gone(use.id, use.told)
    }
    let next = isBack && [.lost, .failed].contains(told.state) ? tokenBack(use.id) : told.next
    // Who has an invite was not refused: its use is to go back.
    let standing: TraceVerdict.Standing =
      isBack && isServed && told.standing == .failed ? .wanting : told.standing
    return TraceVerdict(told.state, standing, told.sentence + words(before, use), next)
  }

  /// Whether a failed invite is to be made with its own use before another one goes back: a refund marks the invite,
  /// not the task, and `redeem retry` then leaves the failed row alone. Also where a seat is missing first, or what is
  /// to be repaired.
  private func isRetriedFirst(_ before: TraceVerdict?) -> Bool {
    guard before?.state == .failed, facts.counting == .atRequest, thread.members.isEmpty,
      let row = thread.codeRow,
      TraceCodeJudge(facts: facts, row: row).hindrance(email).map({ $0.kind != .advice }) ?? true
    else { return false }
    return keepsUse(row)
  }

  /// Of what ended well, or has not ended, the newest row tells.
  private func end(by result: TraceFacts.Result) -> TraceVerdict? {
    let hasFailed = ["FAILURE", "REVOKED"].contains(result.state)
    let isNewest = thread.results.allSatisfy { ($0.done ?? 0) <= (result.done ?? 0) }
    return hasFailed || isNewest ? told(by: result) : nil
  }

  /// What is written, and whether it came first.
  private func words(_ written: TraceVerdict?, _ use: Claim) -> String {
    guard let written else { return "" }
    let invites = thread.records.filter { $0.status == "SUCCESS" }.compactMap(\.created)
    let isInvite = [.invited, .accepted, .joined].contains(written.state)
    let last = isInvite ? invites.max() ?? newest : newest
    return last < use.queued
      ? tr("; before that: \(written.sentence)") : tr("; since then: \(written.sentence)")
  }

  /// When the last row was written.
  private var newest: Double {
    let times = thread.records.map(\.created) + thread.queueRows.map(\.created)
    return times.compactMap(\.self).max() ?? -.infinity
  }

  // MARK: - Whose the rows are

  /// Uses for which there is no row, the newest first. Results name the records of some, for as long as they are
  /// kept; of the others each row is of the last that was queued before it.
  private var unserved: [Claim] {
    guard facts.areRowsRead, !thread.records.isEmpty || !thread.queueRows.isEmpty else {
      return []
    }
    let out = thread.messages.filter(\.isInQuarantine)
    // What is out is there, whatever became of its invite.
    var left = claims.filter { claim in
      !out.contains { $0.id.map { CeleryID.isSame($0, claim.id) } ?? false }
    }.sorted { $0.queued < $1.queued }
    let named = Set(thread.results.compactMap(\.recordID)).union(recordsMade(by: out))
    let rows =
      thread.records.filter { !named.contains($0.id) }.map(\.created)
      + thread.queueRows.map(\.created)
    for time in rows.map({ $0 ?? .infinity }).sorted() {
      // Rows are written by the workers' clock, entries by the database's.
      let place =
        left.lastIndex { $0.queued <= time } ?? left.firstIndex { $0.queued - Self.apart <= time }
      if let place { left.remove(at: place) }
    }
    return left.filter(\.isUse).reversed()
  }

  /// Of messages in quarantine that have made their invites, and whose results do not say by which records: one of
  /// each, the earliest that may be of it, so that of the later ones each other use can be.
  private func recordsMade(by out: [TraceFacts.Message]) -> Set<Int> {
    var taken = Set(thread.results.compactMap(\.recordID))
    var own: Set<Int> = []
    let made = thread.records.filter(\.isMade).sorted {
      ($0.created ?? .infinity, $0.id) < ($1.created ?? .infinity, $1.id)
    }
    for message in out.sorted(by: { start(of: $0) < start(of: $1) }) {
      guard let id = message.id, case .made? = excess(of: message),
        !thread.results.contains(where: { CeleryID.isSame($0.id, id) && $0.recordID != nil })
      else { continue }
      let earliest = start(of: message) - Self.apart
      let record = made.first {
        !taken.contains($0.id) && ($0.created ?? .infinity) >= earliest && isOfKind($0, of: id)
      }
      guard let record else { continue }
      taken.insert(record.id)
      own.insert(record.id)
    }
    return own
  }

  private func start(of message: TraceFacts.Message) -> Double {
    message.id.flatMap { queuedAt($0) } ?? -.infinity
  }

  /// Those whose result names no record.
  private var claims: [Claim] {
    var claims: [Claim] = []
    // A rebind is asked for once more by what its row says.
    for entry in thread.entries where entry.state == "published" && entry.flow != "rebind" {
      guard let created = entry.created else { continue }
      // The record of a seat that is held is written just before the entry; its use the backend gives back.
      claims.append(
        Claim(
          id: entry.taskID, queued: entry.holdsSeat ? created - 1 : created, told: entry.changed,
          isUse: !entry.holdsSeat && !isRefunded(entry.taskID), isOnJoin: entry.isOnJoin))
    }
    let known = Set(thread.entries.map(\.taskID))
    for mark in thread.marks where !known.contains(mark.id) {
      guard let at = mark.at else { continue }
      claims.append(
        Claim(id: mark.id, queued: at, told: at, isUse: !isRefunded(mark.id), isMark: true))
    }
    for attempt in thread.attempts where attempt.state == "sent" {
      guard let id = attempt.taskID, let created = attempt.created else { continue }
      claims.append(Claim(id: id, queued: created, told: created, isUse: false))
    }
    let made = Set(thread.results.filter { $0.recordID != nil }.map(\.id))
    return claims.filter { !made.contains($0.id) }
  }

  // MARK: - Whether it is counted still

  /// Whether a token gives it back, and that is wanted. An entry says for itself that a use was taken.
  private func isWanted(_ use: Claim) -> Bool {
    guard facts.counting == .atRequest, !use.isOnJoin, let row = thread.codeRow,
      ["DIRECT", "LINUXDO"].contains(row.type)
    else { return false }
    // Elsewhere a token has no bucket to go to.
    let canHave = row.isActive && row.numbers.initialTokens != nil
    guard canHave || facts.bucket(of: row)?.tokens != nil else { return false }
    return hasSpareUse(row) ?? (!use.isMark && isRefundKnown(since: use.queued))
  }

  /// Whether more uses of its code are counted than its invites have and failed ones want; `nil` where that was
  /// not seen.
  private func hasSpareUse(_ row: TraceFacts.Code) -> Bool? {
    facts.holding(of: row).map {
      row.counted(facts) > $0.others.addingSaturated($0.failing)
    }
  }
}
