internal import InviteDomain
internal import InviteStorage
internal import Localization

/// What the backend's tables say, where nothing is under way.
extension TraceJudge {
  func written() -> TraceVerdict? {
    let success = thread.records.filter { $0.status == "SUCCESS" }.max { at($0) < at($1) }
    let row = thread.queueRows.max { at($0) < at($1) }
    let record = thread.records.max { at($0) < at($1) }
    if let row, row.isOpen, success.map({ at($0) < at(row) }) ?? true,
      record.map({ $0.status == "FAILED" && at($0) > at(row) }) != true
    {
      return open(row)
    }
    if let success, record.map({ at($0) <= at(success) || $0.status == "FAILED" }) ?? true,
      row.map({ at($0) <= at(success) || $0.isOpen || $0.status == "SUCCESS" }) ?? true
    {
      return invited(success)
    }
    if let row, row.status == "FAILED", record.map({ at($0) < at(row) }) ?? true {
      return failed(tr("no team took it"), row.error, .init(.queue, row.id))
    }
    if let row, row.status == "SUCCESS", success == nil,
      record.map({ $0.status == "FAILED" && $0.accepted == nil && at($0) < at(row) }) ?? true
    {
      return finished(row)
    }
    guard let record else { return nil }
    switch record.status {
    case "SUCCESS": return invited(record)
    case "FAILED" where record.accepted != nil: return removed(record)
    case "FAILED": return failed(tr("the invite failed"), record.error, .init(.records, record.id))
    case "REMOVED": return removed(record)
    case "RESERVED": return seatHeld(record)
    default: return unsettled(record)
    }
  }

  /// A status that nothing changes any more. The use that it has is kept for the retry.
  private func unsettled(_ record: TraceFacts.Record) -> TraceVerdict {
    let what =
      tr("invite record \(record.id) is \(record.status ?? "NULL"), which nothing changes any more")
    guard facts.areRowsRead, facts.isComplete else { return unseen(what) }
    return TraceVerdict(
      .unknown, .wanting,
      what
        + tr(
          ": whether the mail came the person knows; if not, let the record be one that failed, and "
            + "trace again"),
      .sql(TraceQueries.markRecordFailed(record.id, in: facts.backend)))
  }

  /// Of what is left open until everything was seen.
  func unseen(_ what: String) -> TraceVerdict {
    TraceVerdict(
      .unknown, .wanting, what + tr("; not everything was seen"),
      facts.areRowsRead
        ? .invitectl(["inspect-workers"])
        : .invitectl(["doctor"], [], [.init("--only", "postgres")]))
  }

  private func at(_ record: TraceFacts.Record) -> Double {
    max(record.created ?? 0, record.accepted ?? 0)
  }

  private func at(_ row: TraceFacts.QueueRow) -> Double {
    max(row.created ?? 0, row.processed ?? 0)
  }

  private func invited(_ record: TraceFacts.Record) -> TraceVerdict {
    if let member = thread.members.first(where: { $0.teamID == record.teamID }) {
      return TraceVerdict(.joined, .well, tr("joined \(team(member.team, member.teamID))"))
    }
    if let member = thread.members.first {
      return TraceVerdict(.joined, .well, tr("a member of \(team(member.team, member.teamID))"))
    }
    let place = team(record.team, record.teamID)
    let when = past(record.created)
    guard record.teamIsActive else {
      return TraceVerdict(
        .invited, .wanting, tr("invited to \(place)\(when), which is not active any more"), rebind()
      )
    }
    if let accepted = record.accepted {
      return TraceVerdict(
        .accepted, .well, tr("accepted \(ago(accepted)); no member of \(place) at its last look"))
    }
    return TraceVerdict(
      .invited, .well, tr("invited to \(place)\(when); the person has to accept the mail"))
  }

  /// That one code has invited somebody more than once into teams that are active still; empty else.
  var repeats: String {
    let made = thread.records.filter {
      $0.status == "SUCCESS" && !$0.isRebind && $0.teamIsActive
    }
    guard made.count > 1, !code.isEmpty else { return "" }
    let ids = made.map(\.id).sorted().map(String.init).joined(separator: ", ")
    return tr("; invited \(made.count) times by this code (invite records \(ids))")
  }

  private func rebind() -> TraceVerdict.Next {
    thread.codeRow.map { TraceCodeJudge(facts: facts, row: $0).rebound(to: email) }
      ?? .invitectl(["redeem"], [code, email], [.init("--flow", "rebind")])
  }

