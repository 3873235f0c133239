internal import CountProtocol
internal import InviteDomain

/// One thing that was read of an invite.
public struct TraceLine: Sendable, Equatable, Encodable {
  /// Where it was read.
  public enum Source: String, Sendable, Encodable {
    case postgres
    /// The server of the buckets.
    case redis
    case broker
    case worker
    /// The result backend.
    case result
  }

  /// RFC 3339 in UTC; `nil` where nothing says when.
  public let at: String?
  public let source: Source
  public let text: String

  let time: Double?
  /// What is without a time stands before everything, or is as things are now.
  let isNow: Bool

  init(_ time: Double?, _ source: Source, _ text: String, isNow: Bool = false) {
    self.time = time
    self.source = source
    self.text = text
    self.isNow = isNow
    at = Timestamps.rfc3339(outside: time)
  }

  /// The same in other words.
  func saying(_ text: String) -> TraceLine { TraceLine(time, source, text, isNow: isNow) }

  private enum CodingKeys: String, CodingKey { case at, source, text }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(at, forKey: .at)
    try container.encode(source, forKey: .source)
    try container.encode(text, forKey: .text)
  }
}

/// Everything that was found, the oldest first. Pure: from facts to lines.
struct TraceTimeline {
  let facts: TraceFacts

  var lines: [TraceLine] {
    let lines =
      facts.codes.flatMap(code) + facts.buckets.map(bucket) + facts.ledger.map(ledger)
      + facts.entries.flatMap(entry) + facts.records.flatMap(record)
      + facts.queueRows.flatMap(queueRow) + facts.attempts.map(attempt)
      + facts.messages.map(message) + facts.held.map(held)
      + facts.marks.map(mark) + facts.results.flatMap(result)
      + facts.members.map(member)
    // A stable order: of one time as they move.
    return lines.enumerated().sorted { a, b in
      (key(a.element), a.offset) < (key(b.element), b.offset)
    }.map(\.element)
  }

  private func key(_ line: TraceLine) -> Double {
    line.isNow ? .infinity : line.time ?? -.infinity
  }

  // MARK: - PostgreSQL

  private func code(_ row: TraceFacts.Code) -> [TraceLine] {
    var words = ["code \(row.code) made: \(row.type ?? "no kind")", TraceCodeJudge.uses(row)]
    if let group = row.groupID { words.append("group \(group)") }
    if !row.isActive { words.append("switched off") }
    if let expires = row.expires {
      words.append("\(expires < facts.now ? "expired" : "ends") \(Self.clock(expires))")
    }
    if row.activated == nil, let bound = row.boundEmail { words.append("bound to \(bound)") }
    if let certainty = facts.certainties.first(where: { $0.codeID == row.id }) {
      words.append("its count is \(self.certainty(certainty))")
    }
    var lines = [TraceLine(row.created, .postgres, words.joined(separator: ", "))]
    if let activated = row.activated {
      let validity = row.validityDays.map { ", for \(CountText.of($0, "day"))" } ?? ""
      lines.append(
        TraceLine(
          activated, .postgres,
          "code \(row.code) first used"
            + (row.boundEmail.map { ", bound to \($0)" } ?? ", not bound") + validity))
    }
    return lines
  }

  private func certainty(_ row: TraceFacts.Certainty) -> String {
    guard row.spreadLow != 0 || row.spreadHigh != 0 else { return row.state }
    guard row.spreadHigh < SyncBounds.widest else { return "\(row.state) (no bound)" }
    return "\(row.state) (\(row.spreadLow) to +\(row.spreadHigh))"
  }

  private func ledger(_ line: TraceFacts.LedgerLine) -> TraceLine {
    let code = facts.codes.first { $0.id == line.codeID }?.code ?? "\(line.codeID)"
    return TraceLine(
      line.at, .postgres,
      "used_count of \(code) \(line.usedBefore) -> \(line.usedAfter) by run \(line.run) "
        + "(\(line.why)), \(line.state)")
  }

  private func entry(_ entry: TraceFacts.Entry) -> [TraceLine] {
    let what = "task \(entry.taskID) of \(entry.email) by \(entry.code) (\(entry.flow))"
    var lines = [TraceLine(entry.created, .postgres, "outbox: \(what) recorded")]
    if entry.state != "recorded" {
      lines.append(
        TraceLine(entry.changed, .postgres, "outbox: task \(entry.taskID) \(entry.state)"))
    }
    return lines
  }

  private func record(_ record: TraceFacts.Record) -> [TraceLine] {
    let team =
      (record.team.map { "team \($0)" } ?? "team \(record.teamID)")
      + (record.teamIsActive ? "" : " (not active)")
    var text = "invite record \(record.id) of \(record.email)"
    if let code = record.code { text += " by \(code)" }
    text += ": \(record.status ?? "no status"), \(team)"
    if record.isRebind { text += ", a rebind" }
    if let error = record.error { text += ": \(error)" }
    var lines = [TraceLine(record.created, .postgres, text)]
    if let accepted = record.accepted {
      lines.append(TraceLine(accepted, .postgres, "invite record \(record.id) accepted"))
    }
    if let consumed = record.consumed {
      lines.append(
        TraceLine(consumed, .postgres, "invite record \(record.id) counted by the member sync"))
    }
    return lines
  }

