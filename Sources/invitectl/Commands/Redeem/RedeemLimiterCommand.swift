import ArgumentParser
import InviteDomain
import InviteOps
import Localization

struct RedeemLimiterCommand: ContextCommand {
  static let configuration = CommandConfiguration(
    commandName: "limiter",
    abstract: tr("Show who holds the permits of the shared limiter."),
    discussion: tr(
      """
      Examples:
        invitectl redeem limiter          holders, ages, permits without a lease
        invitectl redeem limiter --reap   give back permits whose lease has ended

      A permit without a lease is held by an unmodified backend, or was leaked by one
      that was killed: from outside they look the same, so those are only shown.
      """))

  @Flag(help: .init(tr("Give back permits whose lease has ended."))) var reap = false

  @OptionGroup(title: tr("Global options")) var global: GlobalOptions

  func run(_ context: CommandContext) throws {
    let report = try RedeemLimiter(context.operation).run(reaps: reap)
    context.write(report) { text(report, context.style) }
  }

  private func text(_ report: RedeemLimiter.Report, _ style: Style) -> String {
    let (inUse, leaseless) = (report.inUse, report.withoutLease)
    let use =
      report.counterSeconds.map {
        tr(
          "in use: \(inUse), without a lease: \(leaseless), counter ends in "
            + "\(DurationText.format(seconds: $0))")
      } ?? tr("in use: \(inUse), without a lease: \(leaseless)")
    var text = use + "\n"
    if reap { text += tr("given back: \(report.reaped)") + "\n" }
    guard !report.holders.isEmpty else { return text }
    var table = TextTable([(tr("HOLDER"), .left), (tr("AGE"), .right), (tr("LEASE"), .right)])
    for holder in report.holders {
      let left = holder.leaseSeconds.map { $0 > 0 ? DurationText.format(seconds: $0) : tr("ended") }
      table.add([
        holder.name, holder.ageSeconds.map { DurationText.format(seconds: $0) } ?? tr("unknown"),
        left ?? tr("unknown"),
      ])
    }
    return text + table.render(style: style)
  }
}
