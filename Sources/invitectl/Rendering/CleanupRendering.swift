import InviteDomain
import InviteOps

/// `cleanup-queue` for people.
enum CleanupRendering {
  static func text(_ plan: CleanupPlan, _ style: Style) -> String {
    var table = TextTable([
      ("TABLE", .left), ("STATUS", .left), ("AGE", .left), ("ROWS", .right),
    ])
    for planned in plan.tables {
      for group in planned.groups {
        table.add([
          planned.table.rawValue, group.status, "\(group.ageDays) days and more",
          String(group.rows),
        ])
      }
    }
    let rows = plan.tables.reduce(0) { $0 + $1.rows }
    let cutoffs = plan.tables.map { "\($0.table.rawValue) before \($0.cutoff)" }
    let sum = "\(CountText.of(rows, "row")) would go: \(cutoffs.joined(separator: ", "))\n"
    return (rows > 0 ? table.render(style: style) : "") + sum
  }

  static func text(_ outcome: CleanupOutcome, _ style: Style) -> String {
    if outcome.stopped == .locked {
      return "skipped: another run holds the lock: \(outcome.lockHolder ?? "not known which")\n"
    }
    var lines: [String] = []
    for recovered in outcome.recovered {
      lines.append(
        "settled \(recovered.archive), left by a run that died: "
          + CountText.of(recovered.rows, "row") + ", "
          + "\(recovered.removed) taken out because they were not deleted")
    }
    for table in outcome.tables {
      let longest = DurationText.format(seconds: table.longestBatchSeconds)
      lines.append(
        "\(table.table.rawValue): \(CountText.of(table.deleted, "row")) deleted in "
          + "\(CountText.of(table.batches, "transaction")), "
          + "the longest \(longest)" + (table.finished ? "" : ", not finished"))
      if let archive = table.archive { lines.append("  archived in \(archive)") }
    }
    for (name, rows) in outcome.logs.sorted(by: { $0.key < $1.key }) where rows > 0 {
      lines.append("invitectl.\(name): \(CountText.of(rows, "row")) deleted")
    }
    if outcome.stopped == .maxRuntime, !outcome.deletedNothing {
      lines.append("stopped at --max-runtime; the next run goes on")
    }
    return outcome.tables.map { FindingRendering.text($0.kept, style) }.joined()
      + lines.map { $0 + "\n" }.joined()
  }

  static func text(
    _ outcome: CleanupRestore.Outcome, dryRun: Bool, _ style: Style
  ) -> String {
    let verb = dryRun ? "would be restored" : "restored"
    var text =
      FindingRendering.text(outcome.refused, style)
      + "\(outcome.table.rawValue): \(outcome.inserted) of \(outcome.rows) rows \(verb), "
      + "\(outcome.present) were there\n"
    if outcome.different > 0 {
      text +=
        outcome.different == 1
        ? "1 row is there with other values and was left as it is\n"
        : "\(outcome.different) rows are there with other values and were left as they are\n"
    }
    return text
  }

  static func progress(_ progress: CleanupProgress) -> String {
    switch progress {
    case .swept(let table, let blocks, let all, let deleted):
      let percent = all == 0 ? 100 : blocks * 100 / all
      return "\(table.rawValue): \(percent) %, \(CountText.of(deleted, "row")) deleted"
    case .waitingForReplica(let name, let seconds):
      return "waiting for \(name), which is \(DurationText.format(seconds: seconds)) behind"
    case .waitingForLock(let holder):
      return "waiting for another cleanup (\(holder))"
    case .partition(let name):
      return "archiving and detaching \(name)"
    }
  }
}
