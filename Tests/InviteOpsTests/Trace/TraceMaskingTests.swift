import InviteDomain
import Testing

@testable import InviteOps

/// A trace without whole emails and codes.
@Suite struct TraceMaskingTests {
  private var facts: TraceFacts {
    var facts = TraceFacts()
    facts.messages = [
      TraceFacts.Message(
        id: "t", call: .init(email: "alice@example.com", code: "ABCD1234YZ"),
        place: .list(name: "invites", queue: "invites", ahead: 0, workers: []))
    ]
    facts.members = [TraceFacts.Member(email: "bob@example.com")]
    facts.codes = [TraceFacts.Code(code: "ABCD1234"), TraceFacts.Code(code: "A")]
    return facts
  }

  @Test(arguments: [
    (
      "task t of alice@example.com by ABCD1234YZ: in invites",
      "task t of a***e@example.com by ABCD****YZ: in invites"
    ),
    ("bob@example.com is a member of A", "b***b@example.com is a member of ****"),
    ("'invitectl redeem ABCD1234'", "'invitectl redeem AB****'"),
    ("refused abcd1234", "refused ab****"),
    // A worker has a name of that form, too; a short code is no part of a word.
    ("worker w1@example.com runs it: A1, All", "worker w1@example.com runs it: A1, All"),
    ("malice@example.com", "malice@example.com"),
  ])
  func `what names them is masked where it stands as a word`(text: String, masked: String) {
    #expect(TraceMasking(facts).masked(text) == masked)
  }

  @Test func `what would have to be typed with one of them is left to the trace that shows them`() {
    func outcome(_ next: TraceVerdict.Next?) -> InviteTrace.Outcome {
      var verdict = TraceVerdict(.failed, .failed, "of alice@example.com", next)
      (verdict.email, verdict.code) = ("alice@example.com", "ABCD1234YZ")
      return InviteTrace.Outcome(
        who: "t", kinds: [.task], lines: TraceTimeline(facts: facts).lines, verdicts: [verdict],
        gaps: ["no answer from w1@example.com"], failure: nil, masking: TraceMasking(facts))
    }
    let named = outcome(.invitectl(["redeem"], ["ABCD1234YZ", "alice@example.com"])).masked
    #expect(named.verdict.next == .invitectl(["trace"], ["t"]))
    #expect(named.verdict.email == "a***e@example.com" && named.verdict.code == "ABCD****YZ")
    #expect(named.verdict.sentence == "of a***e@example.com")
    #expect(!named.lines.contains { $0.text.contains("alice") || $0.text.contains("ABCD1234") })
    #expect(named.gaps == ["no answer from w1@example.com"])
    let other = outcome(.invitectl(["inspect-workers", "task"], ["t"])).masked
    #expect(other.verdict.next == .invitectl(["inspect-workers", "task"], ["t"]))
  }
}
