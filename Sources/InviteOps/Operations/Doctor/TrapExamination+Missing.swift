internal import InviteDomain
internal import InviteStorage
internal import PostgresClient

/// Rows that lack what the backend's models would have filled in, or that its jobs leave as they are.
extension TrapExamination {
  /// - Parameters:
  ///   - noun: for one of them.
  ///   - text: what is wrong with them, and what comes of it; behind their number and ids.
  ///   - remark: what is to be thought of before its remedy is typed.
  private func note(
    _ trap: RowTrap, _ noun: String, _ text: String, remark: String = "",
    in findings: inout TrapFindings
  ) throws(PostgresError) {
    let rows = try found(trap.look)
    guard rows.count > 0 else { return }
    findings.note(
      "\(CountText.of(rows.count, noun)) (ids \(rows.text)) \(text)",
      fix: trap.mend(backend), remark: remark)
  }

  /// Open rows of the queue that nobody comes back to, and others that no job can use.
  func leftRows(_ findings: inout TrapFindings) throws(PostgresError) {
    let rows = TrapQueueRows(generation)
    let left = try found(TrapQueueRows.left)
    if left.count > 0 {
      findings.note(
        "\(CountText.of(left.count, "row")) 'processing' or 'pending' for more than an hour "
          + "(ids \(left.text))"
          + (generation.counting == .onJoin ? ", each a use in flight" : ""),
        fix: "invitectl cleanup-queue --stuck --yes")
    }
    try note(
      rows.codeless, "row", "'processing' or 'pending' without a code: no invite can be made of it",
      in: &findings)
    try note(
      TrapQueueRows.timeless, "open row",
      "without created_at: served last, and never found to be too old", in: &findings)
    try note(
      rows.statusless, "row", "without status: nobody serves or deletes it", in: &findings)
    try note(
      TrapQueueRows.undeleted, "row",
      "done for 30 days without processed_at: the backend's job never deletes it", in: &findings)
  }

  func incompleteRows(_ findings: inout TrapFindings) throws(PostgresError) {
    let rows = TrapRecordRows(generation)
    try note(
      rows.timeless, "invite", "without created_at: it holds no seat and is never given up",
      in: &findings)
    try note(
      rows.statusless, "invite", "without status: no count and no seat knows of it",
      remark: "Who was invited gets 'success' instead", in: &findings)
    try note(
      TrapRecordRows.overfull, "active team",
      "of more than 100 seats with 100 members: the backend fetches the first 100 alone, counts nobody "
        + "who joins behind them, and takes their seats for free", in: &findings)
    try note(
      TrapCodeRows.unbounded, "bound code",
      "without validity_days: each request with it fails", in: &findings)
    try note(
      TrapCodeRows.timeless, "active code",
      "without created_at: nothing tells since when its uses were recorded", in: &findings)
    guard generation.marks.has("redeem_codes", "status") else { return }
    try note(
      TrapCodeRows.statusless, "active code",
      "without status: who used it is not removed when its validity is over", in: &findings)
    guard generation.marks.has("redeem_codes", "removal_retry_count") else { return }
    try note(
      TrapCodeRows.unremoved, "code",
      "whose member the backend could not remove in 5 tries and keeps: the seat stays taken",
      in: &findings)
  }

  /// Codes that are not found, or refused, for what is missing in them.
  func refusedCodes(_ findings: inout TrapFindings) throws(PostgresError) {
    let rows = TrapCodeRows(generation)
    try note(
      TrapCodeRows.undecided, "code", "without is_active: it is taken for inactive",
      remark: "A code that should be redeemed gets true instead", in: &findings)
    try note(
      rows.kindless, "active code", "without code_type: direct-redeem does not find it",
      in: &findings)
    try note(
      TrapCodeRows.unequalled, "active code",
      "bound to an email with capitals or blanks, which no request can equal", in: &findings)
    guard generation.counting != .onJoin, generation.marks.has("redeem_codes", "rebind_limit")
    else { return }
    try note(
      rows.rebindless, "active code", "without rebind_count or rebind_limit: it is never rebound",
      in: &findings)
  }
}
