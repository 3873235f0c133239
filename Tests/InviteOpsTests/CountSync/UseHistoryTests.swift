import TestSupport
import Testing

@testable import InviteOps

/// What the audit says of a code whose whole story is known (docs/decisions/0201).
@Suite struct UseHistoryTests {
  /// Some steps, and what an audit says behind them: uses, unexplained, unclaimed.
  struct Story: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let steps: [UseHistory.Step]
    let expected: [Int]
  }

  /// What is ten days old: so many uses with a record, and so many without.
  private static func past(_ recorded: Int, _ raised: Int = 0) -> [UseHistory.Step] {
    [UseHistory.Step](repeating: .record, count: recorded)
      + [UseHistory.Step](repeating: .raise, count: raised)
  }

  /// A story is told with this many days between its past and the rest.
  private func told(_ past: [UseHistory.Step], _ steps: [UseHistory.Step]) -> UseHistory {
    var random = SeededGenerator(derived: 1)
    var history = UseHistory()
    for step in past { history.take(step, &random) }
    history.pass(10 * UseHistory.day)
    for step in steps {
      history.take(step, &random)
      history.pass(1)
    }
    return history
  }

  struct Past: Sendable, CustomTestStringConvertible {
    let recorded: Int
    let raised: Int
    let redeemed: Int
    var testDescription: String {
      "\(recorded) with a record, \(raised) without, \(redeemed) since"
    }
  }

  @Test(arguments: [
    Past(recorded: 1, raised: 1, redeemed: 1), Past(recorded: 1, raised: 2, redeemed: 2),
    Past(recorded: 0, raised: 5, redeemed: 1), Past(recorded: 2, raised: 1, redeemed: 1),
    Past(recorded: 3, raised: 0, redeemed: 3),
  ])
  func `new records hide no old use, neither before the first line nor at it nor later`(past: Past)
  {
    let redeemed = [UseHistory.Step](repeating: .redeem, count: past.redeemed)
    let synced: [UseHistory.Step] = redeemed + [.sync]
    let stages: [[UseHistory.Step]] = [
      [], redeemed, synced, synced + redeemed, synced + synced,
    ]
    let before = Self.past(past.recorded, past.raised)
    for steps in stages {
      let assigned = told(before, steps).assigned
      #expect(assigned.unexplained == past.raised && assigned.unclaimed == 0, "\(steps)")
    }
  }

  @Test(arguments: [
    Story(
      testDescription: "a repair counts what the bucket had lost",
      steps: [.redeem, .redeem, .redeem, .lose, .redeem, .sync, .repair], expected: [4, 0, 0]),
    Story(
      testDescription: "and until then its traces want a use",
      steps: [.redeem, .redeem, .redeem, .lose, .redeem, .sync], expected: [1, 0, 3]),
    Story(
      testDescription: "the same where the repair writes the first line",
      steps: [.redeem, .redeem, .lose, .repair], expected: [2, 0, 0]),
    Story(
      testDescription: "what is purged behind it is told by its line",
      steps: [.redeem, .redeem, .lose, .repair, .purge, .sync], expected: [3, 0, 0]),
    Story(
      testDescription: "what is raised behind it is not explained by the older records",
      steps: [.redeem, .redeem, .lose, .repair, .raise], expected: [3, 1, 0]),
    Story(
      testDescription: "a purged message has a line", steps: [.purge, .sync], expected: [1, 0, 0]),
    Story(
      testDescription: "raised by hand between lines",
      steps: [.redeem, .sync, .raise, .redeem, .sync], expected: [3, 1, 0]),
  ])
  func `what the story of a code comes to`(story: Story) {
    let assigned = told([], story.steps).assigned
    let uses = assigned.explained.total + assigned.unexplained
    #expect([uses, assigned.unexplained, assigned.unclaimed] == story.expected)
  }

  @Test func `a repair of a code with a past counts nothing twice`() {
    let lost: [UseHistory.Step] = [.redeem, .redeem, .redeem, .lose, .redeem, .sync]
    let before = told(Self.past(1), lost).assigned
    #expect(before.explained.record == 2 && before.unclaimed == 3)
    let after = told(Self.past(1), lost + [.repair]).assigned
    #expect(after.explained.record == 5 && after.explained.ledger == 0)
    #expect(after.unexplained == 0 && after.unclaimed == 0)
  }

  @Test(arguments: [0, 1])
  func `old records use up no line of a purged message`(raised: Int) {
    for steps in [[.purge], [.purge, .sync]] as [[UseHistory.Step]] {
      let assigned = told(Self.past(2, raised), steps).assigned
      #expect(assigned.explained.record == 2 && assigned.unexplained == raised, "\(steps)")
      #expect(assigned.explained.ledger + assigned.explained.bucket == 1, "\(steps)")
    }
  }

  /// Some steps of a random story.
  private func random(_ random: inout SeededGenerator) -> (UseHistory, [UseHistory.Step]) {
    var history = UseHistory()
    var steps: [UseHistory.Step] = []
    for _ in 0..<Int.random(in: 1...16, using: &random) {
      let step = UseHistory.Step.allCases.randomElement(using: &random) ?? .redeem
      history.pass([1, 1, 1, 60, 800, 2000].randomElement(using: &random) ?? 1)
      history.work(&random)
      history.take(step, &random)
      steps.append(step)
      history.pass(1)
    }
    return (history, steps)
  }

  @Test func `no more uses are explained than left anything, and no more traces are left over`() {
    var random = SeededGenerator(test: "UseHistoryTests of sums")
    for _ in 0..<4000 {
      let (history, steps) = self.random(&random)
      let (truth, assigned) = (history.truth, history.assigned)
      let label: Comment = "\(steps) \(history)"
      #expect(assigned.explained.total + assigned.unexplained == truth.uses, label)
      // What the bucket lost may stand for a use that left nothing: which of them are counted, nobody can tell.
      #expect(assigned.explained.total <= truth.explained + truth.orphans, label)
      #expect(assigned.unclaimed <= truth.orphans, label)
    }
  }

  @Test func `an ordinary redemption changes nothing that is left over`() {
    var random = SeededGenerator(test: "UseHistoryTests of redemptions")
    for _ in 0..<4000 {
      let (story, steps) = self.random(&random)
      // After one, which uses are left nobody can tell.
      guard !steps.contains(.refund) else { continue }
      var history = story
      history.pass(1)
      let before = history.assigned
      for step in [.redeem, .sync] as [UseHistory.Step] {
        history.take(step, &random)
        let after = history.assigned
        let label: Comment = "\(steps) \(step) \(history)"
        #expect(after.unexplained == before.unexplained, label)
        #expect(after.unclaimed == before.unclaimed, label)
      }
    }
  }
}
