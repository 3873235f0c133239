import CeleryProtocol
import InviteDomain
import Testing

@testable import InviteOps
@testable import InviteStorage

/// A message that was delivered before: what was written since it was taken the last time may be another one's.
extension TraceJudgeTests {
  /// As `restore-unacked` and the quarantine have it.
  @Test(
    arguments: [
      (true, nil, "invite record 7 may be of it"), (false, nil, "invite record 7): run again"),
      // It is dated, and its record is younger; or that is from within a minute before.
      (true, 8990, "invite record 7): run again"), (true, 9020, "invite record 7 may be of it"),
    ] as [(Bool, Double?, String)])
  func `a record since it was taken is surely of what was delivered once, or is dated`(
    isRedelivered: Bool, queued: Double?, says: String
  ) throws {
    let found = try judged {
      var message = Self.taken(9000)
      message.isRedelivered = isRedelivered
      $0.messages = [message]
      let call = TraceFacts.Call(email: "a@x.io", code: "CODE")
      if let queued { $0.marks = [.init(id: "t", at: queued, call: call)] }
      $0.records = [Self.record("SUCCESS", at: 9001)]
      $0.fleet.consumed = ["w2": ["invites"]]
    }
    #expect(found.state == .abandoned && found.standing == .wanting, "\(found)")
    #expect(found.sentence.contains(says), "\(found)")
    let isSure = !says.contains("may be")
    #expect((found.next?.kind == .shell) == isSure, "\(found)")
    #expect(found.next?.text.contains("control quarantine invites --id t ") == true, "\(found)")
    #expect(found.next?.text.contains("restore-unacked tag --force --yes'") == !isSure, "\(found)")
  }

  @Test(arguments: [true, false])
  func `a row that waits is surely of what was delivered once`(isRedelivered: Bool) throws {
    let found = try judged {
      var message = Self.taken(9000)
      message.isRedelivered = isRedelivered
      $0.messages = [message]
      $0.queueRows = [Self.row("WAITING", at: 9001)]
    }
    #expect(found.state == .abandoned && found.standing == .wanting, "\(found)")
    let says =
      isRedelivered
      ? "queue row 3, which waits for a seat, may be of it: run again, it may be an invite more"
      : "queue row 3 of it waits for a seat already: run again, it is an invite more"
    #expect(found.sentence.hasSuffix(says), "\(found)")
    // Never one that gives it back.
    #expect(found.next?.text.contains("control quarantine invites --id t ") == true, "\(found)")
  }

  /// Out by what was printed: a look at the log, and an end either way.
  @Test func `out of unacked it has an end whether it made its invite or not`() throws {
    func verdict(isFileGone: Bool) throws -> TraceVerdict {
      var out = QuarantinedMessage(token: "k", digest: "d")
      (out.id, out.queue, out.file, out.taken) = ("t", "invites", "/m", 9100)
      out.isRedelivered = true
      if isFileGone { out.forget = "redis-cli HDEL marks k" }
      return try judged {
        let call = TraceFacts.Call(email: "a@x.io", code: "CODE")
        $0.messages = [.init(id: "t", call: call, place: .quarantine(out), queue: "invites")]
        $0.records = [Self.record("SUCCESS", at: 9001)]
      }
    }
    let kept = try verdict(isFileGone: false)
    #expect(kept.state == .quarantined && kept.next?.kind == .advice, "\(kept)")
    #expect(kept.next?.text.hasPrefix("if the worker's log shows no invite of it") == true)
    #expect(kept.next?.text.contains("what has the broker forget it") == true, "\(kept)")
    let deleted = try verdict(isFileGone: true)
    #expect(deleted.next?.text.contains("'redis-cli HDEL marks k'") == true, "\(deleted)")
  }
}
