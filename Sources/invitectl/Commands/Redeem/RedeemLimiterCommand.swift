import ArgumentParser
import InviteDomain
import InviteOps

struct RedeemLimiterCommand: ContextCommand {
  static let configuration = CommandConfiguration(
    commandName: "limiter",
    abstract: "Show who holds the permits of the shared limiter.",
    discussion: """
      Examples:
        invitectl redeem limiter          holders, ages, permits without a lease
        invitectl redeem limiter --reap   give back permits whose lease has ended

      A permit without a lease is held by an unmodified backend, or was leaked by one
      that was killed: from outside they look the same, so those are only shown.
      """)

  @Flag(help: "Give back permits whose lease has ended.") var reap = false

  @OptionGroup(title: "Global options") var global: GlobalOptions

  func run(_ context: CommandContext) throws {
    let report = try RedeemLimiter(context.operation).run(reaps: reap)
    context.write(report) { text(report, context.style) }
  }

  private func text(_ report: RedeemLimiter.Report, _ style: Style) -> String {
    var text = "in use: \(report.inUse), without a lease: \(report.withoutLease)"
    if let seconds = report.counterSeconds {
      text += ", counter ends in \(DurationText.format(seconds: seconds))"
    }
    text += "\n"
    if reap { text += "given back: \(report.reaped)\n" }
    guard !report.holders.isEmpty else { return text }
    var table = TextTable([("HOLDER", .left), ("AGE", .right), ("LEASE", .right)])
    for holder in report.holders {
      let left = holder.leaseSeconds.map { $0 > 0 ? DurationText.format(seconds: $0) : "ended" }
      table.add([
        holder.name, holder.ageSeconds.map { DurationText.format(seconds: $0) } ?? "unknown",
        left ?? "unknown",
      ])
    }
    return text + table.render(style: style)
  }
}
