internal import ClientSupport
internal import InviteDomain
internal import InviteStorage
internal import Localization
internal import PostgresClient

extension RetryLook {
  /// An attempt that was sent, or cut off before that was noted, stands for all rows of its invite, as a queue row
  /// and a record of one failure are: where nothing is seen of it somebody may have been invited, and only `--again`
  /// tries once more.
  func leaveTried(_ outcome: inout RetryOutcome) throws(Failure) {
    let connection = try servers.postgres()
    let context = servers.context
    guard !request.again, request.kind == .failed,
      connection.facts?.own[OwnTable.retries.rawValue] != nil,
      outcome.rows.contains(where: { $0.verdict == .ready })
    else { return }
    var all = request
    all.again = true
    all.error = nil
    all.since = nil
    var findings = RowFindings(most: RetryReader.most)
    let rows = try RetryReader(connection: connection, context: context, request: all)
      .read(&findings)
    // Of one that was cut off the message may have been sent, too.
    let sent = Set(rows.filter { $0.attemptState == "sent" || $0.isHalfDone }.map(\.key))
    for index in outcome.rows.indices {
      let row = outcome.rows[index]
      guard row.verdict == .ready, !row.isHalfDone, sent.contains(row.key) else { continue }
      let last: String?
      do throws(PostgresError) {
        last = try connection.query(
          RetryQueries.open(connection.backend), [row.storedCode ?? row.code, row.email],
          deadline: context.requestDeadline
        ).first?.optionalString("task_id")
      } catch {
        throw Failure(error, doing: tr("see whether the invite was tried again"))
      }
      guard let last else { continue }
      outcome.rows[index].verdict = .duplicate
      outcome.rows[index].evidence =
        tr("it was tried again as task \(last), of which nothing is seen: --again tries it")
    }
  }
}
