internal import CountProtocol
internal import InviteDomain
internal import Localization

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
    return (lines + refunds).enumerated().sorted { a, b in
      (key(a.element), a.offset) < (key(b.element), b.offset)
    }.map(\.element)
  }

  private func key(_ line: TraceLine) -> Double {
    line.isNow ? .infinity : line.time ?? -.infinity
  }

  // MARK: - PostgreSQL

  private func code(_ row: TraceFacts.Code) -> [TraceLine] {
    var words = [
      tr("code \(row.code) made: \(row.type ?? tr("no kind"))"), TraceCodeJudge.uses(row),
    ]
    if let group = row.groupID { words.append(tr("group \(group)")) }
    if !row.isActive { words.append(tr("switched off")) }
    if let expires = row.expires {
      let clock = Self.clock(expires)
      words.append(expires < facts.now ? tr("expired \(clock)") : tr("ends \(clock)"))
    }
    if row.activated == nil, let bound = row.boundEmail { words.append(tr("bound to \(bound)")) }
    if let certainty = facts.certainties.first(where: { $0.codeID == row.id }) {
      words.append(tr("its count is \(self.certainty(certainty))"))
    }
    var lines = [TraceLine(row.created, .postgres, Self.list(words))]
    if let activated = row.activated {
      var words = [
        tr("code \(row.code) first used"),
        row.boundEmail.map { tr("bound to \($0)") } ?? tr("not bound"),
      ]
      if let days = row.validityDays { words.append(tr("for \(CountText.of(days, "day"))")) }
      lines.append(TraceLine(activated, .postgres, Self.list(words)))
    }
    return lines
  }

  private func certainty(_ row: TraceFacts.Certainty) -> String {
    let state =
      switch row.state {
      case "exact": tr("exact")
      case "bounded": tr("bounded")
      case "unknown": tr("unknown")
      default: row.state
      }
    guard row.spreadLow != 0 || row.spreadHigh != 0 else { return state }
    guard row.spreadHigh < SyncBounds.widest else { return tr("\(state) (no bound)") }
    return tr("\(state) (\(row.spreadLow) to +\(row.spreadHigh))")
  }

  private func ledger(_ line: TraceFacts.LedgerLine) -> TraceLine {
    let code = facts.codes.first { $0.id == line.codeID }?.code ?? "\(line.codeID)"
    return TraceLine(
      line.at, .postgres,
      tr(
        "used_count of \(code) \(line.usedBefore) -> \(line.usedAfter) by run \(line.run) "
          + "(\(line.why)), \(line.state)"))
  }

  private func entry(_ entry: TraceFacts.Entry) -> [TraceLine] {
    let what = tr("task \(entry.taskID) of \(entry.email) by \(entry.code) (\(entry.flow))")
    var lines = [TraceLine(entry.created, .postgres, tr("outbox: \(what) recorded"))]
    if entry.state != "recorded" {
      lines.append(
        TraceLine(entry.changed, .postgres, tr("outbox: task \(entry.taskID) \(entry.state)")))
    }
    return lines
  }

  private func record(_ record: TraceFacts.Record) -> [TraceLine] {
    var words = [
      record.status ?? tr("no status"),
      Self.team(record.team, record.teamID, isActive: record.teamIsActive),
    ]
    if record.isRebind { words.append(tr("a rebind")) }
    let subject =
      record.code.map { tr("invite record \(record.id) of \(record.email) by \($0)") }
      ?? tr("invite record \(record.id) of \(record.email)")
    var text = tr("\(subject): \(Self.list(words))")
    if let error = record.error { text = tr("\(text): \(error)") }
    var lines = [TraceLine(record.created, .postgres, text)]
    if let accepted = record.accepted {
      lines.append(TraceLine(accepted, .postgres, tr("invite record \(record.id) accepted")))
    }
    if let consumed = record.consumed {
      lines.append(
        TraceLine(consumed, .postgres, tr("invite record \(record.id) counted by the member sync")))
    }
    return lines
  }

  private func queueRow(_ row: TraceFacts.QueueRow) -> [TraceLine] {
    var words = [row.status ?? tr("no status")]
    if let retries = row.retries, retries > 0 { words.append(tr("retry \(retries)")) }
    if row.isRebind { words.append(tr("a rebind")) }
    let subject =
      row.code.map { tr("queue row \(row.id) of \(row.email) by \($0)") }
      ?? tr("queue row \(row.id) of \(row.email)")
    var text = tr("\(subject): \(Self.list(words))")
    if let error = row.error { text = tr("\(text): \(error)") }
    var lines = [TraceLine(row.created, .postgres, text)]
    if let processed = row.processed {
      lines.append(TraceLine(processed, .postgres, tr("queue row \(row.id) finished")))
    }
    return lines
  }

  private func attempt(_ attempt: TraceFacts.Attempt) -> TraceLine {
    let (id, task) = (attempt.row.id, attempt.taskID ?? "-")
    let what =
      attempt.row.source == .records
      ? tr("invite record \(id) tried again (\(attempt.number)) as task \(task)")
      : tr("queue row \(id) tried again (\(attempt.number)) as task \(task)")
    return TraceLine(attempt.created, .postgres, tr("\(what), \(attempt.state)"))
  }

  private func member(_ member: TraceFacts.Member) -> TraceLine {
    let team = Self.team(member.team, member.teamID, isActive: member.teamIsActive)
    return TraceLine(
      member.joined, .postgres, tr("\(member.email) is a member of \(team)"))
  }

  // MARK: - Redis

  private func bucket(_ bucket: TraceFacts.Bucket) -> TraceLine {
    var words = [
      bucket.tokens.map { tr("\(CountText.of($0, "token")) left") } ?? tr("holds no count")
    ]
    if let left = bucket.secondsLeft {
      words.append(tr("for \(DurationText.format(.seconds(left)))"))
    }
    return TraceLine(
      nil, .redis, tr("bucket of \(bucket.code): \(Self.list(words))"), isNow: true)
  }

  private func mark(_ mark: TraceFacts.Mark) -> TraceLine {
    TraceLine(
      mark.at, .broker, tr("\(what(mark.id, mark.call)) queued by invitectl redeem (direct)"))
  }

  private var refunds: [TraceLine] {
    facts.refunded.sorted().map {
      TraceLine(nil, .redis, tr("the token of task \($0) was given back"), isNow: true)
    }
  }

  private func message(_ message: TraceFacts.Message) -> TraceLine {
    var words: [String] = []
    var time: Double?
    switch message.place {
    case .list(let name, let queue, let ahead, let workers):
      words.append(tr("in \(queue)"))
      words.append(message.priority.map { tr("priority \($0)") } ?? tr("no priority"))
      words.append(tr("\(ahead) before it"))
      if workers.isEmpty, !facts.fleet.consumers(of: queue).isEmpty {
        words.append(tr("list \(PythonText.escaped(name)), where no worker looks"))
      }
    case .unacked(_, let since, let isIndexed):
      time = since
      words.append(tr("taken from \(message.queue ?? tr("an unknown queue")), not acknowledged"))
      if !isIndexed { words.append(tr("not in the index")) }
    case .quarantine(let out):
      time = out.taken
      words.append(tr("taken out of \(message.queue ?? tr("its queue")) into \(out.place)"))
    }
    if message.retries > 0 { words.append(tr("retry \(message.retries)")) }
    if message.isRedelivered { words.append(tr("redelivered")) }
    if let eta = message.eta { words.append(tr("not before \(Self.clock(eta))")) }
    if let expires = message.expires { words.append(tr("expires \(Self.clock(expires))")) }
    return TraceLine(
      time, .broker, tr("\(what(message.id, message.call)): \(Self.list(words))"),
      isNow: time == nil)
  }

  private func held(_ held: TraceFacts.Held) -> TraceLine {
    let (worker, task) = (held.worker, what(held.id, held.call))
    let text =
      switch held.state {
      case .active: tr("\(worker) runs \(task)")
      case .reserved: tr("\(worker) has, and has not begun, \(task)")
      case .scheduled:
        held.eta.map { tr("\(worker) holds until \(Self.clock($0)) \(task)") }
          ?? tr("\(worker) holds \(task)")
      }
    return TraceLine(held.since, .worker, text, isNow: held.since == nil)
  }

  private func what(_ id: String?, _ call: TraceFacts.Call?) -> String {
    let (id, call) = (id ?? "-", call ?? TraceFacts.Call())
    return switch (call.email.isEmpty, call.code.isEmpty) {
    case (false, false): tr("task \(id) of \(call.email) by \(call.code)")
    case (false, true): tr("task \(id) of \(call.email)")
    case (true, false): tr("task \(id) by \(call.code)")
    case (true, true): tr("task \(id)")
    }
  }

  private func result(_ result: TraceFacts.Result) -> [TraceLine] {
    var text = tr("\(what(result.id, result.call)): \(result.state)")
    if let error = result.error { text = tr("\(text): \(error)") }
    if let line = result.lastLine, line != result.error { text += " [\(line)]" }
    return [TraceLine(result.done, .result, text, isNow: result.done == nil)]
  }

  // MARK: - Words

  private static func list(_ words: [String]) -> String {
    words.dropFirst().reduce(words.first ?? "") { tr("\($0), \($1)") }
  }

  private static func team(_ name: String?, _ id: Int, isActive: Bool) -> String {
    let team = tr("team \(name ?? String(id))")
    return isActive ? team : tr("\(team) (not active)")
  }

  // MARK: - Times

  /// `3m 20s ago`; a time that is not past yet as one that is now, since clocks differ.
  static func ago(_ time: Double, _ now: Double) -> String {
    tr("\(passed(time, now)) ago")
  }

  static func passed(_ time: Double, _ now: Double) -> String {
    DurationText.format(seconds: max(0, now - time))
  }

  /// `2026-11-29 08:05:31`, UTC.
  static func clock(_ time: Double) -> String {
    guard let text = Timestamps.rfc3339(outside: time) else { return tr("an unknown time") }
    return String(text.prefix(19)).replacing("T", with: " ")
  }
}
