import InviteDomain
import Testing

@testable import InviteOps
@testable import InviteStorage

/// Two uses of one email and code: whose the invite is, and what became of the other one.
extension TraceJudgeTests {
  private static func second(
    at second: Double, holders: Int?, _ change: (inout TraceFacts) -> Void = { _ in }
  ) throws -> TraceVerdict {
    try TraceJudgeTests().judged {
      let call = TraceFacts.Call(email: "a@x.io", code: "CODE")
      $0.marks = [.init(id: "t1", at: 9000, call: call), .init(id: "t2", at: second, call: call)]
      $0.records = [Self.record("SUCCESS", at: 9001)]
      $0.codes = [Self.code("DIRECT", uses: 0, of: 20)]
      $0.buckets = [.init(code: "CODE", tokens: 18)]
      if let holders { $0.holdings = [.init(code: "CODE", others: holders, failing: 0)] }
      change(&$0)
    }
  }

  private static let refund = TraceVerdict.Next.shell(
    "invitectl redeem refund CODE --task t2 --force")

  @Test func `it is lost where more tokens were taken than there are invites`() throws {
    let lost = try Self.second(at: 9010, holders: 1)
    #expect(lost.state == .lost && lost.standing == .wanting, "\(lost)")
    #expect(lost.sentence.contains("it left no row; before that: invited to "), "\(lost)")
    #expect(lost.next == Self.refund, "\(lost)")
    // Each has its invite, or that was not seen.
    for holders in [2, nil] {
      let whole = try Self.second(at: 9010, holders: holders)
      #expect(whole.state == .invited && whole.standing == .well, "\(whole)")
    }
    // Which of them made a row after both nothing tells; one of them is lost.
    let either = try Self.second(at: 9000.5, holders: 1)
    #expect(either.state == .lost && either.standing == .wanting, "\(either)")
    #expect(either.sentence.contains("; since then: invited to team A"), "\(either)")
    #expect(either.next == .shell("invitectl redeem refund CODE --task t1 --force"), "\(either)")
    #expect(try Self.second(at: 9000.5, holders: 2).state == .invited)
    #expect(try Self.second(at: 9000.5, holders: 1) { $0.refunded = ["t1"] }.state == .invited)
    let done = try Self.second(at: 9010, holders: 1) { $0.refunded = ["t2"] }
    #expect(done.state == .invited && done.standing == .well, "\(done)")
    let unseen = try Self.second(at: 9010, holders: 1) { $0.isComplete = false }
    #expect(unseen.state == .unknown && unseen.next?.text.contains("refund") == false, "\(unseen)")
  }

  @Test func `a record that the first one's result names is not of the second`() throws {
    func first(_ facts: inout TraceFacts) {
      facts.results.append(.init(id: "t1", state: "SUCCESS", done: 9001, recordID: 7))
    }
    let lost = try Self.second(at: 9000.3, holders: 1, first)
    #expect(lost.state == .lost && lost.next == Self.refund, "\(lost)")
    let revoked = try Self.second(at: 9000.3, holders: 1) {
      first(&$0)
      $0.results.append(.init(id: "t2", state: "REVOKED", done: 9002))
    }
    #expect(revoked.state == .failed && revoked.standing == .wanting, "\(revoked)")
    // The refund would take the first one's record for its own.
    #expect(revoked.next == Self.refund, "\(revoked)")
  }

  /// Of what the outbox tells of: the first one is lost, and the second one has invited.
  private static func first(
    _ type: String, isNamed: Bool = false, holders: Int? = 1,
    _ change: (inout TraceFacts) -> Void = { _ in }
  ) throws -> TraceVerdict {
    try TraceJudgeTests().judged {
      $0.entries = [("t1", 9000.0), ("t2", 9100.0)].map { id, time in
        TraceFacts.Entry(
          taskID: id, flow: type == "DIRECT" ? "direct" : "redeem", code: "CODE", email: "a@x.io",
          state: "published", created: time, changed: time)
      }
      $0.records = [Self.record("SUCCESS", at: 9101)]
      $0.codes = [Self.code(type, uses: 2, of: 3)]
      if let holders { $0.holdings = [.init(code: "CODE", others: holders, failing: 0)] }
      if isNamed {
        $0.results = [.init(id: "t2", state: "SUCCESS", done: 9102, recordID: 7)]
      }
      change(&$0)
    }
  }

