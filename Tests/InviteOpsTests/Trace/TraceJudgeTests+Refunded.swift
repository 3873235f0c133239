import CeleryProtocol
import InviteDomain
import Testing

@testable import InviteOps
@testable import InviteStorage

/// Tokens that were given back too early, and messages that Celery cannot read.
extension TraceJudgeTests {
  private static let revoke = "invitectl inspect-workers control revoke t1 --yes"
  private static let takeOut =
    "invitectl inspect-workers control quarantine invites --id t1 --to t1.msg --yes"
  private static let oneMore = "its token was given back: it makes an invite more"

  private func given(
    _ place: TraceFacts.Message.Place, _ change: (inout TraceFacts) -> Void = { _ in }
  ) throws -> TraceVerdict {
    try judged {
      $0.messages = [
        .init(
          id: "t1", call: .init(email: "a@x.io", code: "CODE"), place: place, queue: "invites")
      ]
      $0.codes = [Self.code("DIRECT", uses: 1, of: 3)]
      $0.refunded = ["t1"]
      change(&$0)
    }
  }

  private static func list(
    _ ahead: Int, workers: [String] = [], name: String? = nil
  ) -> TraceFacts.Message.Place {
    .list(
      name: name ?? BrokerKeys(database: 1).queueLists("invites")[0], queue: "invites",
      ahead: ahead, workers: workers)
  }

  @Test func `a message whose token was given back is taken out, and not sent at workers`() throws {
    let nobody = try given(Self.list(0))
    #expect(nobody.state == .unconsumed && nobody.next == .shell(Self.takeOut), "\(nobody)")
    #expect(nobody.sentence.contains(Self.oneMore), "\(nobody)")
    let consumed = try given(Self.list(4, workers: ["w1"])) {
      $0.fleet.consumed = ["w1": ["invites"]]
    }
    #expect(consumed.state == .queued && consumed.standing == .wanting, "\(consumed)")
    #expect(consumed.next == .shell(Self.takeOut), "\(consumed)")
    // Where a quarantine does not look, workers are told.
    let other = try given(Self.list(0, name: "invites;7"))
    #expect(other.next == .shell(Self.revoke), "\(other)")
    // One that is discarded anyway makes none.
    let revoked = try given(Self.list(0, workers: ["w1"])) {
      $0.fleet.consumed = ["w1": ["invites"]]
      $0.fleet.revoked = ["t1": ["w1"]]
    }
    #expect(revoked.standing == .failed && revoked.next?.kind == .advice, "\(revoked)")
    #expect(revoked.sentence.hasSuffix("; its token was given back"), "\(revoked)")
    let kept = try given(Self.list(0)) { $0.refunded = [] }
    #expect(!kept.sentence.contains("token"), "\(kept)")
  }

  @Test(arguments: ["exact", "baseline"])
  func `a failed invite whose token was given back is redeemed again, whatever is counted`(
    state: String
  ) throws {
    func failed(_ isGivenBack: Bool) throws -> TraceVerdict {
      try judged {
        $0.records = [Self.record("FAILED", at: 9000)]
        $0.codes = [Self.code("DIRECT", uses: 2, of: 9)]
        $0.certainties = [
          .init(codeID: 0, state: state, spreadLow: state == "exact" ? 0 : 1, spreadHigh: 0)
        ]
        if isGivenBack { $0.givenBack = [.init("A@x.io", "code")] }
      }
    }
    let given = try failed(true)
    #expect(given.next == .shell("invitectl redeem CODE a@x.io"), "\(given)")
    #expect(given.sentence.contains("; its token was given back"), "\(given)")
    let kept = try failed(false)
    #expect(kept.next?.text.contains("invitectl redeem retry") == true, "\(kept)")
  }

