import InviteDomain
import InviteOps
import Localization

/// `cleanup-queue partitions` for people.
enum PartitionCleanupRendering {
  static func text(_ outcome: PartitionCleanupOutcome, _ style: Style) -> String {
    if outcome.stopped == .locked { return tr("skipped: another run holds the lock") + "\n" }
    guard !outcome.partitions.isEmpty else {
      return tr("no partition ends before \(outcome.cutoff)") + "\n"
    }
    var table = TextTable([
      (tr("PARTITION"), .left), (tr("UNTIL"), .left), (tr("ROWS"), .right), (tr("STATE"), .left),
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
        text += Sanitizing.line(tr("\(partition.partition): \(reason)")) + "\n"
      }
      if let archive = partition.archive {
        text += Sanitizing.line(tr("\(partition.partition): archived in \(archive)")) + "\n"
      }
      if let next = partition.next {
        text += Labelled.text(style.dim(tr(" next:")), Sanitizing.line(next)) + "\n"
      }
      for statement in partition.statements { text += "       \(Sanitizing.line(statement))\n" }
    }
    if outcome.stopped == .maxRuntime {
      text += tr("stopped at --max-runtime; the next run goes on") + "\n"
    }
    return text
  }

  private static func word(_ state: PartitionCleanupOutcome.State, drops: Bool) -> String {
    switch state {
    case .due: drops ? tr("would be detached and dropped") : tr("would be detached")
    case .dueDrop: tr("would be dropped")
    case .left: tr("stays")
    case .detached: tr("detached")
    case .dropped: tr("dropped")
    case .detaching: tr("being detached")
    case .failed: tr("could not be taken")
    }
  }
}
