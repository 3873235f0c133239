internal import InviteDomain
internal import InviteStorage
internal import Localization
internal import PostgresClient

/// Rows that lack what the backend's models would have filled in, or that its jobs leave as they are.
extension TrapExamination {
  /// - Parameters:
  ///   - noun: for one of them.
  ///   - text: what is wrong with them, and what comes of it; behind their number and ids.
  ///   - remark: what is to be thought of before its remedy is typed.
  private func note(
    _ trap: RowTrap, _ counted: (Int) -> String, _ text: String, remark: String = "",
    in findings: inout TrapFindings
  ) throws(PostgresError) {
    let rows = try found(trap.look)
    guard rows.count > 0 else { return }
    findings.note(
      tr("\(counted(rows.count)) (ids \(rows.text)) \(text)"),
      fix: trap.mend(backend), remark: remark)
  }

  /// Open rows of the queue that nobody comes back to, and others that no job can use.
  func leftRows(_ findings: inout TrapFindings) throws(PostgresError) {
    let rows = TrapQueueRows(generation)
    let left = try found(TrapQueueRows.left)
    if left.count > 0 {
      let detail = tr(
        "\(CountText.of(left.count, "row")) 'processing' or 'pending' for more than an hour "
          + "(ids \(left.text))")
      findings.note(
        generation.counting == .onJoin ? tr("\(detail), each a use in flight") : detail,
        fix: "invitectl cleanup-queue --stuck --yes")
    }
    try note(
      rows.codeless, { CountText.of($0, "row") },
      tr("'processing' or 'pending' without a code: no invite can be made of it"),
      in: &findings)
    try note(
      TrapQueueRows.timeless, { CountText.of($0, "open row") },
      tr("without created_at: served last, and never found to be too old"), in: &findings)
    try note(
      rows.statusless, { CountText.of($0, "row") },
      tr("without status: nobody serves or deletes it"), in: &findings)
    try note(
      TrapQueueRows.undeleted, { CountText.of($0, "row") },
      tr("done for 30 days without processed_at: the backend's job never deletes it"), in: &findings
    )
  }

  func incompleteRows(_ findings: inout TrapFindings) throws(PostgresError) {
    let rows = TrapRecordRows(generation)
    try note(
      rows.timeless, { CountText.of($0, "invite") },
      tr("without created_at: it holds no seat and is never given up"),
      in: &findings)
    try note(
      rows.statusless, { CountText.of($0, "invite") },
      tr("without status: no count and no seat knows of it"),
      remark: tr("Who was invited gets 'success' instead"), in: &findings)
    try note(
      TrapRecordRows.overfull, { CountText.of($0, "active team") },
      tr(
        "of more than 100 seats with 100 members: the backend fetches the first 100 alone, counts nobody "
          + "who joins behind them, and takes their seats for free"), in: &findings)
    try note(
      TrapCodeRows.unbounded, { CountText.of($0, "bound code") },
      tr("without validity_days: each request with it fails"), in: &findings)
    try note(
      TrapCodeRows.timeless, { CountText.of($0, "active code") },
      tr("without created_at: nothing tells since when its uses were recorded"), in: &findings)
    guard generation.marks.has("redeem_codes", "status") else { return }
    try note(
      TrapCodeRows.statusless, { CountText.of($0, "active code") },
      tr("without status: who used it is not removed when its validity is over"), in: &findings)
    guard generation.marks.has("redeem_codes", "removal_retry_count") else { return }
    try note(
      TrapCodeRows.unremoved, { CountText.of($0, "code") },
      tr("whose member the backend could not remove in 5 tries and keeps: the seat stays taken"),
      in: &findings)
  }

  /// Codes that are not found, or refused, for what is missing in them.
  func refusedCodes(_ findings: inout TrapFindings) throws(PostgresError) {
    let rows = TrapCodeRows(generation)
    try note(
      TrapCodeRows.undecided, { CountText.of($0, "code") },
      tr("without is_active: it is taken for inactive"),
      remark: tr("A code that should be redeemed gets true instead"), in: &findings)
    try note(
      rows.kindless, { CountText.of($0, "active code") },
      tr("without code_type: direct-redeem does not find it"),
      in: &findings)
    try note(
      TrapCodeRows.unequalled, { CountText.of($0, "active code") },
      tr("bound to an email with capitals or blanks, which no request can equal"), in: &findings)
    guard generation.counting != .onJoin, generation.marks.has("redeem_codes", "rebind_limit")
    else { return }
    try note(
      rows.rebindless, { CountText.of($0, "active code") },
      tr("without rebind_count or rebind_limit: it is never rebound"),
      in: &findings)
  }
}