  private static let allBack =
    "invitectl redeem bucket CODE --init && invitectl sync-counts CODE && "
    + "invitectl redeem refund CODE --task t1 --force"

  @Test(arguments: ["DIRECT", "LINUXDO"], [true, false])
  func `who was invited since is not redeemed once more for a lost use, also without results`(
    type: String, isNamed: Bool
  ) throws {
    let sync = type == "LINUXDO" ? " && invitectl sync-counts CODE" : ""
    for holders in [1, nil] {
      let lost = try Self.first(type, isNamed: isNamed, holders: holders)
      #expect(lost.state == .lost && lost.standing == .wanting, "\(lost)")
      #expect(lost.sentence.contains("it left no row; since then: invited to team A"), "\(lost)")
      #expect(lost.next == .shell(Self.allBack + sync), "\(lost)")
    }
    // One that waits is not, either.
    let waits = try Self.first(type) {
      var row = Self.row("WAITING", at: 9101)
      (row.code, row.seats) = ("CODE", .init(own: 1, ungrouped: 0))
      ($0.records, $0.queueRows) = ([], [row])
    }
    #expect(waits.sentence.contains("; since then: waits for a seat"), "\(waits)")
    #expect(waits.next == .shell(Self.allBack + sync), "\(waits)")
    // Each has its invite; its use was given back; nothing was counted.
    for found in [
      try Self.first(type, isNamed: isNamed, holders: 2),
      try Self.first(type, isNamed: isNamed) { $0.refunded = ["t1"] },
      try Self.first(type, isNamed: isNamed) { $0.counting = .onJoin },
    ] {
      #expect(found.state == .invited && found.standing == .well, "\(found)")
    }
    let failed = try Self.first(type, isNamed: isNamed) {
      $0.results.append(.init(id: "t1", state: "FAILURE", done: 9001, error: "no"))
    }
    #expect(failed.state == .failed && failed.standing == .wanting, "\(failed)")
    #expect(failed.sentence.contains("its task failed: no; since then: invited"), "\(failed)")
    #expect(failed.next == .shell(Self.allBack + sync), "\(failed)")
  }

  @Test func `where no bucket takes a token it is said that the person is invited`() throws {
    for type in ["DIRECT", "LINUXDO"] {
      let off = try Self.first(type) { $0.codes[0].isActive = false }
      #expect(off.state == .invited && off.next == nil, "\(off)")
    }
    let gone = try Self.first("LINUXDO") { $0.codes = [] }
    #expect(gone.state == .invited && gone.next == nil, "\(gone)")
  }

  @Test func `what failed beside a lost use is tried again first, with its own use`() throws {
    func verdict(_ change: (inout TraceFacts) -> Void = { _ in }) throws -> TraceVerdict {
      try Self.first("LINUXDO") {
        $0.records = [Self.record("FAILED", at: 9001)]
        $0.holdings = [.init(code: "CODE", others: 0, failing: 1)]
        change(&$0)
      }
    }
    let retry = "invitectl redeem retry --code CODE --email a@x.io --yes"
    let failed = try verdict()
    #expect(failed.state == .failed && failed.next == .shell(retry), "\(failed)")
    // Nor does its use go while a seat is missing, or a result tells that the other one failed, too.
    let full = try verdict { $0.fullGroups = [0] }
    #expect(full.state == .failed && full.next?.text.contains("free a seat") == true, "\(full)")
    let both = try verdict { $0.results = [.init(id: "t2", state: "FAILURE", done: 9101)] }
    #expect(both.state == .failed && both.next == .shell(retry), "\(both)")
    // Once that has invited, the lost one goes back.
    let refund = "redeem refund CODE --task t2 --force"
    let served = try verdict {
      $0.records.append(Self.record("SUCCESS", at: 9300))
      $0.records[1].id = 8
      $0.attempts = [.init(row: .init(.records, 7), taskID: "r1", state: "sent", created: 9250)]
      $0.holdings = [.init(code: "CODE", others: 1, failing: 0)]
    }
    #expect(served.state == .lost && served.next?.text.contains(refund) == true, "\(served)")
    #expect(served.sentence.contains("; since then: invited to team A"), "\(served)")
    // What the retry leaves alone does not hold it back.
    let member = try verdict { $0.members = [.init(email: "a@x.io", teamID: 1, team: "A")] }
    #expect(member.state == .lost && member.next?.text.contains(refund) == true, "\(member)")
    #expect(member.sentence.contains("; before that: the invite failed"), "\(member)")
    // What hinders it and can be repaired is repaired first.
    let garbage = try Self.first("DIRECT") {
      $0.records = [Self.record("FAILED", at: 9001)]
      $0.holdings = [.init(code: "CODE", others: 0, failing: 1)]
      $0.buckets = [.init(code: "CODE", tokens: nil)]
    }
    #expect(garbage.state == .failed, "\(garbage)")
    #expect(garbage.next?.text == "invitectl redeem bucket CODE --init", "\(garbage)")
    // Beside a backend that counts on join there is nothing to give back.
    let onJoin = try Self.first("LINUXDO") {
      $0.records = [Self.record("FAILED", at: 9001)]
      $0.counting = .onJoin
    }
    #expect(onJoin.next == .shell("invitectl redeem CODE a@x.io"), "\(onJoin)")
  }

