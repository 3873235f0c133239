import ArgumentParser
import InviteDomain
import InviteOps

struct RedeemBucketCommand: ContextCommand {
  static let configuration = CommandConfiguration(
    commandName: "bucket",
    abstract: "Show a code's tokens beside its row.",
    discussion: """
      Examples:
        invitectl redeem bucket CODE          tokens, time to live, drift
        invitectl redeem bucket CODE --init   make one where none counts
      """)

  @Argument(help: "The code, as it is stored or in any case for one in capitals.") var code: String

  @Flag(
    name: .customLong("init"),
    help: "Make the bucket if there is none that holds a count; never overwrite one that does.")
  var makes = false

  @OptionGroup(title: "Global options") var global: GlobalOptions

  func run(_ context: CommandContext) throws {
    let report = try RedeemBucket(context.operation).run(code: code, makes: makes)
    context.write(report) { text(report) }
  }

  private func text(_ report: RedeemBucket.Report) -> String {
    func number(_ value: Int?) -> String { value.map(String.init) ?? "NULL" }
    let done = report.replaced ? "replaced" : "made"
    var lines = [report.made ? "\(done) the bucket of \(report.code)" : report.code]
    if let remaining = report.remaining {
      lines.append("  remaining   \(remaining)")
      lines.append(
        "  ends in     \(report.ttlSeconds.map { DurationText.format(seconds: $0) } ?? "never")")
      if let epoch = report.epochMs { lines.append("  epoch       \(epoch)") }
    } else {
      lines.append("  remaining   no bucket")
    }
    lines.append("  max_uses    \(number(report.maxUses))")
    lines.append("  used_count  \(number(report.usedCount))")
    if let drift = report.drift {
      lines.append("  drift       \(drift)\(drift == 0 ? "" : " (see 'invitectl sync-counts')")")
    }
    return lines.map { Sanitizing.line($0) + "\n" }.joined()
  }
}
