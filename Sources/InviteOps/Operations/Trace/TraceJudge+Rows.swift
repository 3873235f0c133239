internal import InviteDomain
internal import InviteStorage

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
      return failed("no team took it", row.error, .init(.queue, row.id))
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
    case "FAILED": return failed("the invite failed", record.error, .init(.records, record.id))
    case "REMOVED": return removed(record)
    case "RESERVED": return seatHeld(record)
    default: return unsettled(record)
    }
  }

  /// A status that nothing changes any more. The use that it has is kept for the retry.
  private func unsettled(_ record: TraceFacts.Record) -> TraceVerdict {
    let what =
      "invite record \(record.id) is \(record.status ?? "NULL"), which nothing changes any more"
    guard facts.areRowsRead, facts.isComplete else { return unseen(what) }
    return TraceVerdict(
      .unknown, .wanting,
      what
        + ": whether the mail came the person knows; if not, let the record be one that failed, and "
        + "trace again",
      .sql(TraceQueries.markRecordFailed(record.id, in: facts.backend)))
  }

  /// Of what is left open until everything was seen.
  private func unseen(_ what: String) -> TraceVerdict {
    TraceVerdict(
      .unknown, .wanting, what + "; not everything was seen",
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
      return TraceVerdict(.joined, .well, "joined \(team(member.team, member.teamID))")
    }
    if let member = thread.members.first {
      return TraceVerdict(.joined, .well, "a member of \(team(member.team, member.teamID))")
    }
    let place = team(record.team, record.teamID)
    let when = record.created.map { " \(ago($0))" } ?? ""
    guard record.teamIsActive else {
      return TraceVerdict(
        .invited, .wanting, "invited to \(place)\(when), which is not active any more", rebind())
    }
    if let accepted = record.accepted {
      return TraceVerdict(
        .accepted, .well, "accepted \(ago(accepted)); no member of \(place) at its last look")
    }
    return TraceVerdict(
      .invited, .well, "invited to \(place)\(when); the person has to accept the mail")
  }

  private func rebind() -> TraceVerdict.Next {
    thread.codeRow.map { TraceCodeJudge(facts: facts, row: $0).rebound(to: email) }
      ?? .invitectl(["redeem"], [code, email], [.init("--flow", "rebind")])
  }

  private func open(_ row: TraceFacts.QueueRow) -> TraceVerdict {
    if row.status == "WAITING" { return waiting(row) }
    let what = "queue row \(row.id) is \(row.status ?? "NULL")"
    let since = row.created.map { " since \(clock($0))" } ?? ""
    guard facts.isComplete else {
      return TraceVerdict(
        .unknown, .wanting, "\(what)\(since); whether somebody works on it was not seen",
        .invitectl(["cleanup-queue"], [], ["--stuck"]))
    }
    let isYoung = row.created.map { facts.now - $0 < 600 } ?? false
    var options: [ShellCommand.Option] = ["--stuck", "--yes"]
    if isYoung { options.insert(.init("--min-age", "0s"), at: 1) }
    return TraceVerdict(
      .lost, .wanting, "\(what)\(since), and there is no message and no worker has it",
      .invitectl(["cleanup-queue"], [], options))
  }

  /// The backend marks no row as done; `cleanup-queue --stuck` does, or a person, for an invite that there was.
  private func finished(_ row: TraceFacts.QueueRow) -> TraceVerdict {
    if let member = thread.members.first {
      return TraceVerdict(.joined, .well, "a member of \(team(member.team, member.teamID))")
    }
    // Which made it, and names no code.
    let codeless = facts.records.filter {
      $0.status == "SUCCESS" && TraceThread.Key($0.email, $0.code) == TraceThread.Key(email, nil)
        && at($0) >= (row.created ?? 0)
    }
    if let record = codeless.max(by: { at($0) < at($1) }) { return invited(record) }
    let when = row.processed ?? row.created
    let what =
      "queue row \(row.id) is SUCCESS" + (when.map { " since \(clock($0))" } ?? "")
      + ", and no invite record is left of it"
    guard facts.areRowsRead, facts.isComplete else { return unseen(what) }
    if let id = thread.taskIDs.sorted().last {
      return TraceVerdict(
        .unknown, .wanting, what + "; what its task answered is in its result or the worker's log",
        look(id))
    }
    return TraceVerdict(
      .unknown, .wanting,
      what
        + ", nor a member: whether the mail came the person knows; if not, let the row be one that "
        + "failed, and trace again",
      .sql(TraceQueries.markFailed(row.id, in: facts.backend)))
  }

  private func waiting(_ row: TraceFacts.QueueRow) -> TraceVerdict {
    let since = row.created.map { " since \(clock($0))" } ?? ""
    guard row.retries != nil else {
      return TraceVerdict(
        .waiting, .wanting,
        "waits for a seat\(since); its row has no retry_count, at which the backend's job ends",
        .sql(StuckQueries.mendRetries(row.id, in: facts.backend)))
    }
    guard let seats = row.seats else {
      return TraceVerdict(.waiting, .well, "waits for a seat\(since)")
    }
    if seats.own > 0 {
      return TraceVerdict(
        .waiting, .well,
        "waits for a seat\(since); \(CountText.of(seats.own, "seat")) free: the backend's job takes "
          + "it up within five minutes", retryWaiting())
    }
    let place = row.groupID.map { "of group \($0)" } ?? "without a group"
    let more =
      row.groupID != nil && seats.ungrouped > 0
      ? " (each run of the job copies the row while teams without a group have seats)" : ""
    return TraceVerdict(
      .waiting, .wanting, "waits for a seat\(since); no active team \(place) has one free\(more)",
      .advice(
        "add a team \(place) or free a seat of one in the backend; its job then invites by itself"))
  }

  private func seatHeld(_ record: TraceFacts.Record) -> TraceVerdict {
    let place = team(record.team, record.teamID)
    let since = record.created.map { " \(ago($0))" } ?? ""
    let error = thread.results.compactMap(\.error).first.map { ": \($0)" } ?? ""
    let what = "a seat of \(place) was reserved\(since), and no worker has the invite"
    guard facts.isComplete else {
      return TraceVerdict(
        .seatHeld, .wanting, what + "; not everything was seen", .invitectl(["inspect-workers"]))
    }
    if facts.counting == .onJoin {
      return TraceVerdict(
        .seatHeld, .wanting, "\(what)\(error): it was refused, or its message is lost",
        .sql(TraceQueries.giveSeatBack(record.id, in: facts.backend)))
    }
    // Its clean-up gives the counted use back as well, which a person would have to do by hand.
    let back = record.created.map { " from \(clock($0 + Self.seatLife)) on" } ?? ""
    return TraceVerdict(
      .seatHeld, .failed, "\(what)\(error): it was refused, or its message is lost",
      .advice("the backend gives seat and use back\(back); then redeem again"))
  }

  /// Seconds after which the backend's clean-up gives a reserved seat back.
  private static let seatLife = 3600.0

  private func removed(_ record: TraceFacts.Record) -> TraceVerdict {
    TraceVerdict(
      .removed, .failed,
      "was in \(team(record.team, record.teamID)), and somebody took the person out again", again())
  }

  private func failed(
    _ what: String, _ reason: String?, _ row: TraceFacts.Attempt.Row
  ) -> TraceVerdict {
    let tried = thread.attempts.filter { $0.row == row }.max { $0.number < $1.number }
    let before = tried.map { "; tried again as task \($0.taskID ?? "-"), of which nothing is left" }
    return TraceVerdict(
      .failed, .failed, what + (reason.map { ": \($0)" } ?? "") + (before ?? "") + openCount,
      retry(isRepeated: tried?.state == "sent"))
  }
}

extension TraceFacts.QueueRow {
  var isOpen: Bool { ["PENDING", "PROCESSING", "WAITING"].contains(status ?? "") }
}
