import InviteDomain
import InviteOps

/// `cleanup-queue partitions` for people.
enum PartitionCleanupRendering {
  static func text(_ outcome: PartitionCleanupOutcome, _ style: Style) -> String {
    if outcome.stopped == .locked { return "skipped: another run holds the lock\n" }
    guard !outcome.partitions.isEmpty else {
      return "no partition ends before \(outcome.cutoff)\n"
    }
    var table = TextTable([
      ("PARTITION", .left), ("UNTIL", .left), ("ROWS", .right), ("STATE", .left),
    ])
    for partition in outcome.partitions {
      table.add([
        partition.partition, partition.until ?? "", String(partition.rows),
        word(partition.state, drops: outcome.drops),
      ])
    }
    var text = table.render(style: style)
    for partition in outcome.partitions {
      if let reason = partition.reason {
        text += Sanitizing.line("\(partition.partition): \(reason)") + "\n"
      }
      if let archive = partition.archive {
        text += Sanitizing.line("\(partition.partition): archived in \(archive)") + "\n"
      }
      if let next = partition.next {
        text += style.dim(" next:") + " " + Sanitizing.line(next) + "\n"
      }
      for statement in partition.statements { text += "       \(Sanitizing.line(statement))\n" }
    }
    if outcome.stopped == .maxRuntime { text += "stopped at --max-runtime; the next run goes on\n" }
    return text
  }

  private static func word(_ state: PartitionCleanupOutcome.State, drops: Bool) -> String {
    switch state {
    case .due: drops ? "would be detached and dropped" : "would be detached"
    case .dueDrop: "would be dropped"
    case .left: "stays"
    case .detached: "detached"
    case .dropped: "dropped"
    case .detaching: "being detached"
    case .failed: "could not be taken"
    }
  }
}
