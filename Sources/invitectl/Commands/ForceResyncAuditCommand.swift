import ArgumentParser
import InviteDomain
import InviteOps
import Localization
import PrometheusText

struct ForceResyncAuditCommand: ContextCommand {
  static let configuration = CommandConfiguration(
    commandName: "audit",
    abstract: tr("Assign each use of codes to what it left."),
    usage: tr("invitectl force-resync audit [CODE…|--all] [options]"),
    discussion: tr(
      """
      Examples:
        invitectl force-resync audit ABCD1234
        invitectl force-resync audit --all                the worst codes, and sums
        invitectl force-resync audit --all --exit-code    for cron
        invitectl force-resync audit --all --textfile FILE.prom

      A use is explained by a row of invite_records or invite_queue, by a message,
      by an entry of the outbox, by a run that counted it, by a token that is gone,
      or by a person's word (--from), each of which explains one use; or it is
      unexplained. What a use left and no use wants is unclaimed. Explained and
      unexplained are all uses. Only reads. Exits 0 whatever is left over, or 3
      with --exit-code; but 8 as soon as something was not seen that a use may
      have left, even if all uses are explained.
      """))

  @Argument(help: .init(tr("Codes to audit, as stored or in any case for one in capitals.")))
  var codes: [String] = []

  @Flag(help: .init(tr("Every code."))) var all = false

  @Option(help: .init(tr("With --all: how many codes to name, the worst first."), valueName: "n"))
  var limit = 20

  @Flag(
    name: .customLong("exit-code"), help: .init(tr("Exit 3 when uses or traces are left over.")))
  var exitCode = false

  @Option(
    help: .init(tr("With --all: write metrics for node_exporter, too."), valueName: "file"))
  var textfile: String?

  @OptionGroup(title: tr("Global options")) var global: GlobalOptions

  func validate() throws {
    guard codes.isEmpty == all else {
      throw ValidationError(
        all ? tr("name codes or say --all, not both") : tr("name codes, or say --all"))
    }
    guard limit >= 0 else { throw ValidationError(tr("--limit is 0 or more")) }
    guard textfile == nil || all else {
      throw ValidationError(tr("--textfile is about all codes: say --all"))
    }
  }

  func run(_ context: CommandContext) throws {
    let file = try textfile.map { path throws(Failure) in try MetricsTextfile(path: path) }
    var request = AuditRequest()
    request.codes = codes
    request.limit = limit
    let report = try ResyncAudit(context.operation, request).run()
    context.write(report) { AuditRendering.text(report, context.style) }
    if let failure = report.failure {
      // What was not seen would be missing from the sums.
      if file != nil { context.note(tr("the metrics are left as they were")) }
      throw failure
    }
    if let file { try file.write(MetricText.prometheus.render(report.families)) }
    if exitCode, report.isPending { throw ExitStatus.pending }
  }
}
