import CeleryProtocol
import InviteDomain
import Testing

@testable import InviteOps
@testable import InviteStorage

/// What is under way though its invite was made: run again, it is an invite more.
extension TraceJudgeTests {
  private static let again =
    "; the person is invited already (invite record 7): run again, it is an invite more"
  private static let revoking = "invitectl inspect-workers control revoke t --yes"
  private static let restore = "invitectl inspect-workers control restore-unacked tag --yes"
  private static let takingOut =
    "invitectl inspect-workers control quarantine invites --id t --to t.msg --yes"
  private static let call = TraceFacts.Call(email: "a@x.io", code: "CODE")

  private static func result(_ state: String, record: Int? = nil) -> TraceFacts.Result {
    var result = TraceFacts.Result()
    (result.id, result.state, result.done, result.recordID) = ("t", state, 9002, record)
    return result
  }

  private static func listed(
    _ list: String = "invites", by workers: [String] = [], isRedelivered: Bool = false
  ) -> TraceFacts.Message {
    TraceFacts.Message(
      id: "t", call: call,
      place: .list(name: list, queue: "invites", ahead: 0, workers: workers), queue: "invites",
      isRedelivered: isRedelivered)
  }

  private static func entry(_ id: String, at created: Double) -> TraceFacts.Entry {
    TraceFacts.Entry(
      taskID: id, flow: "redeem", code: "CODE", email: "a@x.io", state: "published",
      created: created,
      changed: created)
  }

  @Test(
    arguments: [
      // By its result, and by a record since it was taken.
      (9001, 7, true, true), (9001, 7, false, true), (9001, nil, true, true),
      // The row of an update keeps its time: its result names it.
      (8000, 7, false, true),
      // Of an earlier use.
      (8000, nil, false, false),
    ] as [(Double, Int?, Bool, Bool)])
  func `what a dead worker had is not run again where its invite was made`(
    created: Double, named: Int?, isConsumed: Bool, isMade: Bool
  ) throws {
    let found = try judged {
      $0.messages = [Self.taken(9000)]
      $0.records = [Self.record("SUCCESS", at: created)]
      if let named { $0.results = [Self.result("SUCCESS", record: named)] }
      if isConsumed { $0.fleet.consumed = ["w2": ["invites"]] }
    }
    #expect(found.state == .abandoned && found.standing == .wanting, "\(found)")
    #expect(found.sentence.hasSuffix(Self.again) == isMade, "\(found)")
    // In one step, whoever consumes its queue: never by way of it.
    #expect(found.next == .shell(isMade ? Self.takingOut : Self.restore), "\(found)")
  }

  @Test func `whose record may be another use's is a person's choice, or taken out`() throws {
    func verdict(_ consumed: [String: Set<String>], _ state: String? = nil) throws -> TraceVerdict {
      try judged {
        var message = Self.taken(9000)
        message.isRedelivered = true
        $0.messages = [message]
        $0.records = [Self.record("SUCCESS", at: 8000)]
        if let state { $0.results = [Self.result(state)] }
        $0.fleet.consumed = consumed
      }
    }
    let may =
      "; a worker had it before, and invite record 7 may be of it: run again, it may be an invite more"
    let consumed = try verdict(["w2": ["invites"]])
    #expect(consumed.standing == .wanting && consumed.sentence.hasSuffix(may), "\(consumed)")
    #expect(consumed.next?.kind == .advice, "\(consumed)")
    #expect(consumed.next?.text.contains("'\(Self.takingOut)'") == true, "\(consumed)")
    #expect(consumed.next?.text.contains("restore-unacked tag --force --yes'") == true)
    let nobody = try verdict([:])
    #expect(nobody.next == .shell(Self.takingOut), "\(nobody)")
    // It has said that it is to run again.
    let retried = try verdict([:], "RETRY")
    #expect(retried.next == .shell(Self.restore), "\(retried)")
    let listed = try judged {
      $0.messages = [Self.listed(isRedelivered: true)]
      $0.records = [Self.record("SUCCESS", at: 8000)]
    }
    #expect(listed.state == .unconsumed && listed.sentence.hasSuffix(may), "\(listed)")
    #expect(listed.next == .shell(Self.takingOut), "\(listed)")
    // Another use, of which nothing but its message is there.
    let other = try judged {
      $0.messages = [Self.listed(by: ["w1"])]
      $0.records = [Self.record("SUCCESS", at: 8000)]
    }
    #expect(other.state == .queued && other.standing == .well, "\(other)")
  }

  @Test func `in a queue again it is taken out, and revoked where no quarantine looks`() throws {
    func verdict(
      _ message: TraceFacts.Message, told: Set<String> = [], expires: Double? = nil
    ) throws -> TraceVerdict {
      try judged {
        var message = message
        message.expires = expires
        $0.messages = [message]
        $0.records = [Self.record("SUCCESS", at: 9001)]
        $0.results = [Self.result("SUCCESS", record: 7)]
        $0.fleet.consumed = ["w1": ["celery"]]
        if !told.isEmpty { $0.fleet.revoked = ["t": told] }
      }
    }
    let unconsumed = try verdict(Self.listed())
    #expect(unconsumed.state == .unconsumed && unconsumed.standing == .wanting, "\(unconsumed)")
    #expect(unconsumed.sentence.hasSuffix(Self.again), "\(unconsumed)")
    #expect(unconsumed.next == .shell(Self.takingOut), "\(unconsumed)")
    let queued = try verdict(Self.listed(by: ["w1"]))
    #expect(queued.state == .queued && queued.standing == .wanting, "\(queued)")
    #expect(queued.next == .shell(Self.takingOut), "\(queued)")
    let elsewhere = try verdict(Self.listed("invites:4"))
    #expect(elsewhere.next == .shell(Self.revoking), "\(elsewhere)")
    // Discarded when it is taken: nobody is invited again, and nobody is to redeem.
    let revoked = try verdict(Self.listed(by: ["w1"]), told: ["w1"])
    #expect(revoked.standing == .well && revoked.next == nil, "\(revoked)")
    #expect(revoked.sentence.hasSuffix("is invited already (invite record 7)"), "\(revoked)")
    let expired = try verdict(Self.listed(by: ["w1"]), expires: 9999)
    #expect(expired.standing == .well && expired.next == nil, "\(expired)")
  }

