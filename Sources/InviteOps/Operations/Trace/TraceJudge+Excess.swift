internal import InviteDomain
internal import Localization

/// What is still under way though its invite was made, or may have been: its worker ended between the row and the
/// acknowledgement. Run again, it is an invite more on the same use.
extension TraceJudge {
  /// Why a task that is under way is one too many.
  enum Excess {
    /// `redeem refund --force` has given its token back.
    case refunded
    /// By the record of this id, written then.
    case made(Int, at: Double?)
    /// A row of it waits for a seat.
    case waiting(TraceFacts.QueueRow)
    /// Its result says that it ran to its end, and no row tells what it did.
    case ran
    /// A worker had it before, and nothing says of which task this record of the same email and code is.
    case mayBeMade(TraceFacts.Record)
    /// The same of a row that waits for a seat.
    case mayWait(TraceFacts.QueueRow)

    /// Whether it is known to be one too many.
    var isCertain: Bool {
      switch self {
      case .refunded, .made, .waiting: true
      case .ran, .mayBeMade, .mayWait: false
      }
    }

    /// Whether its record may as well be of a use that was no rebind.
    var isOfEither: Bool {
      if case .mayBeMade(let record) = self { !record.saysKind } else { false }
    }

    var isRefund: Bool { if case .refunded = self { true } else { false } }
  }

  /// Clocks of a worker and of the database may differ by so many seconds: where a row that is older would be taken
  /// for another use's, and where one that is younger would be taken for an earlier run's.
  private static let clocks = (rows: 60.0, runs: 5.0)

  func excess(of message: TraceFacts.Message) -> Excess? {
    guard let id = message.id else { return nil }
    var since: Double?
    var wasTaken = message.isRedelivered
    var seen: Excess?
    switch message.place {
    case .list: break
    case .unacked(_, let taken, _):
      // Of one that was delivered before a row since then may be another one's, as for `restore-unacked` (0309).
      since = message.isRedelivered ? nil : taken
      wasTaken = wasTaken || taken == nil
    // Its mark says whether a worker had it (0294), one of an older invitectl does not. It is not asked: whatever
    // record is younger than its queuing may be of it, and the put-back looks closer.
    case .quarantine(let out):
      wasTaken = true
      if out.isMade { seen = wasSeen(id, before: out.taken ?? .infinity) }
    }
    if let made = self.made(id, since: since) { return made }
    if isRefunded(id) { return .refunded }
    if let seen { return seen }
    guard wasTaken || since != nil,
      let record = unassigned(id, since: wasTaken ? nil : since)
    else { return mayWait(message).map(Excess.mayWait) }
    return .mayBeMade(record)
  }

  /// Of what a living worker has. A task that runs writes its row before it ends: only what was written before it
  /// was begun tells that it runs again.
  func excess(of held: TraceFacts.Held) -> Excess? {
    let refund: Excess? = isRefunded(held.id) ? .refunded : nil
    guard held.state == .active else {
      // Beside another attempt any record since is of the same use.
      let since = thread.attempts.isEmpty ? nil : takenAt(held.id)
      return made(held.id, since: since) ?? refund
    }
    guard case .made(let id, at: let created?)? = made(held.id, since: nil), let begun = held.since,
      created < begun - Self.clocks.runs
    else { return refund }
    return .made(id, at: created)
  }

  private func takenAt(_ id: String) -> Double? {
    for message in thread.messages where message.id == id {
      if case .unacked(_, let since, _) = message.place { return since }
    }
    return nil
  }

  /// What its task has made, by its result, by rows since it was taken, or by rows since it was queued.
  private func made(_ id: String, since: Double?) -> Excess? {
    let result = thread.results.first { $0.id == id && $0.state == "SUCCESS" }
    if let number = result?.recordID {
      // Also where rows were not read: the task itself says so.
      return .made(number, at: thread.records.first { $0.id == number }?.created ?? result?.done)
    }
    if let since {
      let start = max(since - Self.clocks.rows, queuedAt(id) ?? -.infinity)
      // Of as many uses as there are rows each has its own; else it may be another one's.
      if let record = records(id, from: start).max(by: Self.isOlder), hasRowOfEach(id, start) {
        return Self.byRecord(record)
      }
      if let row = waiting(from: start) { return .waiting(row) }
    }
    if let queued = queuedAt(id) {
      let made = records(id, from: queued).sorted(by: Self.isOlder)
      // Of several uses one may be open still; what was queued after a record has not made it.
      let last = made.indices.last { place in
        let end = (made[place].created ?? .infinity) + Self.clocks.rows
        return place + 1 >= max(1, uses(besides: id, until: end))
      }
      if let last { return Self.byRecord(made[last]) }
    }
    guard result != nil else { return nil }
    return ranToItsEnd(id)
  }

  /// What the task of a message has made that was seen to have made its invite when it was taken out: results, marks
  /// and entries are gone sooner than its file.
  private func wasSeen(_ id: String, before taken: Double) -> Excess {
    let made = records(id, from: -.infinity).sorted(by: Self.isOlder)
    let record = made.last { ($0.created ?? -.infinity) <= taken } ?? made.first
    if let row = waiting(from: record?.created ?? -.infinity), (row.created ?? taken) <= taken {
      return .waiting(row)
    }
    return record.map(Self.byRecord) ?? .ran
  }

