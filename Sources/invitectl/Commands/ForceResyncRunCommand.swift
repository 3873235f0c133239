import ArgumentParser
import FoundationEssentials
import InviteDomain
import InviteOps
import Localization

struct ForceResyncRunCommand: ContextCommand {
  static let configuration = CommandConfiguration(
    commandName: "run",
    abstract: tr("Settle counts (what 'force-resync' does without a subcommand)."))

  @Argument(help: .init(tr("Codes to settle, as stored or in any case for one in capitals.")))
  var codes: [String] = []

  @Flag(help: .init(tr("Every code whose count is less than exact."))) var all = false

  @Option(help: .init(tr("What to believe: evidence, database or redis."), valueName: "source"))
  var from: ResyncSourceArgument = .evidence

  @Option(help: .init(tr("Sync, write the plan to this file, and stop."), valueName: "file"))
  var plan: String?

  @Option(help: .init(tr("Apply this plan."), valueName: "file"))
  var apply: String?

  @Flag(name: [.customShort("n"), .long], help: .init(tr("Sync, show the plan, and stop.")))
  var dryRun = false

  @Flag(help: .init(tr("Do not ask."))) var yes = false

  @OptionGroup(title: tr("Global options")) var global: GlobalOptions

  func validate() throws {
    let named = !codes.isEmpty || all
    guard named != (apply != nil) else {
      throw ValidationError(tr("name codes, or say --all, or --apply a plan"))
    }
    guard codes.isEmpty || !all else {
      throw ValidationError(tr("name codes or say --all, not both"))
    }
  }

  func run(_ context: CommandContext) throws {
    var request = ResyncRequest()
    request.codes = codes
    request.source = from.value
    if self.plan == nil, self.apply == nil,
      let joined = try JoinResync(context.operation, request)
    {
      return try settle(joined, context)
    }
    let operation = ForceResync(context.operation, request)
    if let file = self.plan { try checkTarget(file) }
    let plan = try self.apply.map(read) ?? operation.plan()
    if let file = self.plan {
      try write(plan, to: file)
      let source = from == .evidence ? "" : " --from \(from.rawValue)"
      context.note(
        tr(
          "the plan is in \(file); apply it with 'invitectl force-resync --apply \(ShellWord.quoted(file))\(source)'"
        )
      )
    }
    if !dryRun, self.plan == nil, plan.changes > 0 {
      let outcome = try context.carryOut(plan) {
        ResyncRendering.text(plan, context.style)
      } apply: {
        try Confirmation.require(
          tr("change \(CountText.of(plan.changes, "count"))"), name: plan.database, yes: yes,
          context)
        return try operation.apply(plan)
      } outcomeText: {
        ResyncRendering.text($0, context.style)
      }
      if let failure = outcome.failure { throw failure }
    } else {
      context.write(plan) { ResyncRendering.text(plan, context.style) }
    }
    guard plan.findings.isEmpty else {
      throw Failure(
        .partial,
        tr("\(CountText.of(plan.findings.count, "code")) could not be synced, named above"),
        hint: tr("see what is said of each"))
    }
    guard plan.unseen == 0 else {
      throw Failure(
        .partial,
        tr("\(CountText.of(plan.unseen, "code")) left alone: not all evidence could be seen"),
        hint:
          tr(
            "have the backend's workers running, which take what cannot be read here, and run it again"
          )
      )
    }
    guard plan.conflicts == 0 else {
      throw Failure(
        .partial, tr("\(CountText.of(plan.conflicts, "code")) could not be settled, named above"),
        hint: plan.canBeFromBuckets
          ? tr("--from database or --from redis says which side to believe")
          : tr("--from database says that used_count is right"))
    }
  }

  /// Where uses are counted on join.
  private func settle(_ joined: JoinResync, _ context: CommandContext) throws {
    let comparison = joined.comparison
    guard !dryRun, joined.changes > 0 else {
      context.write(comparison) {
        CountComparisonRendering.text(comparison, nil, context.style)
      }
      if let failure = comparison.failure { throw failure }
      return
    }
    let outcome = try context.carryOut(comparison) {
      CountComparisonRendering.text(comparison, nil, changes: true, context.style)
    } apply: {
      try Confirmation.require(
        tr("change \(CountText.of(joined.changes, "count"))"), name: joined.database, yes: yes,
        context)
      return try joined.apply()
    } outcomeText: {
      CountComparisonRendering.text($0, context.style)
    }
    if let failure = outcome.failure { throw failure }
  }

  /// More than the plan of a million codes.
  private static let largest = 2 << 30

  private func read(_ file: String) throws -> ResyncPlan {
    guard let bytes = try PrivateFile.read(file, limit: Self.largest) else {
      throw Failure(
        .usage, tr("cannot read the plan \(file)"), hint: tr("make it with --plan FILE"))
    }
    guard let plan = Self.plan(bytes) else {
      throw Failure(
        .usage, tr("\(file) is no plan of force-resync"), hint: tr("make it with --plan FILE"))
    }
    try plan.checkGenuine()
    return plan
  }

  private static func plan(_ bytes: [UInt8]) -> ResyncPlan? {
    try? JSONDecoder().decode(ResyncPlan.self, from: Data(bytes))
  }

  /// What has the name of the plan to be must be a plan as well.
  private func checkTarget(_ file: String) throws {
    guard let present = try PrivateFile.read(file, limit: Self.largest), !present.isEmpty,
      Self.plan(present) == nil
    else { return }
    throw Failure(
      .usage, tr("\(file) is there and is no plan of force-resync"), hint: tr("name another file"))
  }

  /// Whole codes are in it: it is for its owner's eyes.
  private func write(_ plan: ResyncPlan, to file: String) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
    try PrivateFile.replace(file, with: Array(encoder.encode(plan)))
  }
}

/// `ResyncSource` as an argument.
enum ResyncSourceArgument: String, CaseIterable, ExpressibleByArgument {
  case evidence, database, redis

  var value: ResyncSource {
    switch self {
    case .evidence: .evidence
    case .database: .database
    case .redis: .redis
    }
  }
}
