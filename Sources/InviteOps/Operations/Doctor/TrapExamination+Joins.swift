internal import InviteDomain
internal import InviteStorage
internal import PostgresClient

extension TrapExamination {
  /// Invites that the member sync does not count, or not as what they are.
  func joins() throws(PostgresError) -> DoctorReport.Check {
    guard generation.counting == .onJoin else {
      return .init(.backendJoins, .pass, "uses are not counted on join")
    }
    var details: [String] = []
    var fixes: [String] = []
    let uncounted = try found(TrapJoinQueries.uncounted)
    if uncounted.count > 0 {
      details.append(
        "\(CountText.of(uncounted.count, "invite")) of members of teams that are not active "
          + "(records \(uncounted.text)): nobody counts them, and their codes can be used once more"
      )
      fixes.append(TrapJoinQueries.mendUncounted(backend))
    }
    let kindless = try found(TrapJoinQueries.kindless)
    if kindless.count > 0 {
      details.append(
        "\(CountText.of(kindless.count, "invite")) without is_rebind (records \(kindless.text)): "
          + "no use of their codes is in flight, and a worker that takes such a reservation notes "
          + "nothing")
      fixes.append(TrapJoinQueries.mendKindless(backend))
    }
    if generation.marks.columns["invite_queue"] != nil {
      let rows = try found(TrapJoinQueries.kindlessRows)
      if rows.count > 0 {
        details.append(
          "\(CountText.of(rows.count, "row")) of invite_queue without is_rebind "
            + "(ids \(rows.text)): no use of their codes is in flight")
        fixes.append(TrapJoinQueries.mendKindlessRows(backend))
      }
    }
    guard !details.isEmpty else {
      return .init(.backendJoins, .pass, "the member sync counts all that are seen")
    }
    return .init(
      .backendJoins, .warn, details.joined(separator: "; "),
      why: "a use that is neither counted nor in flight can be had again",
      fix: fixes.joined(separator: "; "))
  }

  /// Codes that nobody can redeem.
  func codes() throws(PostgresError) -> DoctorReport.Check {
    let unreachable = try found(TrapCodeQueries.unreachable)
    let doubled = try found(TrapCodeQueries.doubled)
    guard unreachable.count + doubled.count > 0 else {
      return .init(.backendCodes, .pass, "all are in capitals")
    }
    var details: [String] = []
    var fixes: [String] = []
    if unreachable.count > 0 {
      details.append(
        "\(CountText.of(unreachable.count, "active code")) with small letters, or blanks around "
          + "(ids \(unreachable.text))")
      fixes.append(
        TrapCodeQueries.mendUnreachable(
          backend, hasQueue: generation.marks.columns["invite_queue"] != nil))
    }
    if doubled.count > 0 {
      details.append(
        "\(CountText.of(doubled.count, "active code")) that \(doubled.count == 1 ? "is" : "are") "
          + "another one in capitals (ids \(doubled.text))")
      fixes.append(TrapCodeQueries.mendDoubled(backend))
    }
    return .init(
      .backendCodes, .warn, details.joined(separator: "; "),
      why: "the backend looks for codes in capitals: nobody can redeem such a one",
      fix: fixes.joined(separator: "; "))
  }
}