  private static func byRecord(_ record: TraceFacts.Record) -> Excess {
    .made(record.id, at: record.created)
  }

  /// What a result without a record means: the backend's task ends well where it has written that it failed, too.
  private func ranToItsEnd(_ id: String) -> Excess? {
    switch written()?.state {
    case .failed?, .seatHeld?: return nil
    case .waiting?:
      guard let row = waiting(from: -.infinity) else { return .ran }
      return .waiting(row)
    case .invited?, .accepted?, .joined?, .removed?:
      guard let record = records(id, from: -.infinity).max(by: Self.isOlder) else { return .ran }
      return Self.byRecord(record)
    default: return .ran
    }
  }

  /// Of a message that a worker had: the record that may be of it, where nothing says of which task it is.
  ///
  /// - Parameter since: when it was taken; `nil` where it was taken before that, too.
  private func unassigned(_ id: String, since: Double?) -> TraceFacts.Record? {
    // One that is to run again has said so.
    guard !hasSpoken(id) else { return nil }
    let start = max(since ?? -.infinity, queuedAt(id) ?? -.infinity) - Self.clocks.rows
    return records(id, from: start, orOfEither: true).max(by: Self.isOlder)
  }

  /// Whether there are as many rows as uses that are known.
  ///
  /// - Parameter start: rows from before then that came to nothing, or wait, are of other uses.
  private func hasRowOfEach(_ id: String, _ start: Double) -> Bool {
    let others =
      thread.records.filter { !$0.isMade }.map(\.created) + thread.queueRows.map(\.created)
    let rows =
      records(id, from: -.infinity).count + others.count { ($0 ?? .infinity) < start }
    return rows >= uses(besides: id)
  }

  /// Records of invites that were made from then on and that no other task's result names.
  ///
  /// - Parameter orOfEither: also those that may be a rebind's as well as another use's, where it is a rebind.
  private func records(
    _ id: String, from start: Double, orOfEither: Bool = false
  ) -> [TraceFacts.Record] {
    let others = Set(thread.results.filter { $0.id != id }.compactMap(\.recordID))
    return thread.records.filter {
      $0.isMade && !others.contains($0.id) && ($0.created ?? -.infinity) >= start
        && isOfKind($0, of: id, orOfEither: orOfEither)
    }
  }

  func waiting(from start: Double) -> TraceFacts.QueueRow? {
    thread.queueRows.filter { $0.status == "WAITING" && ($0.created ?? -.infinity) >= start }
      .max { ($0.created ?? 0) < ($1.created ?? 0) }
  }

  /// How many redemptions are known whose records are not. An attempt of `redeem retry` is none of its own.
  ///
  /// - Parameter end: of those that are known to have been queued after it none is counted.
  private func uses(besides id: String, until end: Double = .infinity) -> Int {
    let known = thread.results.filter { $0.id != id && $0.recordID != nil }.map(\.id)
    return thread.taskIDs.subtracting(thread.attempts.compactMap(\.taskID)).subtracting(known)
      .filter { isSameKind($0, id) && (queuedAt($0) ?? -.infinity) <= end }.count
  }

  func queuedAt(_ id: String) -> Double? {
    if let entry = thread.entries.first(where: { $0.taskID == id }), let created = entry.created {
      // The record of its seat is written just before it.
      return entry.holdsSeat ? created - 1 : created
    }
    return thread.marks.first { $0.id == id }?.at
      ?? thread.attempts.first { $0.taskID == id }?.created
  }

  private static func isOlder(_ left: TraceFacts.Record, _ right: TraceFacts.Record) -> Bool {
    (left.created ?? 0, left.id) < (right.created ?? 0, right.id)
  }

  // MARK: - Words

  /// What is said of it behind where it is.
  func words(_ excess: Excess) -> String {
    switch excess {
    case .refunded: tr("; its token was given back: it makes an invite more")
    case .made, .waiting: tr("\(already(excess)): run again, it is an invite more")
    case .ran:
      tr("; it ran to its end already, and no row of that was seen: run again, it may be one more")
    case .mayBeMade(let record):
      tr(
        "; a worker had it before, and invite record \(record.id) may be of it: run again, it may be an "
          + "invite more")
    case .mayWait(let row):
      tr(
        "; a worker had it before, and queue row \(row.id), which waits for a seat, may be of it: run again, "
          + "it may be an invite more")
    }
  }

  /// The same of what is not run any more; empty where nothing was made.
  func already(_ excess: Excess) -> String {
    switch excess {
    case .made(let id, at: _): tr("; the person is invited already (invite record \(id))")
    case .waiting(let row): tr("; queue row \(row.id) of it waits for a seat already")
    case .refunded, .ran, .mayBeMade, .mayWait: ""
    }
  }
}

extension TraceFacts.Record {
  /// Whether an invite was sent by it, whatever became of that.
  var isMade: Bool {
    ["SUCCESS", "REMOVED"].contains(status) || (status == "FAILED" && accepted != nil)
  }
}
