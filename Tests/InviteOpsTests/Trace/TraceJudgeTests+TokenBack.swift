import InviteDomain
import Testing

@testable import InviteOps
@testable import InviteStorage

/// What gives a lost use back that `used_count` has: a token that no sync takes back.
extension TraceJudgeTests {
  private static let refund = "invitectl redeem refund CODE --task t1 --force"
  private static let make = "invitectl redeem bucket CODE --init"
  private static let meet = "invitectl sync-counts CODE"

  @Test(
    arguments: [
      ("LINUXDO", nil, false, [make, meet, refund, meet]),
      ("LINUXDO", 0, false, [meet, refund, meet]), ("LINUXDO", 0, true, [refund, meet]),
      ("DIRECT", nil, false, [make, meet, refund]), ("DIRECT", 0, false, [meet, refund]),
      ("DIRECT", 0, true, [refund]),
    ] as [(String, Int?, Bool, [String])])
  func `a sync meets the bucket before the token`(
    type: String, tokens: Int?, isSynced: Bool, commands: [String]
  ) throws {
    let found = try judged {
      $0.entries = [
        TraceFacts.Entry(
          taskID: "t1", flow: type == "DIRECT" ? "direct" : "redeem", code: "CODE",
          email: "a@x.io", state: "published", created: 9000, changed: 9000)
      ]
      $0.codes = [Self.code(type, uses: 1, of: 1)]
      if let tokens { $0.buckets = [.init(code: "CODE", tokens: tokens)] }
      if isSynced {
        $0.certainties = [.init(codeID: 0, state: "baseline", spreadLow: 0, spreadHigh: 1)]
      }
    }
    #expect(found.state == .lost && found.standing == .wanting, "\(found)")
    #expect(found.next == .shell(commands.joined(separator: "; ")), "\(found)")
  }

  @Test func `a token that was given back is counted by a sync where the row alone is asked`()
    throws
  {
    func verdict(tokens: Int, holdsSeat: Bool = false) throws -> TraceVerdict {
      try judged {
        $0.entries = [
          TraceFacts.Entry(
            taskID: "t1", flow: "redeem", code: "CODE", email: "a@x.io", state: "published",
            created: 9000, changed: 9000, holdsSeat: holdsSeat)
        ]
        $0.codes = [Self.code("LINUXDO", uses: 1, of: 1)]
        $0.buckets = [.init(code: "CODE", tokens: tokens)]
        $0.refunded = holdsSeat ? [] : ["t1"]
      }
    }
    #expect(try verdict(tokens: 1).next == .shell(Self.meet))
    let used = try verdict(tokens: 0)
    #expect(used.next?.kind == .advice, "\(used)")
    // The backend gives it back with the seat.
    let held = try verdict(tokens: 0, holdsSeat: true)
    #expect(held.next?.text.contains("refund") == false, "\(held)")
  }
}
