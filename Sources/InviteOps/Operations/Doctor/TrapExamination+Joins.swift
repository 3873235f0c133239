internal import InviteDomain
internal import InviteStorage
internal import Localization
internal import PostgresClient

extension TrapExamination {
  /// Invites that the member sync does not count, or not as what they are.
  func joins() throws(PostgresError) -> DoctorReport.Check {
    guard generation.counting == .onJoin else {
      return .init(.backendJoins, .pass, tr("uses are not counted on join"))
    }
    var findings = TrapFindings()
    let uncounted = try found(TrapJoinQueries.uncounted)
    if uncounted.count > 0 {
      findings.note(
        tr(
          "\(CountText.of(uncounted.count, "invite")) of members of teams that are not active "
            + "(records \(uncounted.text)): nobody counts them, and their codes can be used once more"
        ),
        fix: TrapJoinQueries.mendUncounted(backend))
    }
    let kindless = try found(TrapJoinQueries.kindless)
    if kindless.count > 0 {
      findings.note(
        tr(
          "\(CountText.of(kindless.count, "invite")) without is_rebind (records \(kindless.text)): "
            + "no use of their codes is in flight, and a worker that takes such a reservation notes "
            + "nothing"), fix: TrapJoinQueries.mendKindless(backend))
    }
    if hasQueue {
      let rows = try found(TrapJoinQueries.kindlessRows)
      if rows.count > 0 {
        findings.note(
          tr(
            "\(CountText.of(rows.count, "row")) of invite_queue without is_rebind "
              + "(ids \(rows.text)): no use of their codes is in flight"),
          fix: TrapJoinQueries.mendKindlessRows(backend))
      }
    }
    return findings.check(
      .backendJoins, otherwise: tr("the member sync counts all that are seen"),
      why: tr("a use that is neither counted nor in flight can be had again"))
  }

  /// Codes that nobody can redeem.
  func codes() throws(PostgresError) -> DoctorReport.Check {
    var findings = TrapFindings()
    let unreachable = try found(TrapCodeQueries.unreachable)
    if unreachable.count > 0 {
      findings.note(
        tr(
          "\(CountText.of(unreachable.count, "active code")) with small letters, or blanks around "
            + "(ids \(unreachable.text))"),
        fix: TrapCodeQueries.mendUnreachable(backend, hasQueue: hasQueue))
    }
    let doubled = try found(TrapCodeQueries.doubled)
    if doubled.count > 0 {
      let codes = CountText.of(doubled.count, "active code")
      findings.note(
        tr(
          doubled.count, "\(codes) that is another one in capitals (ids \(doubled.text))",
          "\(codes) that are another one in capitals (ids \(doubled.text))"),
        fix: TrapCodeQueries.mendDoubled(backend))
    }
    let changed = try found(TrapCodeQueries.changed)
    if changed.count > 0 {
      findings.note(
        tr(
          "\(CountText.of(changed.count, "active code")) with letters or blanks that Python changes "
            + "and PostgreSQL does not (ids \(changed.text))"),
        fix: TrapCodeQueries.mendChanged(backend, ids: changed.ids),
        remark: tr("A code that should be redeemed is to be written otherwise"))
    }
    try refusedCodes(&findings)
    return findings.check(
      .backendCodes, otherwise: tr("none is out of reach that is looked for"),
      why: tr("the backend does not find such a code, or refuses it to everybody"))
  }
}
