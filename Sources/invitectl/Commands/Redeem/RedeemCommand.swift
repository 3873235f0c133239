import ArgumentParser
import InviteOps
import Localization

struct RedeemCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "redeem",
    abstract: tr("Redeem a code by hand."),
    usage: "invitectl redeem CODE EMAIL [options]",
    discussion: tr(
      """
      Examples:
        invitectl redeem CODE a@example.com          put the invite into the queue
        invitectl redeem CODE a@example.com --wait   and wait for the worker
        invitectl redeem CODE a@example.com --explain
        invitectl redeem --batch lines.csv --state s.json > done.jsonl
        invitectl redeem --resume                    finish what a crash left
        invitectl redeem retry -n                    what failed, and why

      Follows the rules of the backend. A refusal exits 5, with the backend's name
      for it (CODE_EXPIRED, …) on stdout; nothing was changed then. --wait answers
      what became of the invite: 9 when it came to nothing, with the reason.
      All options: 'invitectl redeem run --help'.
      """),
    subcommands: [
      RedeemRunCommand.self, RedeemRetryCommand.self, RedeemBucketCommand.self,
      RedeemRefundCommand.self, RedeemLimiterCommand.self,
    ],
    defaultSubcommand: RedeemRunCommand.self)
}
