import TestSupport
import TestWorlds
import Testing

/// A command line of a runbook, its words divided by blanks; see ``RunbookWorld/invitectl(_:)``.
struct RunbookStep: Sendable, ExpressibleByStringLiteral {
  let words: [String]
  /// Among what it says in English, where that is what the runbook is about.
  let says: String
  /// What has happened in between.
  let before: (@Sendable (RunbookWorld) throws -> Void)?

  init(
    _ line: String, says: String = "",
    before: (@Sendable (RunbookWorld) throws -> Void)? = nil
  ) {
    words = line.split(separator: " ").map(String.init)
    self.says = says
    self.before = before
  }

  init(stringLiteral value: String) { self.init(value) }

  /// For other programs, which read English: metrics.
  var isForPrograms: Bool { words.first == "metrics-dump" && !words.contains("--textfile") }
}

/// One runbook of docs/operations.md: how it looks when it is opened, and its commands.
struct RunbookSituation: Sendable, CustomTestStringConvertible {
  let heading: String
  let steps: [RunbookStep]
  /// Whether what is done, too, is compared with what the same commands do in English. The other ones only
  /// look, and wait while they do.
  let comparesEnglish: Bool
  /// Makes it so. What is returned is kept until the end.
  let plant: @Sendable (RunbookWorld) throws -> [AnyObject]

  var testDescription: String { heading }

  init(
    _ heading: String, comparesEnglish: Bool = true, _ steps: [RunbookStep],
    plant: @escaping @Sendable (RunbookWorld) throws -> [AnyObject] = { _ in [] }
  ) {
    self.heading = heading
    self.comparesEnglish = comparesEnglish
    self.steps = steps
    self.plant = plant
  }

  static let all: [RunbookSituation] = database + queues
}
