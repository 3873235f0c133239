import ArgumentParser
import Localization

/// How often a run may give way to the one that holds the lock.
struct SkipOptions: ParsableArguments {
  @Option(
    help: .init(
      tr("With --if-locked skip: fail with 4 once more than this many runs in a row were skipped."),
      valueName: "n"))
  var maxSkips = 10

  func validate() throws {
    guard maxSkips >= 1 else {
      throw ValidationError(
        tr("--max-skips is \(maxSkips); give 1 or more, or use --if-locked fail"))
    }
  }
}
