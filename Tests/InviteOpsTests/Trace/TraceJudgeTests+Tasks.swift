import CeleryProtocol
import InviteDomain
import Testing

@testable import InviteOps
@testable import InviteStorage

/// Tasks that name nobody, tasks that are revoked, and tokens that are not to be given back yet.
extension TraceJudgeTests {
  private func verdicts(_ change: (inout TraceFacts) -> Void) -> [TraceVerdict] {
    var facts = TraceFacts()
    (facts.now, facts.counting) = (10_000, .atRequest)
    change(&facts)
    return TraceThread.all(of: facts).map {
      TraceJudge(facts: facts, thread: $0, keys: BrokerKeys(database: 1)).verdict()
    }
  }

  /// What has a sync meet the bucket before a token is put into it.
  private static let met = "invitectl redeem bucket CODE --init && invitectl sync-counts CODE && "

  private static func mark(_ id: String, _ email: String = "") -> TraceFacts.Mark {
    TraceFacts.Mark(id: id, at: 9000, call: .init(email: email, code: "CODE"))
  }

  @Test func `tasks that name nobody are told apart, and what is of one task is together`() {
    let found = verdicts {
      $0.marks = [Self.mark("t1"), Self.mark("t2"), Self.mark("t3")]
      $0.results = [
        .init(id: "t2", state: "REVOKED", done: 9001),
        // Of another one its result tells whose it was.
        .init(id: "t4", state: "FAILURE", done: 9002, call: .init(email: "a@x.io", code: "")),
      ]
      $0.refunded = ["t3"]
      $0.codes = [Self.code("DIRECT", uses: 3, of: 9)]
      $0.buckets = [.init(code: "CODE", tokens: 5)]
    }
    #expect(found.map(\.task) == ["t1", "t3", "t2", "t4"], "\(found)")
    #expect(found.map(\.state) == [.lost, .lost, .failed, .failed], "\(found)")
    #expect(found[0].next?.text == "invitectl redeem refund CODE --task t1 --force", "\(found)")
    #expect(found[1].next?.text.hasPrefix("its token was given back: ask whose it was") == true)
    #expect(found[2].next?.text == "invitectl redeem refund CODE --task t2", "\(found)")
    let named = verdicts { $0.marks = [Self.mark("t1", "a@x.io"), Self.mark("t2", "a@x.io")] }
    #expect(named.count == 1 && named[0].task == nil, "\(named)")
  }

