import InviteDomain
import Testing

@testable import InviteOps

/// A code alone: its numbers, what its bucket holds, how the backend counts and takes a `max_uses` of 0.
struct TraceNumbers: Sendable {
  var type = "DIRECT"
  var max: Int?
  var used: Int?
  var tokens: Int?
  var counting = BackendCounting.atRequest
  var zeroIsNoLimit: Bool?
  /// Why nobody can redeem it; `nil` where somebody can.
  var says: String?
  /// What is set then.
  var mend = ""
}

/// Numbers of a code that refuse everybody, by the generation of the backend.
extension TraceJudgeTests {
  @Test(arguments: [
    TraceNumbers(
      max: 0, used: 7, says: "no bucket, and used_count 7 of max_uses 0 makes none",
      mend: "max_uses = 8"),
    TraceNumbers(
      max: 0, used: 7, tokens: -2, says: "its bucket holds -2, and", mend: "max_uses = 8"),
    TraceNumbers(max: 0, used: 7, tokens: 3),
    TraceNumbers(
      says: "no bucket, and used_count NULL of max_uses NULL",
      mend: "max_uses = 1, used_count = 0"),
    TraceNumbers(max: 9, used: -2, says: "used_count -2 of max_uses 9", mend: "used_count = 0"),
    TraceNumbers(max: 9, used: 0, tokens: -2),
    TraceNumbers(type: "LINUXDO", max: 5, says: "with used_count NULL of", mend: "used_count = 0"),
    TraceNumbers(type: "LINUXDO", max: 0, used: 0, says: "of max_uses 0", mend: "max_uses = 1"),
    TraceNumbers(type: "LINUXDO", max: 5, used: -2), TraceNumbers(type: "LINUXDO", max: 5, used: 5),
    TraceNumbers(
      max: 0, used: 7, counting: .mixed, zeroIsNoLimit: false, says: "of max_uses 0",
      mend: "max_uses = 8"),
    TraceNumbers(max: 0, used: 7, counting: .mixed, zeroIsNoLimit: true),
    TraceNumbers(max: 0, used: 7, counting: .mixed),
    TraceNumbers(
      max: 0, tokens: 3, counting: .mixed, zeroIsNoLimit: true, says: "used_count NULL",
      mend: "used_count = 0"),
    TraceNumbers(max: 0, counting: .onJoin, zeroIsNoLimit: true),
    TraceNumbers(
      used: 1, counting: .onJoin, zeroIsNoLimit: true, says: "of max_uses NULL",
      mend: "max_uses = 2"),
    TraceNumbers(max: 5, used: -2, counting: .onJoin, zeroIsNoLimit: true),
  ])
  func `numbers that refuse everybody are said to, and mended`(numbers: TraceNumbers) {
    var facts = TraceFacts()
    (facts.now, facts.counting) = (10_000, numbers.counting)
    facts.takesZeroForNoLimit = numbers.zeroIsNoLimit
    var code = TraceFacts.Code()
    (code.code, code.type, code.maxUses, code.usedCount) = (
      "CODE", numbers.type, numbers.max, numbers.used
    )
    code.isUnlimited = numbers.max == 0 && numbers.zeroIsNoLimit == true
    facts.codes = [code]
    if let tokens = numbers.tokens { facts.buckets = [.init(code: "CODE", tokens: tokens)] }
    let judge = TraceCodeJudge(facts: facts, row: code)
    let verdict = judge.verdict(boundTo: "")
    #expect((verdict.state == .unusable) == (numbers.says != nil), "\(verdict)")
    #expect(
      verdict.sentence.contains("without a limit")
        == (code.isUnlimited && numbers.says == nil), "\(verdict)")
    guard let says = numbers.says else { return }
    #expect(verdict.sentence.contains(says), "\(verdict)")
    #expect(verdict.next?.text.contains(" SET \(numbers.mend) WHERE") == true, "\(verdict)")
    // Of an invite the same is said.
    #expect(judge.redeemed(by: "a@x.io").text == verdict.next?.text)
    // What a bucket that was not seen holds nobody knows.
    facts.areBucketsRead = false
    let unseen = TraceCodeJudge(facts: facts, row: code).verdict(boundTo: "")
    let asksBucket = numbers.type == "DIRECT" && numbers.counting == .atRequest
    #expect((unseen.state != .unusable) == asksBucket, "\(unseen)")
  }

  @Test func `a code that its bucket alone calls used up is told by both`() {
    var facts = TraceFacts()
    (facts.now, facts.counting) = (10_000, .atRequest)
    let code = Self.code("DIRECT", uses: 0, of: 9)
    (facts.codes, facts.buckets) = ([code], [.init(code: "CODE", tokens: -2)])
    let verdict = TraceCodeJudge(facts: facts, row: code).verdict(boundTo: "")
    #expect(
      verdict.sentence.contains("(0 of 9 uses by its row, and its bucket holds -2)"), "\(verdict)")
  }

  @Test(arguments: [BackendCounting.atRequest, .mixed, .onJoin])
  func `a code without days is not offered before it has some`(_ counting: BackendCounting) {
    func next(_ days: Int?, _ type: String = "LINUXDO", isBound: Bool = true) -> String {
      var facts = TraceFacts()
      (facts.now, facts.counting) = (10 * 86_400, counting)
      var code = Self.code(type, uses: 1, of: 5)
      (code.boundEmail, code.activated) = (isBound ? "a@x.io" : nil, 9000)
      code.validityDays = days
      facts.codes = [code]
      return TraceCodeJudge(facts: facts, row: code).redeemed(by: "a@x.io").text
    }
    let redeem = "invitectl redeem CODE a@x.io"
    let set =
      "UPDATE public.redeem_codes SET validity_days = 30 WHERE id = 0 AND validity_days IS NULL"
    #expect(next(11) == redeem)
    #expect(next(nil) == set)
    // The answer has the end of the days, whoever it is bound to.
    #expect(next(nil, isBound: false) == (counting == .onJoin ? set : redeem))
    // Where a token is taken anybody may use it, at any time.
    #expect(next(nil, "DIRECT") == (counting == .atRequest ? redeem : set))
  }
}