  private func open(_ row: TraceFacts.QueueRow) -> TraceVerdict {
    if row.status == "WAITING" { return waiting(row) }
    let what = tr("queue row \(row.id) is \(row.status ?? "NULL")")
    let since = self.since(row.created)
    guard facts.isComplete else {
      return TraceVerdict(
        .unknown, .wanting, tr("\(what)\(since); whether somebody works on it was not seen"),
        .invitectl(["cleanup-queue"], [], ["--stuck"]))
    }
    let isYoung = row.created.map { facts.now - $0 < 600 } ?? false
    var options: [ShellCommand.Option] = ["--stuck", "--yes"]
    if isYoung { options.insert(.init("--min-age", "0s"), at: 1) }
    return TraceVerdict(
      .lost, .wanting, tr("\(what)\(since), and there is no message and no worker has it"),
      .invitectl(["cleanup-queue"], [], options))
  }

  /// The backend marks no row as done; `cleanup-queue --stuck` does, or a person, for an invite that there was.
  private func finished(_ row: TraceFacts.QueueRow) -> TraceVerdict {
    if let member = thread.members.first {
      return TraceVerdict(.joined, .well, tr("a member of \(team(member.team, member.teamID))"))
    }
    // Which made it, and names no code.
    let codeless = facts.records.filter {
      $0.status == "SUCCESS" && TraceThread.Key($0.email, $0.code) == TraceThread.Key(email, nil)
        && at($0) >= (row.created ?? 0)
    }
    if let record = codeless.max(by: { at($0) < at($1) }) { return invited(record) }
    let since = self.since(row.processed ?? row.created)
    let what = tr("queue row \(row.id) is SUCCESS\(since), and no invite record is left of it")
    guard facts.areRowsRead, facts.isComplete else { return unseen(what) }
    if let id = thread.taskIDs.sorted().last {
      return TraceVerdict(
        .unknown, .wanting,
        what + tr("; what its task answered is in its result or the worker's log"),
        look(id))
    }
    return TraceVerdict(
      .unknown, .wanting,
      what
        + tr(
          ", nor a member: whether the mail came the person knows; if not, let the row be one that "
            + "failed, and trace again"),
      .sql(TraceQueries.markFailed(row.id, in: facts.backend)))
  }

  private func waiting(_ row: TraceFacts.QueueRow) -> TraceVerdict {
    let since = self.since(row.created)
    guard row.retries != nil else {
      return TraceVerdict(
        .waiting, .wanting,
        tr("waits for a seat\(since); its row has no retry_count, at which the backend's job ends"),
        .sql(StuckQueries.mendRetries(row.id, in: facts.backend)))
    }
    guard let seats = row.seats else {
      return TraceVerdict(.waiting, .well, tr("waits for a seat\(since)"))
    }
    if seats.own > 0 {
      return TraceVerdict(
        .waiting, .well,
        tr(
          "waits for a seat\(since); \(CountText.of(seats.own, "seat")) free: the backend's job takes "
            + "it up within five minutes"), retryWaiting())
    }
    let place = row.groupID.map { tr("of group \($0)") } ?? tr("without a group")
    let more =
      row.groupID != nil && seats.ungrouped > 0
      ? tr(" (each run of the job copies the row while teams without a group have seats)") : ""
    return TraceVerdict(
      .waiting, .wanting,
      tr("waits for a seat\(since); no active team \(place) has one free\(more)"),
      .advice(
        tr(
          "add a team \(place) or free a seat of one in the backend; its job then invites by itself"
        )))
  }

  private func seatHeld(_ record: TraceFacts.Record) -> TraceVerdict {
    let place = team(record.team, record.teamID)
    let what = tr(
      "a seat of \(place) was reserved\(past(record.created)), and no worker has the invite")
    guard facts.isComplete else {
      return TraceVerdict(
        .seatHeld, .wanting, what + tr("; not everything was seen"), .invitectl(["inspect-workers"])
      )
    }
    let error = thread.results.compactMap(\.error).first
    let seen = error.map { tr("\(what): \($0)") } ?? what
    let sentence = tr("\(seen): it was refused, or its message is lost")
    if facts.counting == .onJoin {
      return TraceVerdict(
        .seatHeld, .wanting, sentence,
        .sql(TraceQueries.giveSeatBack(record.id, in: facts.backend)))
    }
    // Its clean-up gives the counted use back as well, which a person would have to do by hand.
    return TraceVerdict(
      .seatHeld, .failed, sentence,
      .advice(
        record.created.map {
          tr(
            "the backend gives seat and use back from \(clock($0 + Self.seatLife)) on; then redeem "
              + "again")
        } ?? tr("the backend gives seat and use back; then redeem again")))
  }

  /// Seconds after which the backend's clean-up gives a reserved seat back.
  private static let seatLife = 3600.0

  private func removed(_ record: TraceFacts.Record) -> TraceVerdict {
    TraceVerdict(
      .removed, .failed,
      tr("was in \(team(record.team, record.teamID)), and somebody took the person out again"),
      again())
  }
}

extension TraceFacts.QueueRow {
  var isOpen: Bool { ["PENDING", "PROCESSING", "WAITING"].contains(status ?? "") }
}