  /// Of two uses of one email and code that were taken within moments.
  @Test(
    arguments: [
      // Its result names the record for the other one, or nothing does; and there is one of each.
      (true, [7], nil), (false, [7], "may be of it"), (false, [6, 7], "is invited already"),
    ] as [(Bool, [Int], String?)])
  func `a record that another task may have made is not said to be of the message`(
    isNamed: Bool, records: [Int], says: String?
  ) throws {
    let call = TraceFacts.Call(email: "a@x.io", code: "CODE")
    let restore = "invitectl inspect-workers control restore-unacked tag --yes"
    let found = try judged {
      $0.messages = [Self.taken(9000)]
      $0.marks = [
        .init(id: "u", at: 8999, call: call), .init(id: "t", at: 8999.3, call: call),
      ]
      $0.records = records.map {
        var record = Self.record("SUCCESS", at: 9001)
        record.id = $0
        return record
      }
      if isNamed {
        $0.results = [.init(id: "u", state: "SUCCESS", done: 9002, recordID: 7)]
      }
      $0.fleet.consumed = ["w2": ["invites"]]
    }
    #expect(found.state == .abandoned && found.standing == .wanting, "\(found)")
    guard let says else {
      #expect(!found.sentence.contains("invite record"), "\(found)")
      #expect(found.next == .shell(restore), "\(found)")
      return
    }
    #expect(found.sentence.contains(says), "\(found)")
    #expect((found.next?.kind == .advice) == (records.count == 1), "\(found)")
  }

  /// By the rule of `redeem retry`, which is not printed where it leaves the row alone.
  @Test(
    arguments: [
      (false, 8000, true), (true, 8000, false), (true, 9500, true), (true, nil, false),
    ] as [(Bool, Double?, Bool)])
  func `whose invite failed and who is a member already is not tried again`(
    isRebind: Bool, joined: Double?, isMember: Bool
  ) throws {
    for isRow in [false, true] {
      let found = try judged {
        if isRow {
          var row = Self.row("FAILED", at: 9000)
          row.isRebind = isRebind
          $0.queueRows = [row]
        } else {
          var record = Self.record("FAILED", at: 9000)
          record.isRebind = isRebind
          $0.records = [record]
        }
        $0.codes = [Self.code("LINUXDO", uses: 1, of: 5)]
        $0.members = [.init(email: "a@x.io", teamID: 1, team: "A", joined: joined)]
      }
      #expect(found.state == .failed && found.standing == .failed, "\(found)")
      #expect(
        found.sentence.hasSuffix("; its email is a member of team A already") == isMember,
        "\(found)")
      let next = found.next?.text ?? ""
      #expect(next.contains("redeem retry") == !isMember, "\(found)")
      #expect(
        next.hasPrefix("if another team is wanted, 'invitectl redeem ") == isMember, "\(found)")
    }
  }
}
