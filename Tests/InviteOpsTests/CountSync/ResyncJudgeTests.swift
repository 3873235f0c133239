import CountProtocol
import Foundation
import Testing

@testable import InviteOps

/// What evidence makes of a count, where uses were given back.
@Suite struct ResyncJudgeTests {
  struct Seen: Sendable, CustomTestStringConvertible {
    var refunded = 0
    var forgets = false
    var older = 0
    let verdict: ResyncItem.Verdict
    let used: Int
    let low: Int
    let high: Int
    var testDescription: String {
      "\(refunded) refunded, \(older) older, forgets \(forgets): \(verdict)"
    }
  }

  /// One use is counted, up to nine more may be, and each person left a record.
  private func judged(
    _ seen: Seen, used: Int = 1, _ known: Certainty = Certainty(state: .baseline, low: 0, high: 9),
    people: Int = 2, messages: Int = 0, max: Int = 10
  ) throws -> ResyncItem {
    let certainty =
      #"{"state": "\#(known.state.rawValue)", "low": \#(known.low), "#
      + #""high": \#(known.high)}"#
    let text = """
      {"id": 1, "code": "A", "used": \(used), "max": \(max), "isActive": true,
       "tokens": \(10 - used), "version": 4,
       "now": 5, "atLeast": \(used - known.low), "atMost": \(used + known.high), "verdict": "open",
       "newUsed": \(used), "newHeld": 0, "push": 0, "newCertainty": \(certainty),
       "evidence": {"queued": \(messages), "unacked": 0, "outbox": 0, "queueRows": 0,
         "records": \(people + seen.older), "older": \(seen.older), "emails": \(people),
         "refunded": \(seen.refunded),
         "forgetsRefunds": \(seen.forgets), "isComplete": true, "hasGaps": false},
       "row": {"seq": 20, "base": 21, "version": 4, "mark": 9, "adjusted": 0, "floor": 0,
         "held": 0, "usedAfter": 1, "maxAfter": 10, "maxTop": 10, "roomLow": 0, "roomHigh": 0,
         "pastLow": 0, "pastHigh": 0, "roomSince": 0, "changed": 0, "incarnation": 1, "read": 5,
         "gone": false, "isTaken": true,
         "certainty": \(certainty)}}
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
    #expect(item.isLeftOpen == (seen.verdict != .settled), "\(item)")
  }

  @Test(arguments: [
    // The traces of this code give a lower bound, and all of them an upper one.
    Seen(older: 2, verdict: .narrowed, used: 2, low: 0, high: 2),
    // Where the lower one reaches the upper one it is not exact either.
    Seen(older: 1, verdict: .narrowed, used: 2, low: 1, high: 0),
  ])
  func `beside traces that are older than the code no count becomes exact`(seen: Seen) throws {
    let item = try judged(
      seen, used: 1, Certainty(state: .baseline, low: 0, high: seen.older == 1 ? 1 : 9))
    #expect(item.verdict == seen.verdict && item.newUsed == seen.used, "\(item)")
    #expect(item.newCertainty.low == seen.low && item.newCertainty.high == seen.high, "\(item)")
    #expect(item.newCertainty.state != .exact && item.isLeftByOlder, "\(item)")
    #expect(item.olderNote.contains("invitectl force-resync A --from database"), "\(item)")
    #expect(item.olderNote.contains("invitectl force-resync A --from redis"), "\(item)")
  }

  @Test func `of a code without a limit no bucket is to be believed`() throws {
    let seen = Seen(older: 2, verdict: .open, used: 1, low: 0, high: 9)
    let item = try judged(seen, max: 0)
    #expect(item.tokens != nil && !item.canBeFromBucket && item.isLeftByOlder, "\(item)")
    #expect(item.olderNote.contains("invitectl force-resync A --from database"), "\(item)")
    #expect(!item.olderNote.contains("--from redis"), "\(item)")
  }

  @Test func `traces that are older than the code contradict no exact count`() throws {
    let seen = Seen(older: 5, verdict: .consistent, used: 1, low: 0, high: 0)
    let item = try judged(seen, used: 1, Certainty(state: .exact, low: 0, high: 0), people: 1)
    #expect(item.verdict == .consistent && item.newUsed == 1 && !item.changes, "\(item)")
    // And no fewer traces of its own than uses are made up by them.
    let lost = try judged(seen, used: 3, people: 1)
    #expect(lost.newUsed == 3 && lost.newCertainty.high == 9 && lost.isLeftByOlder, "\(lost)")
  }

  @Test(arguments: [1, 2, 3], [false, true])
  func `what proves no use makes no count exact in two runs either`(people: Int, again: Bool)
    throws
  {
    let seen = Seen(forgets: true, verdict: .narrowed, used: 0, low: 0, high: 0)
    let first = try judged(seen, people: 3, messages: 1)
    #expect(first.newUsed == 3 && first.newCertainty.low == 0 && first.newCertainty.high == 1)
    // A message less, and more: as many traces as the first run took for people.
    let second = try judged(
      Seen(forgets: again, verdict: .open, used: 0, low: 0, high: 0), used: first.newUsed,
      first.newCertainty, people: people)
    let isSettled = !again && people == 3
    #expect((second.newCertainty.state == .exact) == isSettled, "\(second)")
    #expect(second.verdict == (isSettled ? .settled : .open), "\(second)")
    #expect(second.newUsed == 3 && second.newCertainty.high == (isSettled ? 0 : 1), "\(second)")
  }
}