  private func queueRow(_ row: TraceFacts.QueueRow) -> [TraceLine] {
    var text = "queue row \(row.id) of \(row.email)"
    if let code = row.code { text += " by \(code)" }
    text += ": \(row.status ?? "no status")"
    if let retries = row.retries, retries > 0 { text += ", retry \(retries)" }
    if row.isRebind { text += ", a rebind" }
    if let error = row.error { text += ": \(error)" }
    var lines = [TraceLine(row.created, .postgres, text)]
    if let processed = row.processed {
      lines.append(TraceLine(processed, .postgres, "queue row \(row.id) finished"))
    }
    return lines
  }

  private func attempt(_ attempt: TraceFacts.Attempt) -> TraceLine {
    let row = attempt.row.source == .records ? "invite record" : "queue row"
    return TraceLine(
      attempt.created, .postgres,
      "\(row) \(attempt.row.id) tried again (\(attempt.number)) as task \(attempt.taskID ?? "-"), "
        + attempt.state)
  }

  private func member(_ member: TraceFacts.Member) -> TraceLine {
    let team = member.team.map { "team \($0)" } ?? "team \(member.teamID)"
    return TraceLine(
      member.joined, .postgres,
      "\(member.email) is a member of \(team)\(member.teamIsActive ? "" : " (not active)")")
  }

  // MARK: - Redis

  private func bucket(_ bucket: TraceFacts.Bucket) -> TraceLine {
    let life = bucket.secondsLeft.map { ", for \(DurationText.format(.seconds($0)))" } ?? ""
    let what = bucket.tokens.map { CountText.of($0, "token") + " left" } ?? "holds no count"
    return TraceLine(nil, .redis, "bucket of \(bucket.code): \(what)\(life)", isNow: true)
  }

  private func mark(_ mark: TraceFacts.Mark) -> TraceLine {
    TraceLine(mark.at, .broker, "\(what(mark.id, mark.call)) queued by invitectl redeem (direct)")
  }

  private func message(_ message: TraceFacts.Message) -> TraceLine {
    var words: [String] = []
    var time: Double?
    switch message.place {
    case .list(let name, let queue, let ahead, let workers):
      words.append("in \(queue)")
      words.append(message.priority.map { "priority \($0)" } ?? "no priority")
      words.append("\(ahead) before it")
      if workers.isEmpty, !facts.fleet.consumers(of: queue).isEmpty {
        words.append("list \(PythonText.escaped(name)), where no worker looks")
      }
    case .unacked(_, let since, let isIndexed):
      time = since
      words.append("taken from \(message.queue ?? "an unknown queue"), not acknowledged")
      if !isIndexed { words.append("not in the index") }
    case .quarantine(let out):
      time = out.taken
      words.append("taken out of \(message.queue ?? "its queue") into \(out.place)")
    }
    if message.retries > 0 { words.append("retry \(message.retries)") }
    if message.isRedelivered { words.append("redelivered") }
    if let eta = message.eta { words.append("not before \(Self.clock(eta))") }
    if let expires = message.expires { words.append("expires \(Self.clock(expires))") }
    return TraceLine(
      time, .broker, "\(what(message.id, message.call)): " + words.joined(separator: ", "),
      isNow: time == nil)
  }

  private func held(_ held: TraceFacts.Held) -> TraceLine {
    let doing =
      switch held.state {
      case .active: "runs"
      case .reserved: "has, and has not begun,"
      case .scheduled:
        "holds" + (held.eta.map { " until \(Self.clock($0))" } ?? "")
      }
    return TraceLine(
      held.since, .worker, "\(held.worker) \(doing) \(what(held.id, held.call))",
      isNow: held.since == nil)
  }

  private func what(_ id: String?, _ call: TraceFacts.Call?) -> String {
    let whom =
      call.map {
        ($0.email.isEmpty ? "" : " of \($0.email)") + ($0.code.isEmpty ? "" : " by \($0.code)")
      } ?? ""
    return "task \(id ?? "-")\(whom)"
  }

  private func result(_ result: TraceFacts.Result) -> [TraceLine] {
    var text = "\(what(result.id, result.call)): \(result.state)"
    if let error = result.error { text += ": \(error)" }
    if let line = result.lastLine, line != result.error { text += " [\(line)]" }
    return [TraceLine(result.done, .result, text, isNow: result.done == nil)]
  }

  // MARK: - Times

  /// `3m 20s ago`; a time that is not past yet as one that is now, since clocks differ.
  static func ago(_ time: Double, _ now: Double) -> String {
    DurationText.format(seconds: max(0, now - time)) + " ago"
  }

  /// `2026-11-29 08:05:31`, UTC.
  static func clock(_ time: Double) -> String {
    guard let text = Timestamps.rfc3339(outside: time) else { return "an unknown time" }
    return String(text.prefix(19)).replacing("T", with: " ")
  }
}
