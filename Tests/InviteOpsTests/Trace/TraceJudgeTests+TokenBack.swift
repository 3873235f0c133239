import CeleryProtocol
import InviteDomain
import TestSupport
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
    #expect(found.next == .shell(commands.joined(separator: " && ")), "\(found)")
  }

  /// Of a use that `used_count` has and no bucket: its code is one of type LINUXDO.
  private func lost(
    _ code: String = "CODE", buckets: [TraceFacts.Bucket] = []
  ) throws -> TraceVerdict {
    try judged {
      $0.entries = [
        TraceFacts.Entry(
          taskID: "t1", flow: "redeem", code: code, email: "a@x.io", state: "published",
          created: 9000, changed: 9000)
      ]
      var row = Self.code("LINUXDO", uses: 1, of: 1)
      row.code = code
      $0.codes = [row]
      $0.buckets = buckets
    }
  }

  /// A task that failed, beside rows of its invite and what `redeem retry` has sent.
  @Test(
    arguments: [
      ([], nil, true), ([("SUCCESS", 8990)], nil, true), ([("SUCCESS", 8990)], "t9", true),
      ([("FAILED", 9100)], nil, true), ([("FAILED", 9100)], "t1", true),
      // Each of these the refund takes for the task's, and refuses.
      ([("SUCCESS", 9100)], nil, false), ([("SUCCESS", 8999.5)], nil, false),
      ([("FAILED", 9001), ("SUCCESS", 9100)], nil, false), ([("FAILED", 9100)], "t9", false),
    ] as [([(String, Double)], String?, Bool)])
  func `a refund is printed without force where no later use looks like the task's own`(
    records: [(String, Double)], attempt: String?, isProven: Bool
  ) throws {
    for waits in [false, true] {
      var facts = TraceFacts()
      facts.entries = [
        TraceFacts.Entry(
          taskID: "t1", flow: "redeem", code: "CODE", email: "a@x.io", state: "published",
          created: 9000, changed: 9000)
      ]
      facts.results = [.init(id: "t1", state: "FAILURE", done: 9001)]
      facts.records = records.map { Self.record($0.0, at: $0.1) }
      if waits { facts.queueRows = [Self.row("WAITING", at: 9200)] }
      if let attempt {
        facts.attempts = [
          .init(row: .init(.records, 7), taskID: attempt, state: "sent", created: 9050)
        ]
      }
      let threads = TraceThread.all(of: facts)
      #expect(threads.count == 1, "\(threads)")
      let judge = TraceJudge(facts: facts, thread: threads[0], keys: BrokerKeys(database: 1))
      #expect(judge.isProven("t1") == (isProven && !waits))
    }
  }

  /// - Parameter failing: which of the commands fails, from 1 on; 0 for none.
  @Test(arguments: 0...4)
  func `what is typed ends at the first command that fails`(failing: Int) async throws {
    let typed = try #require(try lost().next?.text)
    let script = """
      count=0
      invitectl() { count=$((count + 1)); echo "$1 $2"; [ "$count" -ne "$FAILING" ] || return 8; }
      \(typed)
      """
    let result = try await CommandRun.run(
      "/bin/sh", ["-c", script], environment: ["FAILING": "\(failing)"])
    let all = ["redeem bucket", "sync-counts CODE", "redeem refund", "sync-counts CODE"]
    let run = failing == 0 ? all : Array(all.prefix(failing))
    #expect(result.output == run.map { "\($0)\n" }.joined(), "\(typed): \(result)")
    #expect(result.exitCode == (failing == 0 ? 0 : 8), "\(typed): \(result)")
  }

  /// - Parameter exit: of the run by evidence.
  @Test(arguments: [0, 8, 1, 2, 4, 7, 75, 130] as [Int32])
  func `a person's word follows evidence that was looked at`(exit: Int32) async throws {
    var facts = TraceFacts()
    (facts.now, facts.counting) = (10_000, .atRequest)
    let row = Self.code("DIRECT", uses: 3, of: 3)
    facts.codes = [row]
    facts.buckets = [.init(code: "CODE", tokens: 0)]
    let typed = try #require(
      TraceCodeJudge(facts: facts, row: row).verdict(boundTo: "").next?.text)
    let script = """
      invitectl() { echo "$#"; [ "$#" -eq 5 ] || return "$EXIT"; }
      \(typed)
      """
    let result = try await CommandRun.run(
      "/bin/sh", ["-c", script], environment: ["EXIT": "\(exit)"])
    let follows = exit == 0 || exit == 8
    #expect(result.output == (follows ? "3\n5\n" : "3\n"), "\(typed): \(result)")
    #expect((result.exitCode == 0) == follows, "\(typed): \(result)")
  }

  /// Marks of refunds once lived for a week, and entries live for 30 days.
  ///
  /// - Parameter holders: of how many uses something is there; `nil` where that was not seen.
  @Test(
    arguments: [(6, nil, true), (8, nil, false), (8, 1, true), (8, 2, false)]
      as [(Double, Int?, Bool)])
  func `of an old entry none is printed unless its use is seen to be counted`(
    days: Double, holders: Int?, isPrinted: Bool
  ) throws {
    let found = try judged {
      $0.now = 9000 + days * 86_400
      $0.entries = [("t1", 9000.0), ("t2", 9100.0)].map { id, time in
        TraceFacts.Entry(
          taskID: id, flow: "direct", code: "CODE", email: "a@x.io", state: "published",
          created: time, changed: time)
      }
      $0.records = [Self.record("SUCCESS", at: 9101)]
      $0.codes = [Self.code("DIRECT", uses: 2, of: 3)]
      if let holders { $0.holdings = [.init(code: "CODE", others: holders, failing: 0)] }
    }
    #expect(found.state == (isPrinted ? .lost : .invited), "\(found)")
    #expect((found.next?.text.contains(Self.refund) == true) == isPrinted, "\(found)")
  }

  @Test func `a bucket of a code that is written in other bytes is not its own`() throws {
    let (one, two) = ("\u{C9}TE", "E\u{301}TE")
    let others = try lost(one, buckets: [.init(code: two, tokens: 0)])
    #expect(others.next?.text.contains(" --init && ") == true, "\(others)")
    let own = try lost(
      one, buckets: [.init(code: two, tokens: 5), .init(code: one, tokens: 0)])
    #expect(own.next?.text.hasPrefix("invitectl sync-counts ") == true, "\(own)")
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

  /// The refund of one that was redeemed before another one came back refuses: that may have been of it.
  @Test(arguments: [false, true])
  func `beside another use of the invite that was given back it is typed with force`(
    isBeside: Bool
  ) throws {
    let found = try judged {
      $0.entries = (isBeside ? [("t3", 8950.0), ("t1", 9000.0)] : [("t1", 9000.0)]).map {
        id, time in
        TraceFacts.Entry(
          taskID: id, flow: "redeem", code: "CODE", email: "a@x.io", state: "published",
          created: time, changed: time)
      }
      if isBeside { $0.refunded = ["t3"] }
      $0.records = [Self.record("SUCCESS", at: 8000)]
      $0.codes = [Self.code("LINUXDO", uses: 2, of: 3)]
      $0.holdings = [.init(code: "CODE", others: 1, failing: 0)]
      $0.results = [.init(id: "t1", state: "FAILURE", done: 9001)]
    }
    let next = found.next?.text ?? ""
    #expect(next.contains("redeem refund CODE --task t1"), "\(found)")
    #expect(next.contains("--task t1 --force") == isBeside, "\(found)")
  }
}
