import Foundation
import InviteOps
import Testing

@testable import invitectl

@Suite struct ResyncRenderingTests {
  /// A code of which two people left a record each.
  private func item(
    _ code: String, _ verdict: String, used: Int = 2, state: String, high: Int, refunded: Int = 0,
    isComplete: Bool = true, older: Int = 0, max: Int = 40, tokens: Int? = nil
  ) -> String {
    let certainty = #"{"state": "\#(state)", "low": 0, "high": \#(high)}"#
    return """
      {"id": 1, "code": "\(code)", "used": 1, "max": \(max), "isActive": true, "version": 4, "now": 5,
       "tokens": \(tokens.map(String.init) ?? "null"),
       "atLeast": 0, "atMost": 40, "verdict": "\(verdict)", "newUsed": \(used), "newHeld": 0,
       "push": 38, "newCertainty": \(certainty),
       "evidence": {"queued": 0, "unacked": 0, "outbox": 0, "queueRows": 0, "records": 2,
         "older": \(older), "emails": 2, "refunded": \(refunded), "forgetsRefunds": false,
         "isComplete": \(isComplete), "hasGaps": false}}
      """
  }

  private func text(_ items: [String]) throws -> String {
    ResyncRendering.text(try plan(items), Style(isOn: false, columns: nil))
  }

  private func plan(_ items: [String]) throws -> ResyncPlan {
    let plan = """
      {"format": 4, "database": "d", "source": "evidence", "gaps": [], "findings": [], "hash": "h",
       "items": [\(items.joined(separator: ", "))]}
      """
    return try JSONDecoder().decode(ResyncPlan.self, from: Data(plan.utf8))
  }

  @Test(arguments: [
    ("rebuild", 0, false, "evidence may be lost"),
    ("rebuild", 1, true, "uses of it were given back"),
    ("narrowed", 0, true, "one person may have used it once or several times"),
    ("open", 0, true, "one person may have used it once or several times"),
  ])
  func `a code that stays less than exact is named with why and what to type`(
    verdict: String, refunded: Int, isComplete: Bool, why: String
  ) throws {
    let text = try text([
      item(
        "OPEN1", verdict, state: "vanished", high: 38, refunded: refunded, isComplete: isComplete),
      item("SURE1", "settled", state: "exact", high: 0),
      item("SURE2", "rebuild", state: "exact", high: 0),
    ])
    #expect(text.contains("1 code open: \(why)"), "\(text)")
    #expect(text.contains("invitectl force-resync OPEN1 --from database"), "\(text)")
  }

  @Test func `traces that are older than the code are told with both words to type`() throws {
    let text = try text([
      item("ANEW1", "open", state: "baseline", high: 38, isComplete: false, older: 2),
      item("ANEW2", "narrowed", state: "baseline", high: 38, refunded: 1, older: 1),
      item("SURE1", "settled", state: "exact", high: 0, older: 1),
    ])
    #expect(text.contains("2 codes open: traces are from more than 24 hours before"), "\(text)")
    #expect(text.contains("  ANEW1 (2 traces), ANEW2 (1 trace)\n"), "\(text)")
    #expect(text.contains("invitectl force-resync ANEW1 --from database\n"), "\(text)")
    // There is no bucket to be believed.
    #expect(!text.contains("--from redis") && !text.contains("SURE1 ("), "\(text)")
  }

  @Test(arguments: [(40, true), (0, false)])
  func `the bucket's word is offered where its tokens are of a limit`(max: Int, isOffered: Bool)
    throws
  {
    let text = try text([
      item("ANEW1", "open", state: "baseline", high: 38, older: 2, max: max, tokens: 39)
    ])
    #expect(text.contains("invitectl force-resync ANEW1 --from database\n"), "\(text)")
    #expect(text.contains("invitectl force-resync ANEW1 --from redis\n") == isOffered, "\(text)")
    let plan = try plan([
      item("BROKEN", "conflict", state: "exact", high: 0, max: max, tokens: 39),
      item("SURE1", "settled", state: "exact", high: 0, tokens: 39),
    ])
    #expect(plan.conflicts == 1 && plan.canBeFromBuckets == isOffered, "\(plan)")
  }

  @Test func `several of one reason are named`() throws {
    let text = try text(
      (1...22).map { item("OPEN\($0)", "narrowed", state: "vanished", high: 38) }
        + [item("SURE1", "rebuild", state: "exact", high: 0)])
    let lines = text.split(separator: "\n").map(String.init)
    let place = try #require(lines.firstIndex { $0.hasPrefix("22 codes open: ") }, "\(text)")
    #expect(lines[place + 1].hasPrefix("  OPEN1, OPEN2, "), "\(text)")
    #expect(lines[place + 1].hasSuffix(", OPEN20 and 2 more"), "\(text)")
    #expect(!lines[place + 1].contains("SURE1"))
  }
}
