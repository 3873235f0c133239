internal import InviteDomain
internal import InviteStorage
internal import Localization
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
      let (count, ids) = (numberless.count, numberless.text)
      findings.note(
        isOnJoin
          ? tr(
            "\(CountText.of(count, "code")) without max_uses or used_count (ids \(ids)): the member "
              + "sync of a team ends at such a code, and nobody of it is counted")
          : tr(
            "\(CountText.of(count, "active code")) without max_uses or used_count (ids \(ids)): the "
              + "API makes no buckets at its start"),
        fix: TrapRowQueries.mendNumberless(backend, isOnJoin: isOnJoin))
    }
    let belowZero = try found(TrapRowQueries.belowZero)
    if belowZero.count > 0 {
      let codes = CountText.of(belowZero.count, "active code")
      findings.note(
        isOnJoin
          ? tr(
            "\(codes) with a used_count below 0 (ids \(belowZero.text)): more people can join than "
              + "max_uses")
          : tr(
            "\(codes) with a used_count below 0 (ids \(belowZero.text)): the API makes buckets of "
              + "more than max_uses"),
        fix: TrapRowQueries.mendBelowZero(backend))
    }
    let seatless = try found(TrapRowQueries.seatless)
    if seatless.count > 0 {
      findings.note(
        tr(
          "\(CountText.of(seatless.count, "active team")) without max_seats (ids \(seatless.text)): "
            + "looking for a seat fails for everybody"), fix: TrapRowQueries.mendSeatless(backend))
    }
    try incompleteRows(&findings)
    // Nobody but the backend knows what a reservation of its own time was counted as.
    if isOnJoin { try reservations(&findings) }
    return findings.check(
      .backendRows, otherwise: tr("the backend fails over none that is looked for"),
      why: tr("one such row makes the backend fail for others"))
  }
}
