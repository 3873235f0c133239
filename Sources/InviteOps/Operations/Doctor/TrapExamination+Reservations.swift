internal import CeleryProtocol
internal import InviteDomain
internal import InviteStorage
internal import PostgresClient

extension TrapExamination {
  /// What is to be said of seats that are held for longer than a worker takes, and what mends it.
  struct HeldSeats {
    var details: [String] = []
    var fixes: [String] = []
  }

  /// Tells reservations that have no message any more from those that wait for a worker: who is
  /// invited from a reservation that was deleted has no row, and so no seat.
  func reservations() throws(PostgresError) -> HeldSeats {
    var told = HeldSeats()
    let rows = try connection.query(TrapRowQueries.abandoned, deadline: context.requestDeadline)
    guard !rows.isEmpty else { return told }
    let after =
      "an hour after it was made the backend deletes it and lowers used_count, though "
      + "nothing was added"
    guard let called = emailsCalled() else {
      let ids = try rows.map { row throws(PostgresError) in try row.int("id") }
      told.details.append(
        "\(CountText.of(ids.count, "reservation")) older than 15 minutes (records \(Self.few(ids))): "
          + "\(after); whether its message is there cannot be seen")
      told.fixes.append("start workers of the queue \(InviteTask.queue), then look again")
      return told
    }
    var (waiting, lost): ([Int], [Int]) = ([], [])
    for row in rows {
      let isCalled = called.contains(Self.folded(try row.string("email")))
      if isCalled { waiting.append(try row.int("id")) } else { lost.append(try row.int("id")) }
    }
    if !lost.isEmpty {
      told.details.append(
        "\(CountText.of(lost.count, "reservation")) without a message (records \(Self.few(lost))): "
          + after)
      told.fixes.append(TrapRowQueries.mendAbandoned(lost, in: backend))
    }
    if !waiting.isEmpty {
      told.details.append(
        "\(CountText.of(waiting.count, "reservation")) older than 15 minutes whose message waits for "
          + "a worker (records \(Self.few(waiting))): \(after)")
      told.fixes.append("start workers of the queue \(InviteTask.queue)")
    }
    return told
  }

  /// The emails of all invites that Celery has; `nil` where not all of it can be seen.
  private func emailsCalled() -> Set<String>? {
    do throws(Failure) {
      var emails: Set<String> = []
      var isClear = true
      var search = try BrokerSearch(context)
      try search.run { finding in
        switch finding {
        case .invite(let sighting): emails.insert(Self.folded(sighting.call.email))
        // What only mentions words may be any invite.
        case .mention: isClear = false
        }
      }
      return isClear && search.completeness.isComplete ? emails : nil
    } catch {
      return nil
    }
  }

  private static func folded(_ email: String) -> String {
    StuckEvidence.Key(email: email, code: "").email
  }

  private static func few(_ ids: [Int]) -> String {
    ids.prefix(5).map(String.init).joined(separator: ", ") + (ids.count > 5 ? ", …" : "")
  }
}
