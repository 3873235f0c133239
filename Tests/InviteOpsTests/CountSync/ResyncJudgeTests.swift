import CountProtocol
import Foundation
import Testing

@testable import InviteOps

/// What evidence makes of a count, where uses were given back.
@Suite struct ResyncJudgeTests {
  struct Seen: Sendable, CustomTestStringConvertible {
    var refunded = 0
    var forgets = false
    let verdict: ResyncItem.Verdict
    let used: Int
    let low: Int
    let high: Int
    var testDescription: String { "\(refunded) refunded, forgets \(forgets): \(verdict)" }
  }

  /// One use is counted, up to nine more may be, and two people left a record each.
  private func judged(_ seen: Seen, least: Int = 1) throws -> ResyncItem {
    let text = """
      {"id": 1, "code": "A", "used": 1, "max": 10, "isActive": true, "tokens": 9, "version": 4,
       "now": 5, "atLeast": \(least), "atMost": 10, "verdict": "open", "newUsed": 1, "newHeld": 0,
       "push": 0, "newCertainty": {"state": "baseline", "low": \(1 - least), "high": 9},
       "evidence": {"queued": 0, "unacked": 0, "outbox": 0, "queueRows": 0, "records": 2,
         "emails": 2, "refunded": \(seen.refunded), "forgetsRefunds": \(seen.forgets),
         "isComplete": true, "hasGaps": false},
       "row": {"seq": 20, "base": 21, "version": 4, "mark": 9, "adjusted": 0, "floor": 0,
         "held": 0, "usedAfter": 1, "maxAfter": 10, "maxTop": 10, "roomLow": 0, "roomHigh": 0,
         "pastLow": 0, "pastHigh": 0, "roomSince": 0, "changed": 0, "incarnation": 1, "read": 5,
         "gone": false, "isTaken": true,
         "certainty": {"state": "baseline", "low": \(1 - least), "high": 9}}}
      """
    let item = try JSONDecoder().decode(ResyncItem.self, from: Data(text.utf8))
    return ResyncJudge(source: .evidence).judge(item)
  }

  @Test(arguments: [
    Seen(verdict: .settled, used: 2, low: 0, high: 0),
    // Whose the one is that came back may be told or not: it is no use for certain, and may be one.
    Seen(refunded: 1, verdict: .narrowed, used: 1, low: 0, high: 1),
    // Both came back, or more did than there are traces of: that of the use that is counted was lost.
    Seen(refunded: 2, verdict: .open, used: 1, low: 0, high: 9),
    Seen(refunded: 9, verdict: .open, used: 1, low: 0, high: 9),
    // Counted, and not called exact.
    Seen(forgets: true, verdict: .narrowed, used: 2, low: 1, high: 0),
  ])
  func `what may have been given back makes no count exact`(seen: Seen) throws {
    let item = try judged(seen)
    #expect(item.verdict == seen.verdict && item.newUsed == seen.used, "\(item)")
    #expect(item.newCertainty.low == seen.low && item.newCertainty.high == seen.high, "\(item)")
    #expect((item.newCertainty.state == .exact) == (seen.verdict == .settled), "\(item)")
    #expect(item.isLeftByRefunds == (seen.refunded > 0), "\(item)")
  }
}
