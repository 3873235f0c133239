import Testing

@testable import InviteOps

/// What is left of one person's traces after refunds, of which the last one tells its time.
@Suite struct UnrefundedTracesTests {
  /// `r` a record, `q` a row of the queue, `m` a message, `o` an entry of the outbox; `!` where the invite failed, `+`
  /// where it was passed on; then the task of a message or an entry, and after `@` how old it is, in seconds.
  private func traces(_ text: String) throws -> [UseTrace] {
    try text.split(separator: " ").map { word in
      let parts = word.split(separator: "@")
      let name = try #require(parts.first)
      let kind: UseTrace.Kind =
        switch name.first {
        case "r"?: .record
        case "q"?: .row
        case "m"?: .queued
        default: .outbox
        }
      let task = String(name.filter(\.isNumber))
      return UseTrace(
        kind: kind, task: task.isEmpty ? nil : task, isPassedOn: name.contains("+"),
        seconds: parts.count > 1 ? Double(parts[1]) : nil, isFailed: name.contains("!"))
    }
  }

  struct Person: Sendable, CustomTestStringConvertible {
    let traces: String
    let left: String
    var mayLackOthers = false
    var testDescription: String { traces.isEmpty ? "nothing" : traces }

    init(_ traces: String, _ left: String, mayLackOthers: Bool = false) {
      self.traces = traces
      self.left = left
      self.mayLackOthers = mayLackOthers
    }
  }

  /// The token came back 100 seconds ago.
  @Test(arguments: [
    Person("", ""), Person("r!@101", ""), Person("r!@100", ""), Person("q!@200", ""),
    // A use leaves a record, a row and an entry at most.
    Person("r!@101 q!@102", ""), Person("o1@103 r!@101", ""), Person("o1@103 r!@101 q!@102", ""),
    // Redeemed again, however soon.
    Person("r!@101 r@99.9", "r@99.9"), Person("r!@101 r!@99.9", "r!@99.9"),
    Person("q!@101 r@99.5", "r@99.5"), Person("r!@200 m2", "m2"),
    Person("o1@103 r!@101 o2@50 r@49", "o2@50 r@49"), Person("r!@101 o2@50 m2", "o2@50 m2"),
    Person("r@99", "r@99"), Person("m1", "m1"), Person("r", "r"), Person("o1@99", "o1@99"),
    // Each that failed before may be one whose token came back.
    Person("r!@300 r!@101", "", mayLackOthers: true),
    Person("q!@300 r!@200 r!@101 r@50", "r@50", mayLackOthers: true),
    Person("o1@301 r!@300 o2@102 r!@101", "", mayLackOthers: true),
    // What was made is of its use.
    Person("r@300 r!@101", "r@300"), Person("r!@300 r@101", "r@101"),
    Person("r@300 q!@101", "r@300"),
    Person("q@300 r!@101", "q@300"),
    // Nothing that failed is there: by force, or it left nothing.
    Person("r@101", "", mayLackOthers: true),
    Person("r@101 q@102 r@50", "r@50", mayLackOthers: true),
    Person("r@300 r@101", "r@300", mayLackOthers: true),
    Person("o1@101", ""), Person("r@300 o1@301 o2@101", "r@300 o1@301"),
    Person("o1@101 m1", "o1@101 m1"),
    // Clocks differ: of what is hardly younger it is the oldest.
    Person("r!@99 r@98.5", "r@98.5"), Person("r!@99 r!@98.5", "r!@98.5"), Person("r!@90", "r!@90"),
    // What went on as another task is of the use that it went on from.
    Person("r!+@300 r!@101", ""), Person("r!+@300 r!@101 r@50", "r@50"),
    Person("r!+@300 r@200 r!@101", "r!+@300 r@200"), Person("q+@300 r!@101", ""),
    Person("q+@300 r!@101 r@50", "q+@300 r@50"), Person("q+@300 r!@101 m2", "q+@300 m2"),
    Person("q+@50 r!@101", "q+@50"),
  ])
  func `what is of a use that was given back is out`(person: Person) throws {
    let rest = UnrefundedTraces(try traces(person.traces), since: 100)
    let left = try traces(person.left)
    #expect(rest.left == left)
    #expect(rest.mayLackOthers == person.mayLackOthers)
  }
}
