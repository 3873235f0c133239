import ArgumentParser
import InviteDomain
import InviteOps
import Localization

struct SimulateCommand: ContextCommand {
  static let configuration = CommandConfiguration(
    commandName: "simulate",
    abstract: tr("What a campaign would do to queue, seats and codes, on paper."),
    discussion: tr(
      """
      Examples:
        invitectl simulate --redeem 500 --in 10m --workers 2
        invitectl simulate --redeem 500 --in 10m --workers 2 --concurrency 8
        invitectl simulate --redeem 500 --in 10m --workers 2 --runtime 3s

      So many redemptions at random moments, worked on first come first served after
      what waits already: how long the queue gets, when it is empty again, which
      seats and codes run out. How long a task takes is measured, for ten seconds at
      most, where workers answer and messages wait, by the result backend or the
      invite records; it says which. Else --runtime says it: what idle workers did
      tells no runtime. Each number is a range that holds eight of ten repetitions.
      The same seed gives the same answer. Changes nothing.
      """))

  @Option(help: .init(tr("How many redemptions."), valueName: "n")) var redeem: Int

  @Option(
    name: .customLong("in"),
    help: .init(tr("Within how long they come."), valueName: "time"),
    transform: DurationArgument.parse)
  var time: Duration

  @Option(help: .init(tr("How many workers take invites."), valueName: "n")) var workers: Int

  @Option(
    help: .init(
      tr("Tasks that each works on at once. Default: as those that run now."), valueName: "n"))
  var concurrency: Int?

  @Option(
    help: .init(tr("How long a task takes. Default: as measured."), valueName: "time"),
    transform: DurationArgument.parsePositive)
  var runtime: Duration?

  @Option(help: .init(tr("Another one draws other random numbers."), valueName: "n"))
  var seed: UInt64 = 1

  @OptionGroup(title: tr("Global options")) var global: GlobalOptions

  func validate() throws {
    guard (1...1_000_000).contains(redeem) else {
      throw ValidationError(tr("--redeem takes a number from 1 to 1000000."))
    }
    guard (1...10_000).contains(workers), (1...10_000).contains(concurrency ?? 1) else {
      throw ValidationError(tr("--workers and --concurrency take numbers from 1 to 10000."))
    }
    guard workers * (concurrency ?? 1) <= Campaign.mostSlots else {
      throw ValidationError(
        tr("No more than \(Campaign.mostSlots) tasks at once are gone through."))
    }
  }

  func run(_ context: CommandContext) throws {
    var request = Campaign.Request(redemptions: redeem, time: time, workers: workers)
    request.concurrency = concurrency
    request.runtime = runtime
    request.seed = seed
    let line = ProgressLine(context)
    defer { line.clear() }
    let outcome = try Campaign(context.operation, request).run {
      line.update(CampaignRendering.progress($0))
    }
    line.clear()
    context.write(outcome) { CampaignRendering.text(outcome, context.style) }
  }
}
