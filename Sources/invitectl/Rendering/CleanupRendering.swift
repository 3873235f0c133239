import InviteDomain
import InviteOps
import Localization

/// `cleanup-queue` for people.
enum CleanupRendering {
  static func text(_ plan: CleanupPlan, _ style: Style) -> String {
    var table = TextTable([
      (tr("TABLE"), .left), (tr("STATUS"), .left), (tr("AGE"), .left), (tr("ROWS"), .right),
    ])
    for planned in plan.tables {
      for group in planned.groups {
        table.add([
          planned.table.rawValue, group.status, tr("\(group.ageDays) days and more"),
          String(group.rows),
        ])
      }
    }
    let rows = plan.tables.reduce(0) { $0 + $1.rows }
    let cutoffs = plan.tables.map { tr("\($0.table.rawValue) before \($0.cutoff)") }
    let sum =
      tr("\(CountText.of(rows, "row")) would go: \(cutoffs.joined(separator: tr(", ")))") + "\n"
    return (rows > 0 ? table.render(style: style) : "") + sum
  }

  static func text(_ outcome: CleanupOutcome, _ style: Style) -> String {
    if outcome.stopped == .locked {
      return tr(
        "skipped: another run holds the lock: \(outcome.lockHolder ?? tr("not known which"))")
        + "\n"
    }
    var lines: [String] = []
    for recovered in outcome.recovered {
      lines.append(
        tr(
          "settled \(recovered.archive), left by a run that died: "
            + "\(CountText.of(recovered.rows, "row")), "
            + "\(recovered.removed) taken out because they were not deleted"))
    }
    for table in outcome.tables {
      let longest = DurationText.format(seconds: table.longestBatchSeconds)
      let line = tr(
        "\(table.table.rawValue): \(CountText.of(table.deleted, "row")) deleted in "
          + "\(CountText.of(table.batches, "transaction")), the longest \(longest)")
      lines.append(table.finished ? line : tr("\(line), not finished"))
      if let archive = table.archive { lines.append(tr("  archived in \(archive)")) }
    }
    for (name, rows) in outcome.logs.sorted(by: { $0.key < $1.key }) where rows > 0 {
      lines.append(tr("invitectl.\(name): \(CountText.of(rows, "row")) deleted"))
    }
    if outcome.stopped == .maxRuntime, !outcome.deletedNothing {
      lines.append(tr("stopped at --max-runtime; the next run goes on"))
    }
    return outcome.tables.map { FindingRendering.text($0.kept, style) }.joined()
      + lines.map { $0 + "\n" }.joined()
  }

  static func text(
    _ outcome: CleanupRestore.Outcome, dryRun: Bool, _ style: Style
  ) -> String {
    let (table, inserted, rows) = (outcome.table.rawValue, outcome.inserted, outcome.rows)
    let sum =
      dryRun
      ? tr("\(table): \(inserted) of \(rows) rows would be restored, \(outcome.present) were there")
      : tr("\(table): \(inserted) of \(rows) rows restored, \(outcome.present) were there")
    var text = FindingRendering.text(outcome.refused, style) + sum + "\n"
    if outcome.different > 0 {
      text +=
        tr(
          outcome.different,
          "\(outcome.different) row is there with other values and was left as it is",
          "\(outcome.different) rows are there with other values and were left as they are") + "\n"
    }
    return text
  }

  static func progress(_ progress: CleanupProgress) -> String {
    switch progress {
    case .swept(let table, let blocks, let all, let deleted):
      let percent = all == 0 ? 100 : blocks * 100 / all
      return tr("\(table.rawValue): \(percent) %, \(CountText.of(deleted, "row")) deleted")
    case .waitingForReplica(let name, let seconds):
      return tr("waiting for \(name), which is \(DurationText.format(seconds: seconds)) behind")
    case .waitingForLock(let holder):
      return tr("waiting for another cleanup (\(holder))")
    case .partition(let name):
      return tr("archiving and detaching \(name)")
    }
  }
}