  /// By the code its rows were read: none of them is of the task. Only of a bare id they were not.
  @Test(arguments: [("", ""), ("CODE", ""), ("", "a@x.io"), ("CODE", "a@x.io")])
  func `a task that ran and left no row is said to, by the code as by the email`(
    code: String, email: String
  ) {
    let found = verdicts {
      $0.marks = [TraceFacts.Mark(id: "t1", at: 9000, call: .init(email: email, code: code))]
      $0.results = [.init(id: "t1", state: "SUCCESS", done: 9001)]
      $0.codes = [Self.code("DIRECT", uses: 1, of: 9)]
    }
    #expect(found.count == 1 && found[0].state == .unknown, "\(found)")
    let isKnown = !code.isEmpty || !email.isEmpty
    #expect(found[0].sentence.contains("its task ran and left no row") == isKnown, "\(found)")
    #expect(
      found[0].next?.text
        == (isKnown
          ? "invitectl inspect-workers task t1"
          : "trace the email or the code: 'invitectl trace EMAIL'"),
      "\(found)")
  }

  @Test func `where no tokens are taken none is given back`() {
    let found = verdicts {
      $0.marks = [Self.mark("t1")]
      $0.counting = .onJoin
    }
    #expect(found.count == 1 && found[0].next?.kind == .advice, "\(found)")
    #expect(found[0].next?.text.contains("'invitectl redeem CODE EMAIL'") == true, "\(found)")
  }

  @Test func `a token is not given back while its message is anywhere`() throws {
    func verdict(
      _ place: TraceFacts.Message.Place, _ state: String, expires: Double? = nil
    ) throws -> TraceVerdict {
      try judged {
        $0.messages = [
          .init(
            id: "t1", call: .init(email: "a@x.io", code: "CODE"), place: place, queue: "invites",
            expires: expires)
        ]
        $0.marks = [Self.mark("t1", "a@x.io")]
        $0.results = state.isEmpty ? [] : [.init(id: "t1", state: state, done: 9001)]
        $0.codes = [Self.code("DIRECT", uses: 3, of: 3)]
      }
    }
    let unacked = TraceFacts.Message.Place.unacked(tag: "tag", since: 9000, isIndexed: true)
    for state in ["REVOKED", "FAILURE", ""] {
      let taken = try verdict(unacked, state)
      #expect(taken.state == .abandoned && taken.standing == .wanting, "\(taken)")
      #expect(taken.next?.text.contains("restore-unacked tag") == true, "\(taken)")
    }
    let expired = try verdict(
      .list(name: "invites", queue: "invites", ahead: 0, workers: ["w1"]), "", expires: 9999)
    #expect(expired.standing == .failed && expired.next?.kind == .advice, "\(expired)")
    #expect(expired.next?.text.contains("wait until it is discarded") == true, "\(expired)")
    // With nobody left who has it.
    let over = try judged {
      $0.marks = [Self.mark("t1", "a@x.io")]
      $0.results = [.init(id: "t1", state: "REVOKED", done: 9001)]
      $0.codes = [Self.code("DIRECT", uses: 3, of: 3)]
    }
    #expect(over.next?.text == Self.met + "invitectl redeem refund CODE --task t1", "\(over)")
    let unseen = try judged {
      $0.marks = [Self.mark("t1", "a@x.io")]
      $0.results = [.init(id: "t1", state: "REVOKED", done: 9001)]
      $0.codes = [Self.code("DIRECT", uses: 3, of: 3)]
      $0.isComplete = false
    }
    #expect(unseen.next?.text == "invitectl inspect-workers", "\(unseen)")
  }

  @Test func `of a revoked task in a worker only one that waits for its time is surely discarded`()
    throws
  {
    func verdict(_ state: TraceFacts.Held.State) throws -> TraceVerdict {
      try judged {
        $0.held = [
          .init(id: "t", worker: "w1", state: state, call: .init(email: "a@x.io", code: "CODE"))
        ]
        $0.fleet.revoked = ["t": ["w1"]]
      }
    }
    let scheduled = try verdict(.scheduled)
    #expect(scheduled.standing == .failed && scheduled.sentence.contains("and not run"))
    let reserved = try verdict(.reserved)
    #expect(reserved.state == .reserved && reserved.standing == .well, "\(reserved)")
    #expect(reserved.sentence.contains("it may run all the same"), "\(reserved)")
    #expect(!reserved.sentence.contains("not run"), "\(reserved)")
  }

  @Test func `several workers are spoken of as several`() throws {
    let found = try judged {
      $0.messages = [
        .init(
          id: "t", call: .init(email: "a@x.io", code: "CODE"),
          place: .list(name: "invites", queue: "invites", ahead: 0, workers: []))
      ]
      for node in ["w1", "w2", "w3", "w4"] { $0.fleet.consumed[node] = [] }
      $0.fleet.revoked = ["t": ["w1", "w2"]]
    }
    #expect(
      found.sentence.contains(
        "whichever of w1, w2 takes it discards it and does not run it; w3, w4 were not told and would "
          + "run it"), "\(found)")
  }

  @Test(
    arguments: [
      // Its end gives the queue to who lost it by the pause.
      ("w1", "invitectl inspect-workers control resume invites --yes"),
      (
        "gone",
        "invitectl inspect-workers control resume invites --yes; invitectl inspect-workers control "
          + "add-consumer invites -d w1 --yes"
      ),
    ] as [(String, String)])
  func `a pause gives the queue back to those that it was taken from`(
    owed: String, command: String
  ) throws {
    let found = try judged {
      $0.messages = [
        .init(
          id: "t", call: .init(email: "a@x.io", code: "CODE"),
          place: .list(name: "invites", queue: "invites", ahead: 0, workers: []))
      ]
      $0.fleet.consumed = ["w1": []]
      $0.fleet.paused = [
        PausedQueue(
          queue: "invites", since: "s", user: "u", host: "h", role: nil, run: nil, nodes: [owed])
      ]
    }
    #expect(found.state == .unconsumed && found.next == .shell(command), "\(found)")
  }

  @Test(
    arguments: [
      ("REVOKED", "TaskRevokedError: revoked", "which was revoked"),
      ("FAILURE", "InviteError: no", "whose result is FAILURE: InviteError: no"),
      ("SUCCESS", nil, "whose result is SUCCESS"), (nil, nil, "of which nothing is left"),
    ] as [(String?, String?, String)])
  func `of an invite that was tried again it is said what became of that`(
    state: String?, error: String?, said: String
  ) throws {
    let found = try judged {
      $0.records = [Self.record("FAILED", at: 8000)]
      $0.attempts = [.init(row: .init(.records, 7), taskID: "t2", state: "sent")]
      if let state { $0.results = [.init(id: "t2", state: state, done: 9000, error: error)] }
      $0.codes = [Self.code("LINUXDO", uses: 1, of: 5)]
      $0.certainties = [.init(codeID: 0, state: "exact", spreadLow: 0, spreadHigh: 0)]
    }
    #expect(found.state == .failed, "\(found)")
    #expect(found.sentence.hasSuffix("; tried again as task t2, \(said)"), "\(found)")
    #expect(found.next?.text.contains(" --again ") == true, "\(found)")
  }

  @Test func `who was invited twice by one code is said to be`() throws {
    func sentence(_ change: (inout TraceFacts.Record) -> Void) throws -> String {
      try judged {
        var earlier = Self.record("SUCCESS", at: 8000)
        earlier.id = 5
        change(&earlier)
        $0.records = [Self.record("SUCCESS", at: 9000), earlier]
      }.sentence
    }
    #expect(
      try sentence { _ in }.hasSuffix("; invited 2 times by this code (invite records 5, 7)"))
    #expect(try !sentence { $0.isRebind = true }.contains("2 times"))
    #expect(try !sentence { $0.teamIsActive = false }.contains("2 times"))
  }

  @Test func `what can be helped still is told last, and ends a trace`() {
    let order: [TraceVerdict.Standing] = [.well, .missing, .failed, .wanting]
    #expect(order.map(\.urgency) == order.map(\.urgency).sorted())
    #expect(Set(order.map(\.urgency)).count == order.count)
  }
}
