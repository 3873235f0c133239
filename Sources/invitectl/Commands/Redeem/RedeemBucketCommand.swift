import ArgumentParser
import InviteDomain
import InviteOps
import Localization

struct RedeemBucketCommand: ContextCommand {
  static let configuration = CommandConfiguration(
    commandName: "bucket",
    abstract: tr("Show a code's tokens beside its row."),
    discussion: tr(
      """
      Examples:
        invitectl redeem bucket CODE          tokens, time to live, drift
        invitectl redeem bucket CODE --init   make one where none counts
      """))

  @Argument(help: .init(tr("The code, as it is stored or in any case for one in capitals.")))
  var code: String

  @Flag(
    name: .customLong("init"),
    help: .init(
      tr("Make the bucket if there is none that holds a count; never overwrite one that does.")))
  var makes = false

  @OptionGroup(title: tr("Global options")) var global: GlobalOptions

  func run(_ context: CommandContext) throws {
    let report = try RedeemBucket(context.operation).run(code: code, makes: makes)
    context.write(report) { text(report) }
  }

  private func text(_ report: RedeemBucket.Report) -> String {
    func number(_ value: Int?) -> String { value.map(String.init) ?? "NULL" }
    let done =
      report.replaced
      ? tr("replaced the bucket of \(report.code)") : tr("made the bucket of \(report.code)")
    var rows: [(String, String)] = []
    func add(_ name: String, _ value: String) { rows.append((name, value)) }
    if let remaining = report.remaining {
      add(tr("remaining"), "\(remaining)")
      add(
        tr("ends in"),
        report.ttlSeconds.map { DurationText.format(seconds: $0) } ?? tr("never"))
      if let epoch = report.epochMs { add(tr("epoch"), "\(epoch)") }
    } else {
      add(tr("remaining"), tr("no bucket"))
    }
    add("max_uses", number(report.maxUses))
    add("used_count", number(report.usedCount))
    if let drift = report.drift {
      add(tr("drift"), drift == 0 ? "0" : tr("\(drift) (see 'invitectl sync-counts')"))
    }
    return Sanitizing.line(report.made ? done : report.code) + "\n"
      + NamedRows.text(rows, width: 12, indent: 2)
  }
}
