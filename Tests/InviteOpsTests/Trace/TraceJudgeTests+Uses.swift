import InviteDomain
import Testing

@testable import InviteOps
@testable import InviteStorage

/// Whose use is counted, and what ends where nobody knows.
extension TraceJudgeTests {
  @Test func `a use that the retry would leave alone is not sent to it`() throws {
    func verdict(
      _ uses: Int, of most: Int, others: Int, failing: Int = 1,
      _ change: (inout TraceFacts.Code) -> Void = { _ in }
    ) throws -> TraceVerdict {
      try judged {
        $0.records = [Self.record("FAILED", at: 9000)]
        var code = Self.code("LINUXDO", uses: uses, of: most)
        change(&code)
        $0.codes = [code]
        $0.holdings = [.init(code: "CODE", others: others, failing: failing)]
      }
    }
    let retry = "invitectl redeem retry --code CODE --email a@x.io --yes"
    #expect(try verdict(2, of: 5, others: 1).next?.text == retry)
    let doubt = try verdict(1, of: 5, others: 1)
    #expect(doubt.next?.text == "invitectl redeem CODE a@x.io", "\(doubt)")
    #expect(doubt.sentence.contains("whether its own was given back is not clear"), "\(doubt)")
    let over = try verdict(1, of: 1, others: 1)
    #expect(over.next?.kind == .advice && over.standing == .failed, "\(over)")
    #expect(over.next?.text.contains("redeem another one") == true, "\(over)")
    // Whose it is comes first, with uses counted, too.
    let bound = try verdict(1, of: 1, others: 1) { $0.boundEmail = "b@x.io" }
    #expect(bound.next?.text.contains("bound to b@x.io") == true, "\(bound)")
    #expect(!bound.sentence.contains("given back"), "\(bound)")
    let enough = try verdict(2, of: 5, others: 0) { $0.boundEmail = "b@x.io" }
    #expect(enough.next?.text.contains("EMAIL_MISMATCH") == true, "\(enough)")
  }

  @Test func `of a used code without a trace the count is settled, and then there is an end`()
    throws
  {
    func verdict(
      _ type: String, uses: Int, bound: String? = nil, activated: Double? = 9000,
      _ change: (inout TraceFacts) -> Void = { _ in }
    ) throws -> TraceVerdict {
      var facts = TraceFacts()
      (facts.now, facts.counting) = (10_000, .atRequest)
      var code = Self.code(type, uses: uses, of: 3)
      (code.boundEmail, code.activated, code.validityDays) = (bound, activated, 30)
      facts.codes = [code]
      change(&facts)
      return TraceCodeJudge(facts: facts, row: code).verdict(boundTo: bound ?? "")
    }
    let word = "invitectl force-resync CODE --from database --yes"
    let never = try verdict("DIRECT", uses: 3)
    #expect(never.standing == .wanting && never.next == .shell(word), "\(never)")
    #expect(never.sentence.contains("nothing shows whom it invited"), "\(never)")
    let bucket = try verdict("DIRECT", uses: 3) { $0.buckets = [.init(code: "CODE", tokens: 0)] }
    #expect(
      bucket.next == .shell("invitectl force-resync CODE --yes || [ $? -eq 8 ] && \(word)"),
      "\(bucket)")
    let exact = try verdict("DIRECT", uses: 3) {
      $0.certainties = [.init(codeID: 0, state: "exact", spreadLow: 0, spreadHigh: 0)]
    }
    #expect(exact.standing == .failed && exact.next?.kind == .advice, "\(exact)")
    // Nobody takes tokens of it: its row is its count.
    let others = try verdict("LINUXDO", uses: 3, bound: "b@x.io") {
      $0.records = [Self.record("SUCCESS", at: 9000)]
    }
    #expect(others.standing == .failed && others.next?.kind == .advice, "\(others)")
    #expect(!others.sentence.contains("nothing shows"), "\(others)")
    #expect(others.sentence.contains("bound to b@x.io, of whom there is no trace"), "\(others)")
    let left = try verdict("LINUXDO", uses: 1, bound: "b@x.io")
    #expect(left.next == .shell("invitectl redeem CODE b@x.io"), "\(left)")
    #expect(left.sentence.contains("with one more use"), "\(left)")
    let onJoin = try verdict("DIRECT", uses: 3) { $0.counting = .onJoin }
    #expect(onJoin.standing == .failed && onJoin.next?.kind == .advice, "\(onJoin)")
  }
}
