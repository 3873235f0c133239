import ArgumentParser
import InviteDomain
import InviteOps
import Localization

struct ControlQuarantineCommand: ContextCommand {
  static let configuration = CommandConfiguration(
    commandName: "quarantine",
    abstract: tr("Take one message out of a queue, and put it back."),
    discussion: tr(
      """
      Examples:
        invitectl inspect-workers control quarantine invites --to poison.msg --yes
        invitectl inspect-workers control quarantine invites --id ID --to one.msg
        invitectl inspect-workers control quarantine --put-back poison.msg --yes

      The message that workers take next, or the one of a task. It is in the file,
      whole and on the disk, before it leaves the queue. Of a task that a worker had
      taken which is gone it leaves 'unacked', as 'restore-unacked' tells it, and no
      worker gets it in between. The file has emails and codes: only its owner may
      read it. --put-back has the same bytes taken next again, from the same list,
      once. Where 'redeem refund' has given its token back, or its invite was made,
      it is refused without --force: it would be an invite more.
      """))

  @Argument(help: .init(tr("The queue."))) var queue: String?

  @Option(help: .init(tr("The task of the message."), valueName: "task-id")) var id: String?

  @Option(help: .init(tr("The file it goes to; must not be there yet."), valueName: "file"))
  var to: String?

  @Option(help: .init(tr("Put the message of this file back."), valueName: "file"))
  var putBack: String?

  @Flag(help: .init(tr("With --put-back: also where it is an invite more."))) var force = false

  @OptionGroup var confirmation: ControlConfirmation
  @OptionGroup(title: tr("Global options")) var global: GlobalOptions

  func validate() throws {
    if putBack != nil {
      guard queue == nil, id == nil, to == nil else {
        throw ValidationError(tr("--put-back has its queue from the file: leave the others out"))
      }
    } else if queue == nil || to == nil {
      throw ValidationError(tr("name the queue and --to FILE, or --put-back FILE"))
    } else if force {
      throw ValidationError(tr("--force is for --put-back"))
    }
  }

  func run(_ context: CommandContext) throws {
    let quarantine = QueueQuarantine(context.operation)
    if let putBack {
      let plan = try quarantine.plan(putBack: putBack, force: force)
      _ = try confirmation.carryOut(
        plan, QuarantineRendering.plan(plan), work: tr("put the message back into \(plan.queue)"),
        name: plan.queue, context,
        apply: { try quarantine.putBack(putBack, force: force) },
        outcomeText: { QuarantineRendering.outcome($0, after: plan) })
    } else if let queue, let to {
      let plan = try quarantine.plan(queue, id: id, to: to)
      _ = try confirmation.carryOut(
        plan, QuarantineRendering.plan(plan), work: tr("take one message out of \(queue)"),
        name: queue, context, apply: { try quarantine.take(queue, id: id, to: to) },
        outcomeText: { QuarantineRendering.outcome($0, after: plan) })
    }
  }
}
