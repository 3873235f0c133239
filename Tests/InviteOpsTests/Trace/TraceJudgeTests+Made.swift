import CeleryProtocol
import InviteDomain
import Testing

@testable import InviteOps
@testable import InviteStorage

/// A message in quarantine whose invite was made: nothing but force puts it back.
extension TraceJudgeTests {
  /// By its record from before another use was queued, or as was seen when it was taken out.
  @Test(
    arguments: [
      (9400, 9401, false, .failed), (8030, 9401, false, .quarantined), (8030, 9401, true, .failed),
      // Of an earlier use.
      (9400, 7900, false, .invited),
    ] as [(Double, Double, Bool, TraceVerdict.State)])
  func `what was written since wins over a message that is out and whose invite was made`(
    second: Double, failed: Double, isMade: Bool, state: TraceVerdict.State
  ) throws {
    var out = QuarantinedMessage(token: "k", digest: "d")
    (out.id, out.queue, out.file, out.taken) = ("t1", "invites", "/m", 9000)
    out.isMade = isMade
    let found = try judged {
      let call = TraceFacts.Call(email: "a@x.io", code: "CODE")
      $0.messages = [.init(id: "t1", call: call, place: .quarantine(out), queue: "invites")]
      $0.marks = [.init(id: "t1", at: 8000, call: call), .init(id: "t2", at: second, call: call)]
      $0.records = [Self.record("SUCCESS", at: 8001)]
      $0.queueRows = [Self.row("FAILED", at: failed)]
      $0.codes = [Self.code("DIRECT", uses: 2, of: 9)]
      $0.certainties = [.init(codeID: 0, state: "exact", spreadLow: 0, spreadHigh: 0)]
    }
    #expect(found.state == state, "\(found)")
    guard state == .failed else { return }
    #expect(found.sentence.contains("put back, it is an invite more"), "\(found)")
    #expect(found.next?.text.hasPrefix("invitectl redeem retry ") == true, "\(found)")
  }

  @Test func `a lost use shows beside a message that is out and whose invite was made`() throws {
    func verdict(_ holders: Int) throws -> TraceVerdict {
      var out = QuarantinedMessage(token: "k", digest: "d")
      (out.id, out.queue, out.file, out.taken) = ("t1", "invites", "/m", 9000)
      return try judged {
        let call = TraceFacts.Call(email: "a@x.io", code: "CODE")
        $0.messages = [.init(id: "t1", call: call, place: .quarantine(out), queue: "invites")]
        $0.marks = [.init(id: "t1", at: 8000, call: call), .init(id: "t2", at: 9400, call: call)]
        $0.records = [Self.record("SUCCESS", at: 8001)]
        $0.codes = [Self.code("DIRECT", uses: 0, of: 20)]
        $0.buckets = [.init(code: "CODE", tokens: 18)]
        $0.holdings = [.init(code: "CODE", others: holders, failing: 0)]
      }
    }
    let lost = try verdict(1)
    #expect(lost.state == .lost && lost.standing == .wanting, "\(lost)")
    #expect(
      lost.next == .shell("invitectl redeem refund CODE --task t2 --force"), "\(lost)")
    #expect(try verdict(2).state == .invited)
  }

  /// As was seen when it was taken out: the record is from after both were queued. Of the backend's own task no mark is
  /// left.
  @Test(
    arguments: [
      (8000, [8600], true), (nil, [8600], true),
      // The later one is of the other use.
      (8000, [8100, 8600], false), (8400, [8350, 8600], false),
    ] as [(Double?, [Double], Bool)])
  func `a message that is out is not lost, and its record is no other use's`(
    first: Double?, created: [Double], isLost: Bool
  ) throws {
    var out = QuarantinedMessage(token: "k", digest: "d")
    (out.id, out.queue, out.file, out.taken) = ("t1", "invites", "/m", 9000)
    out.isMade = true
    let found = try judged {
      let call = TraceFacts.Call(email: "a@x.io", code: "CODE")
      $0.messages = [.init(id: "t1", call: call, place: .quarantine(out), queue: "invites")]
      $0.marks = [.init(id: "t2", at: 8300, call: call)]
      if let first { $0.marks.append(.init(id: "t1", at: first, call: call)) }
      $0.records = created.enumerated().map { place, time in
        var record = Self.record("SUCCESS", at: time)
        record.id = 7 + place
        return record
      }
      $0.codes = [Self.code("DIRECT", uses: 0, of: 20)]
      $0.buckets = [.init(code: "CODE", tokens: 18)]
      $0.holdings = [.init(code: "CODE", others: 1, failing: 0)]
    }
    #expect((found.state == .lost) == isLost, "\(found)")
    guard isLost else { return }
    #expect(
      found.next == .shell("invitectl redeem refund CODE --task t2 --force"), "\(found)")
  }

  /// Nothing is left that says when it was queued, and no result.
  @Test(
    arguments: [
      (true, 8001, .invited, .well), (false, 8001, .quarantined, .wanting),
      // By a clock that is behind; and a row that was deleted.
      (true, 9010, .invited, .well), (true, nil, .quarantined, .wanting),
    ] as [(Bool, Double?, TraceVerdict.State, TraceVerdict.Standing)])
  func `what was seen when it was taken out says whose the record is`(
    isMade: Bool, made: Double?, state: TraceVerdict.State, standing: TraceVerdict.Standing
  ) throws {
    var out = QuarantinedMessage(token: "k", digest: "d")
    (out.id, out.queue, out.file, out.taken) = ("t1", "invites", "/m", 9000)
    out.isMade = isMade
    let found = try judged {
      let call = TraceFacts.Call(email: "a@x.io", code: "CODE")
      $0.messages = [.init(id: "t1", call: call, place: .quarantine(out), queue: "invites")]
      if let made { $0.records = [Self.record("SUCCESS", at: made)] }
      $0.codes = [Self.code("DIRECT", uses: 2, of: 9)]
      $0.certainties = [.init(codeID: 0, state: "exact", spreadLow: 0, spreadHigh: 0)]
    }
    #expect(found.state == state && found.standing == standing, "\(found)")
    // Never one that is put back for the asking.
    #expect(found.next?.kind != .shell, "\(found)")
  }
}