  @Test(
    arguments: [
      // Queued before the record, and the only one that may have made it.
      (["t"], 8600, true), (["t"], 8400, false),
      // Of two uses one may be open still.
      (["t", "u"], 8600, false),
    ] as [([String], Double, Bool)])
  func `without a result the record since it was queued tells`(
    queued: [String], created: Double, isMade: Bool
  ) throws {
    let found = try judged {
      $0.messages = [Self.listed(by: ["w1"])]
      $0.entries = queued.map { Self.entry($0, at: 8500) }
      $0.records = [Self.record("SUCCESS", at: created)]
    }
    #expect(found.sentence.hasSuffix(Self.again) == isMade, "\(found)")
    #expect((found.standing == .wanting) == isMade, "\(found)")
  }

  @Test func `a retry that made the invite leaves the first message one too many`() throws {
    let found = try judged {
      $0.messages = [Self.taken(8000)]
      var failed = Self.record("FAILED", at: 8001)
      failed.id = 6
      $0.records = [failed, Self.record("SUCCESS", at: 9001)]
      $0.attempts = [
        .init(row: .init(.records, 6), taskID: "t2", state: "sent", created: 9000)
      ]
      $0.results = [Self.result("SUCCESS")]
    }
    #expect(found.state == .abandoned && found.sentence.hasSuffix(Self.again), "\(found)")
    // The message of the retry itself.
    let own = try judged {
      var message = Self.listed()
      message.id = "t2"
      $0.messages = [message]
      var failed = Self.record("FAILED", at: 8001)
      failed.id = 6
      $0.records = [failed, Self.record("SUCCESS", at: 9001)]
      $0.attempts = [
        .init(row: .init(.records, 6), taskID: "t2", state: "sent", created: 9000)
      ]
    }
    #expect(own.sentence.hasSuffix(Self.again) && own.standing == .wanting, "\(own)")
  }

  @Test func `beside a silent worker those that answer are told, and then it is done`() throws {
    func verdict(_ consumed: [String: Set<String>], told: Set<String> = []) throws -> TraceVerdict {
      try judged {
        $0.messages = [Self.taken(9000)]
        $0.records = [Self.record("SUCCESS", at: 9001)]
        $0.fleet.silent = ["w1"]
        $0.fleet.consumed = consumed
        if !told.isEmpty { $0.fleet.revoked = ["t": told] }
        $0.isComplete = false
      }
    }
    let two = try verdict(["w2": ["invites"]])
    #expect(two.state == .taken && two.standing == .wanting, "\(two)")
    #expect(two.sentence.hasSuffix(Self.again) && two.next == .shell(Self.revoking), "\(two)")
    let told = try verdict(["w2": ["invites"]], told: ["w2"])
    #expect(told.state == .taken && told.standing == .well, "\(told)")
    let alone = try verdict([:])
    #expect(alone.standing == .wanting && alone.sentence.hasSuffix(Self.again), "\(alone)")
    #expect(alone.next?.text == "invitectl inspect-workers ping", "\(alone)")
  }

  @Test func `what a living worker has is one too many where its result is there before it runs`()
    throws
  {
    func verdict(
      _ state: TraceFacts.Held.State, begun: Double? = nil, told: Set<String> = []
    ) throws -> TraceVerdict {
      try judged {
        $0.messages = [Self.taken(9500)]
        $0.held = [.init(id: "t", worker: "w1", state: state, call: Self.call, since: begun)]
        $0.records = [Self.record("SUCCESS", at: 9001)]
        $0.results = [Self.result("SUCCESS", record: 7)]
        if !told.isEmpty { $0.fleet.revoked = ["t": told] }
      }
    }
    for state in [TraceFacts.Held.State.reserved, .scheduled] {
      let held = try verdict(state)
      #expect(held.standing == .wanting && held.sentence.hasSuffix(Self.again), "\(held)")
      #expect(held.next == .shell(Self.revoking), "\(held)")
    }
    let discarded = try verdict(.scheduled, told: ["w1"])
    #expect(discarded.standing == .well && discarded.next == nil, "\(discarded)")
    #expect(discarded.sentence.contains("is invited already"), "\(discarded)")
    // It has just written its row, and is about to acknowledge.
    let ending = try verdict(.active, begun: 9000)
    #expect(ending.standing == .well && !ending.sentence.contains("already"), "\(ending)")
    // It was begun again: nothing keeps it from ending.
    let rerun = try verdict(.active, begun: 9500)
    #expect(rerun.state == .running && rerun.standing == .well, "\(rerun)")
    #expect(rerun.sentence.hasSuffix("(invite record 7): it makes an invite more"), "\(rerun)")
  }

  @Test func `without rows a task's own result tells that its invite was made`() throws {
    let found = try judged {
      $0.messages = [Self.listed()]
      $0.results = [Self.result("SUCCESS", record: 7)]
      ($0.isComplete, $0.areRowsRead) = (false, false)
    }
    #expect(found.state == .unconsumed && found.standing == .wanting, "\(found)")
    #expect(found.sentence.hasSuffix(Self.again), "\(found)")
    #expect(found.next == .shell(Self.takingOut), "\(found)")
  }
}
