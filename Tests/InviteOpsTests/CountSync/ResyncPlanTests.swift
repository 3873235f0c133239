import Foundation
import Testing

@testable import InviteOps
@testable import LosslessJSON

@Suite struct ResyncPlanTests {
  /// Every field of an item, none with the value it would have by itself.
  private static let item = """
    {"id": 1, "code": "A", "used": 2, "max": 10, "isActive": true, "tokens": 3, "version": 4,
     "now": 5, "atLeast": 6, "atMost": 7, "verdict": "settled", "newUsed": 8, "newHeld": 9,
     "push": 11, "newCertainty": {"state": "vanished", "low": 12, "high": 13},
     "evidence": {"queued": 14, "unacked": 15, "outbox": 16, "queueRows": 17, "records": 18,
       "older": 49, "emails": 19, "refunded": 48, "forgetsRefunds": false, "isComplete": true,
       "hasGaps": false},
     "row": {"seq": 20, "base": 21, "version": 22, "mark": 23, "adjusted": 24, "floor": 25,
       "held": 26, "usedAfter": 27, "maxAfter": 28, "maxTop": 29, "roomLow": -30, "roomHigh": 31,
       "pastLow": 45, "pastHigh": 46, "roomSince": 47,
       "changed": 32, "incarnation": 33, "read": 34, "gone": true, "isTaken": false,
       "certainty": {"state": "foreign", "low": 35, "high": 36},
       "pending": {"from": 37, "to": 38, "add": 39, "adjusted": 40, "base": 41, "seq": 42,
         "token": 43, "deadline": 44}}}
    """

  private func plan(_ item: JSONValue) throws -> ResyncPlan {
    let decoded = try JSONDecoder().decode(ResyncItem.self, from: JSONEncoder().encode(item))
    return ResyncPlan(database: "d", source: .evidence, items: [decoded])
  }

  /// The value with each of its leaves changed in turn, and with each optional member away.
  private func edits(_ value: JSONValue) -> [JSONValue] {
    switch value {
    case .object(let object):
      let optional = ["tokens", "atMost", "row", "pending"]
      return object.keys.flatMap { key in
        let changed = object[key].map(edits) ?? []
        return (changed + (optional.contains(key) ? [nil] : [])).map { edit in
          var object = object
          object[key] = edit
          return JSONValue.object(object)
        }
      }
    case .number(let number): return [.int((number.int ?? 0) + 1)]
    case .bool(let value): return [.bool(!value)]
    case .string("settled"): return [.string("narrowed")]
    case .string("vanished"), .string("foreign"): return [.string("exact")]
    case .string(let text): return [.string(text + "x")]
    case .array, .null: return []
    }
  }

  @Test func `whatever is changed in a plan changes its hash`() throws {
    let original = try JSONValue(parsing: Array(Self.item.utf8))
    // The fields of the struct, not those above: one that is added must be added there too.
    let encoded = try JSONEncoder().encode(plan(original).items[0])
    let whole = try JSONValue(parsing: Array(encoded))
    #expect(whole == original)
    let edits = edits(whole)
    #expect(edits.count == 63)
    let hashes = try edits.map { try plan($0).hash }
    #expect(Set(hashes).count == edits.count)
    #expect(try !hashes.contains(plan(original).hash))
    #expect(try plan(original).hash == plan(original).hash)
  }

  @Test func `the database, the source and the number of items are in the hash`() throws {
    let item = try plan(JSONValue(parsing: Array(Self.item.utf8))).items[0]
    let plans = [
      ResyncPlan(database: "d", source: .evidence, items: [item]),
      ResyncPlan(database: "e", source: .evidence, items: [item]),
      ResyncPlan(database: "d", source: .redis, items: [item]),
      ResyncPlan(database: "d", source: .evidence, items: [item, item]),
      ResyncPlan(database: "d", source: .evidence, items: []),
      ResyncPlan(database: "d", source: .evidence, items: [item], gaps: ["a"]),
      ResyncPlan(database: "d", source: .evidence, items: [item], gaps: ["a", "b"]),
    ]
    #expect(Set(plans.map(\.hash)).count == plans.count)
    for plan in plans { try plan.checkGenuine() }
  }
}
