import ArgumentParser
import InviteDomain
import InviteOps
import Localization

struct RedeemRetryCommand: ContextCommand {
  static let configuration = CommandConfiguration(
    commandName: "retry",
    abstract: tr("Try invites again that came to nothing, or that wait."),
    discussion: tr(
      """
      Examples:
        invitectl redeem retry -n                    what would be done with each
        invitectl redeem retry --error seat          try those again
        invitectl redeem retry --waiting --limit 20

      An invite is sent again as its row says, with the use that it took before: no
      token and no use is taken. Where it is not clear whether that use is counted
      still, or whether somebody was invited, the row is named and left alone (8).
      Repeated, it does nothing more. With --limit the oldest rows are looked at, as
      many as it takes. Of more than 20 rows (or --limit, where that is more) some of
      each kind are shown, and the others are counted by reason; -o json has all.
      """))

  @Flag(exclusivity: .exclusive)
  var kind = Kind.failed

  @Option(help: .init(tr("Those whose error has this in it, in any case."), valueName: "text"))
  var error: String?

  @Option(help: .init(tr("Those of this code."))) var code: String?

  @Option(help: .init(tr("Those of this email."))) var email: String?

  @Option(
    help: .init(tr("Those that failed, or began to wait, within this time."), valueName: "time"),
    transform: DurationArgument.parsePositive)
  var since: Duration?

  @Flag(
    help: .init(tr("Also those that were tried again before, and of which nothing is seen since.")))
  var again = false

  @Option(help: .init(tr("Try at most this many."), valueName: "n"))
  var limit: Int?

  @Option(help: .init(tr("Try at most this many a second."), valueName: "n"))
  var rate: RateArgument?

  @Flag(
    name: [.customShort("n"), .customLong("dry-run")],
    help: .init(tr("Only show what would be done with each, and why; their errors first.")))
  var dryRun = false

  @Flag(help: .init(tr("Show emails and codes in full.")))
  var show = false

  @Flag(help: .init(tr("Go ahead without asking.")))
  var yes = false

  @OptionGroup(title: tr("For cron")) var lock: LockOptions

  @OptionGroup(title: tr("For cron")) var skips: SkipOptions

  @OptionGroup(title: tr("Global options")) var global: GlobalOptions

  enum Kind: EnumerableFlag {
    case failed, waiting

    static func help(for value: Kind) -> ArgumentHelp? {
      switch value {
      case .failed: ArgumentHelp(tr("Those that failed (the default)."))
      case .waiting: ArgumentHelp(tr("Those that wait for a seat, where one is free now."))
      }
    }
  }

  func validate() throws {
    if let limit, limit < 1 { throw ValidationError(tr("--limit is \(limit); give 1 or more")) }
    if again, kind == .waiting {
      throw ValidationError(tr("--again is for those that failed; leave out --waiting, or --again"))
    }
  }

  func run(_ context: CommandContext) throws {
    do {
      try carryOut(context)
    } catch let failure as Failure {
      // Asked for in full it is not masked where it may be kept either.
      throw show ? failure.onScreen : failure
    }
  }

  private func carryOut(_ context: CommandContext) throws {
    let retry = RedeemRetry(context.operation, request)
    if dryRun {
      let plan = try retry.plan()
      if context.options.output == .text, plan.isUnknown, let failure = plan.failure {
        throw failure
      }
      context.write(show ? plan : plan.masked) {
        RetryRendering.text(
          plan, request.kind, shows: show, limit: limit, style: context.style)
      }
      if let failure = plan.failure { throw failure }
      return
    }
    guard yes || context.canAsk else {
      try retry.checkCode()
      return try Confirmation.require(tr("try invites again"), name: "", yes: false, context)
    }
    let line = ProgressLine(context)
    defer { line.clear() }
    func retried(_ shown: RetryOutcome?) throws -> RetryOutcome {
      defer { line.clear() }
      return try retry.run(shown: shown) { holder in
        line.update(tr("waiting for another run (\(Sanitizing.line(holder)))"), isNews: true)
      }
    }
    var outcome: RetryOutcome
    if yes {
      outcome = try retried(nil)
    } else {
      outcome = try retry.find()
      let count = min(outcome.ready.count, limit ?? .max)
      if count > 0 {
        context.errors.write(
          RetryRendering.text(outcome, shows: show, limit: limit, style: context.style))
        try Confirmation.require(
          tr("try \(CountText.of(count, "invite")) again"), name: "\(count)", yes: false, context)
        outcome = try retried(outcome)
      }
    }
    context.write(show ? outcome : outcome.masked) {
      RetryRendering.text(outcome, shows: show, limit: limit, style: context.style)
    }
    if let failure = outcome.failure { throw failure }
  }

  private var request: RetryRequest {
    var request = RetryRequest()
    request.kind = kind == .failed ? .failed : .waiting
    request.error = error
    request.code = code
    request.email = email
    request.since = since
    request.again = again
    request.limit = limit
    request.rate = rate?.linesPerSecond
    request.ifLocked = lock.ifLocked
    request.lockWait = lock.patience
    request.maxSkips = skips.maxSkips
    return request
  }
}
