import ArgumentParser
import InviteDomain
import InviteOps
import Localization

struct ForecastCommand: ContextCommand {
  static let configuration = CommandConfiguration(
    commandName: "forecast",
    abstract: tr("When seats, codes, disk and ids run out, and the queue ends."),
    discussion: tr(
      """
      Examples:
        invitectl forecast                        all, with what is left and how fast
        invitectl forecast --assert 'seats>7d'    for cron: exits 3 when it fails
        invitectl forecast --assert 'queue<30m' --assert 'codes>3d'
        invitectl forecast --only disk --disk-free 40GB
        invitectl forecast -o json                for machines

      At the pace of the last days, four weeks at most, with days of the week from
      two weeks on. Each end is a range: in eight of ten repetitions with days drawn
      from those it lies within. Fewer than seven whole days are not enough history.
      --assert SUBJECT>TIME holds where even the earliest end is later, queue<TIME
      where even the latest is sooner. Exits 3 when one fails, else 8 when one cannot
      be told or something could not be read; -q prints nothing where all hold.
      Changes nothing.
      Subjects: \(ForecastSubject.allCases.map(\.rawValue).joined(separator: ", "))
      """))

  @Option(help: .init(tr("Look at this subject only; may be repeated."), valueName: "subject"))
  var only: [ForecastSubjectArgument] = []

  @Option(
    name: .customLong("assert"),
    help: .init(tr("Exit 3 unless this holds; may be repeated."), valueName: "assertion"),
    transform: ForecastArguments.assertion)
  var assertions: [ForecastAssertion] = []

  @Option(
    name: .customLong("disk-free"),
    help: .init(tr("What is free on the database's disk, e.g. 40GB."), valueName: "size"),
    transform: ForecastArguments.size)
  var diskFree: Int?

  @OptionGroup(title: tr("Global options")) var global: GlobalOptions

  private var subjects: [ForecastSubject] {
    only.isEmpty
      ? ForecastSubject.allCases
      : ForecastSubject.allCases.filter { subject in only.contains { $0.subject == subject } }
  }

  func validate() throws {
    if let other = assertions.first(where: { !subjects.contains($0.subject) }) {
      throw ValidationError(tr("'\(other.text)' is about what --only leaves out."))
    }
    if diskFree != nil, !subjects.contains(.disk) {
      throw ValidationError(tr("--disk-free is about the disk, which --only leaves out."))
    }
  }

  func run(_ context: CommandContext) throws {
    var outcome = try Forecast(context.operation, subjects: subjects, freeBytes: diskFree).run()
    outcome.judge(assertions)
    // Cron is to hear of what does not hold alone.
    let holds = !assertions.isEmpty && outcome.assertions.allSatisfy { $0.verdict == .holds }
    let isUnread = outcome.subjects.contains { $0.failure != nil }
    if !(global.quiet && global.output == .text && holds && !isUnread) {
      context.write(outcome) { ForecastRendering.text(outcome, context.style) }
    }
    for failure in outcome.subjects.compactMap(\.failure) {
      context.report(context.operation.explained(failure))
    }
    let verdicts = outcome.assertions.map(\.verdict)
    if verdicts.contains(.fails) { throw ExitStatus.pending }
    if isUnread || verdicts.contains(.untold) { throw ExitStatus.partial }
  }
}

/// A subject by its name, as an argument.
struct ForecastSubjectArgument: ExpressibleByArgument {
  let subject: ForecastSubject

  init?(argument: String) {
    guard let subject = ForecastSubject(rawValue: argument) else { return nil }
    self.subject = subject
  }

  static var allValueStrings: [String] { ForecastSubject.allCases.map(\.rawValue) }
}

/// Reads what a forecast is asked.
enum ForecastArguments {
  @Sendable static func assertion(_ text: String) throws -> ForecastAssertion {
    do throws(Failure) {
      return try ForecastAssertion(text)
    } catch {
      throw ValidationError(error.message)
    }
  }

  private static let units = [("TB", 40), ("GB", 30), ("MB", 20), ("kB", 10), ("B", 0)]

  /// In powers of 1024, as sizes are shown; a number alone is bytes.
  @Sendable static func size(_ text: String) throws -> Int {
    let wanted = text.lowercased()
    let unit = units.first { wanted.hasSuffix($0.0.lowercased()) }
    let digits = unit.map { wanted.dropLast($0.0.count) } ?? wanted[...]
    guard !digits.isEmpty, digits.utf8.allSatisfy({ (48...57).contains($0) }),
      let number = Int(digits), number <= Int.max >> (unit?.1 ?? 0)
    else {
      throw ValidationError(tr("'\(text)' is no size; write 40GB, 500MB or a number of bytes"))
    }
    return number << (unit?.1 ?? 0)
  }
}
