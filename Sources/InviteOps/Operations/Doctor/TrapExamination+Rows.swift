internal import InviteDomain
internal import InviteStorage
internal import PostgresClient

extension TrapExamination {
  /// Rows over which the backend fails for others than those they belong to.
  func rows() throws(PostgresError) -> DoctorReport.Check {
    var findings = TrapFindings()
    let isOnJoin = generation.counting == .onJoin
    let numberless = try found { backend in
      TrapRowQueries.numberless(backend, isOnJoin: isOnJoin)
    }
    if numberless.count > 0 {
      findings.note(
        "\(CountText.of(numberless.count, isOnJoin ? "code" : "active code")) without max_uses or used_count "
          + "(ids \(numberless.text)): "
          + (isOnJoin
            ? "the member sync of a team ends at such a code, and nobody of it is counted"
            : "the API makes no buckets at its start"),
        fix: TrapRowQueries.mendNumberless(backend, isOnJoin: isOnJoin))
    }
    let belowZero = try found(TrapRowQueries.belowZero)
    if belowZero.count > 0 {
      findings.note(
        "\(CountText.of(belowZero.count, "active code")) with a used_count below 0 "
          + "(ids \(belowZero.text)): "
          + (isOnJoin
            ? "more people can join than max_uses" : "the API makes buckets of more than max_uses"),
        fix: TrapRowQueries.mendBelowZero(backend))
    }
    let seatless = try found(TrapRowQueries.seatless)
    if seatless.count > 0 {
      findings.note(
        "\(CountText.of(seatless.count, "active team")) without max_seats (ids \(seatless.text)): "
          + "looking for a seat fails for everybody", fix: TrapRowQueries.mendSeatless(backend))
    }
    try incompleteRows(&findings)
    // Nobody but the backend knows what a reservation of its own time was counted as.
    if isOnJoin { try reservations(&findings) }
    return findings.check(
      .backendRows, otherwise: "the backend fails over none that is looked for",
      why: "one such row makes the backend fail for others")
  }
}
