internal import ClientSupport
internal import InviteDomain
internal import Localization
internal import PostgresClient

/// Who holds invitectl's locks, and which of its commands are left out for it.
struct LockExamination {
  let connection: PostgresConnection
  let deadline: Deadline

  /// So many skipped runs in a row are more than one run that takes its time.
  private static let manySkips = 3

  func check() throws(PostgresError) -> DoctorReport.Check {
    let holdings = try LockHolding.all(connection, deadline: deadline)
      .filter { $0.lock != .migrateWatch }
    var parts = holdings.map { tr("\($0.lock.command): \($0.sentence)") }
    var fixes = holdings.flatMap(\.statements)
    let skips = try SkippedRuns.counts(connection, deadline: deadline)
    for (command, count) in skips where count >= Self.manySkips {
      parts.append(tr("\(command) was skipped \(count) times in a row"))
      if holdings.isEmpty {
        fixes.append("invitectl \(command == Migrate.command ? verbatim("migrate up") : command)")
      }
    }
    let isWell = fixes.isEmpty && !skips.contains { $0.count >= Self.manySkips }
    return .init(
      .locks, isWell ? .pass : .warn,
      parts.isEmpty ? tr("none is held") : parts.joined(separator: tr("; ")),
      why: ([tr("one run at a time works on a database; the others wait, or are left out")]
        + Set(holdings.compactMap(\.remedy)).sorted()).joined(separator: tr(". ")),
      fixes: fixes.isEmpty ? [tr("let it end, or end it")] : fixes)
  }
}