  @Test func `what a worker that is gone had taken does not go back to run`() throws {
    let place = TraceFacts.Message.Place.unacked(tag: "tag", since: 9000, isIndexed: true)
    let nobody = try given(place)
    #expect(nobody.state == .abandoned, "\(nobody)")
    #expect(nobody.next == .shell(Self.takeOut), "\(nobody)")
    let consumed = try given(place) { $0.fleet.consumed = ["w1": ["invites"]] }
    #expect(consumed.next == .shell(Self.takeOut), "\(consumed)")
    #expect(consumed.sentence.contains(Self.oneMore), "\(consumed)")
    // Somebody may have it: who that is comes first.
    let silent = try given(place) {
      $0.fleet.silent = ["w2"]
      $0.isComplete = false
    }
    #expect(silent.state == .taken && silent.sentence.contains(Self.oneMore), "\(silent)")
    #expect(silent.next?.text == "invitectl inspect-workers ping", "\(silent)")
  }

  @Test func `beside a drained worker it is told to consume before anything is given back`() throws
  {
    func next(takers: Int?) throws -> TraceVerdict.Next? {
      try judged {
        $0.messages = [Self.taken(9000)]
        $0.fleet.consumed = ["w2": []]
        $0.fleet.takers = takers
      }.next
    }
    let restore = "invitectl inspect-workers control restore-unacked tag --yes"
    #expect(try next(takers: 0) == .shell(restore))
    #expect(
      try next(takers: 1)
        == .shell(
          "invitectl inspect-workers control add-consumer invites -d w2 --yes && \(restore)"))
    // Whose invite was made is taken out beside it.
    let made = try judged {
      $0.messages = [Self.taken(9000)]
      $0.records = [Self.record("SUCCESS", at: 9001)]
      ($0.fleet.consumed, $0.fleet.takers) = (["w2": []], 1)
    }
    #expect(
      made.next
        == .shell("invitectl inspect-workers control quarantine invites --id t --to t.msg --yes"))
  }

  @Test func `beside a record that tells nothing it is asked for before anything is given back`()
    throws
  {
    func next(_ created: Double) throws -> TraceVerdict.Next? {
      try judged {
        $0.messages = [Self.taken(9000)]
        $0.records = [Self.record("PENDING", at: created)]
      }.next
    }
    let since = try #require(try next(9001))
    #expect(since.kind == .advice, "\(since)")
    #expect(since.text.hasPrefix("invite record 7 is PENDING: ask whether the mail came"))
    #expect(since.text.contains("restore-unacked tag --force --yes'"), "\(since)")
    // Of an earlier use.
    #expect(try next(8000)?.kind == .shell)
  }

  @Test func `what a worker holds is revoked, and what it runs is not`() throws {
    func held(_ state: TraceFacts.Held.State) throws -> TraceVerdict {
      try judged {
        $0.held = [
          .init(id: "t1", worker: "w1", state: state, call: .init(email: "a@x.io", code: "CODE"))
        ]
        $0.refunded = ["t1"]
      }
    }
    for state in [TraceFacts.Held.State.scheduled, .reserved] {
      let found = try held(state)
      #expect(found.standing == .wanting && found.next == .shell(Self.revoke), "\(found)")
    }
    let running = try held(.active)
    #expect(running.standing == .well && running.next == nil, "\(running)")
    #expect(running.sentence.contains(Self.oneMore), "\(running)")
  }

  @Test func `out of quarantine it goes by choice, on the machine that has its file`() throws {
    func out(_ host: String, _ change: (inout TraceFacts) -> Void) throws -> TraceVerdict {
      var message = QuarantinedMessage(token: "k", digest: "d")
      (message.id, message.queue, message.file, message.host) = ("t1", "invites", "/m", host)
      return try given(.quarantine(message), change)
    }
    let force = "'invitectl inspect-workers control quarantine --put-back /m --force --yes'"
    let found = try out("elsewhere.example") { _ in }
    #expect(found.state == .quarantined && found.standing == .wanting, "\(found)")
    #expect(
      found.next?.text
        == "on elsewhere.example, where its file is: 'invitectl redeem CODE a@x.io' invites with a "
        + "use; \(force) puts the message back instead, an invite without one", "\(found)")
    // No use is left to redeem it with.
    let over = try out("elsewhere.example") { $0.codes = [Self.code("DIRECT", uses: 3, of: 3)] }
    #expect(
      over.next?.text.hasSuffix(
        "no invite and none is on its way, \(force) puts it back all the same; else keep the file")
        == true, "\(over)")
    let unread = try out("elsewhere.example") { $0.areRowsRead = false }
    #expect(unread.next == nil, "\(unread)")
  }

  @Test(
    arguments: [
      ("FAILED", 9401, true, .failed), ("SUCCESS", 9401, true, .invited),
      // Of an earlier use; and one that may go back at any time.
      ("FAILED", 8000, true, .quarantined), ("FAILED", 9401, false, .quarantined),
      // Who was invited by an earlier use is not redeemed once more for one that was given back.
      ("SUCCESS", 8000, true, .invited), ("SUCCESS", 8000, false, .quarantined),
    ] as [(String, Double, Bool, TraceVerdict.State)])
  func `what was written since wins over a message that is out and has no use any more`(
    status: String, created: Double, isRefunded: Bool, state: TraceVerdict.State
  ) throws {
    var out = QuarantinedMessage(token: "k", digest: "d")
    (out.id, out.queue, out.file, out.taken) = ("t1", "invites", "/m", 9000)
    let found = try given(.quarantine(out)) {
      let call = TraceFacts.Call(email: "a@x.io", code: "CODE")
      $0.marks = [.init(id: "t1", at: 8990, call: call), .init(id: "t2", at: 9400, call: call)]
      $0.records = [Self.record(status, at: created)]
      $0.certainties = [.init(codeID: 0, state: "exact", spreadLow: 0, spreadHigh: 0)]
      if !isRefunded { $0.refunded = [] }
    }
    #expect(found.state == state, "\(found)")
    #expect(found.sentence.contains("put back, it is an invite more") == isRefunded, "\(found)")
    guard state == .failed else { return }
    #expect(
      found.next == .shell("invitectl redeem retry --code CODE --email a@x.io --yes"), "\(found)")
  }

  @Test func `the next message is taken out first where Celery cannot read it`() throws {
    func beside(_ places: [(String, Int)]) throws -> TraceVerdict {
      try given(Self.list(2)) {
        $0.refunded = []
        $0.malformed = places.map { .init(queue: $0.0, ahead: $0.1, defect: "so: is dropped") }
      }
    }
    let next = try beside([("invites", 1), ("invites", 0)])
    #expect(next.state == .unconsumed && next.standing == .wanting, "\(next)")
    #expect(
      next.sentence.hasSuffix("; the next message of invites is malformed: so: is dropped"),
      "\(next)")
    #expect(
      next.next?.text
        == "invitectl inspect-workers control quarantine invites --to poison.msg --yes", "\(next)")
    let later = try beside([("invites", 1), ("invites", 3), ("invites", 4), ("sync", 0)])
    #expect(
      later.sentence.hasSuffix(
        "; 1 before it is malformed, at which a worker may end; 2 behind it are malformed, at which "
          + "workers may end"), "\(later)")
    #expect(later.next?.text.contains("quarantine") == false, "\(later)")
  }

  @Test func `a failed invite whose token was given back is redeemed and not retried`() throws {
    func verdict(_ refunded: Set<String>) throws -> TraceVerdict {
      try judged {
        $0.records = [Self.record("FAILED", at: 9000)]
        $0.codes = [Self.code("DIRECT", uses: 2, of: 5)]
        $0.certainties = [.init(codeID: 0, state: "exact", spreadLow: 0, spreadHigh: 0)]
        $0.marks = [.init(id: "t1", at: 8900, call: .init(email: "a@x.io", code: "CODE"))]
        $0.refunded = refunded
      }
    }
    let kept = try verdict([])
    #expect(kept.next?.text.contains("invitectl redeem retry") == true, "\(kept)")
    let given = try verdict(["t1"])
    #expect(given.next?.text.contains("invitectl redeem CODE a@x.io") == true, "\(given)")
    #expect(given.next?.text.contains("retry") == false, "\(given)")
    #expect(given.sentence.contains("its token was given back"), "\(given)")
  }
}
