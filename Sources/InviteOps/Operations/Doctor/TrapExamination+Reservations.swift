internal import CeleryProtocol
internal import InviteDomain
internal import InviteStorage
internal import Localization
internal import PostgresClient

extension TrapExamination {
  /// Tells reservations that have no message any more from those that wait for a worker: who is
  /// invited from a reservation that was deleted has no row, and so no seat.
  func reservations(_ findings: inout TrapFindings) throws(PostgresError) {
    let rows = try connection.query(TrapRowQueries.abandoned, deadline: context.requestDeadline)
    guard !rows.isEmpty else { return }
    let after =
      tr(
        "an hour after it was made the backend deletes it and lowers used_count, though nothing was added"
      )
    let called = emailsCalled()
    var (waiting, lost): ([Int], [Int]) = ([], [])
    for row in rows {
      let isCalled = try called?.contains(Self.folded(row.string("email"))) ?? true
      if isCalled { waiting.append(try row.int("id")) } else { lost.append(try row.int("id")) }
    }
    if !lost.isEmpty {
      findings.note(
        tr(
          "\(CountText.of(lost.count, "reservation")) without a message "
            + "(records \(Found(lost).text)): \(after)"),
        fix: TrapRowQueries.mendAbandoned(lost, in: backend))
    }
    if !waiting.isEmpty {
      let old = CountText.of(waiting.count, "reservation")
      let records = Found(waiting).text
      if called == nil {
        findings.note(
          tr(
            "\(old) older than 15 minutes whose message may be there, which cannot be seen "
              + "(records \(records)): \(after)"),
          fix: tr("start workers of the queue \(InviteTask.queue), then look again"))
      } else {
        findings.note(
          tr(
            "\(old) older than 15 minutes whose message waits for a worker "
              + "(records \(records)): \(after)"),
          fix: tr("start workers of the queue \(InviteTask.queue)"))
      }
    }
  }

  /// The emails of all invites that Celery has; `nil` where not all of it can be seen.
  private func emailsCalled() -> Set<ExactText>? {
    do throws(Failure) {
      var emails: Set<ExactText> = []
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

  private static func folded(_ email: String) -> ExactText {
    ExactText(StuckEvidence.Key(email: email, code: "").email)
  }
}
