import CeleryProtocol
import InviteDomain
import Testing

@testable import InviteOps
@testable import InviteStorage

/// What to do next.
extension TraceJudgeTests {
  static func code(_ type: String, uses: Int, of most: Int) -> TraceFacts.Code {
    var code = TraceFacts.Code()
    (code.code, code.type, code.usedCount, code.maxUses) = ("CODE", type, uses, most)
    return code
  }

  @Test(
    arguments: [
      (1, .atRequest, "invitectl redeem retry --code CODE --email a@x.io --yes"),
      (0, .atRequest, "invitectl redeem CODE a@x.io"),
      (0, .onJoin, "invitectl redeem retry --code CODE --email a@x.io --yes"),
      // There `redeem retry` refuses.
      (1, .mixed, "invitectl redeem CODE a@x.io"),
    ] as [(Int, BackendCounting, String)])
  func `a failed row is tried again with the use that it has, and redeemed where it has none`(
    uses: Int, counting: BackendCounting, command: String
  ) throws {
    for isRecord in [true, false] {
      let verdict = try judged {
        if isRecord {
          $0.records = [Self.record("FAILED", at: 9000)]
        } else {
          var row = Self.row("FAILED", at: 9000)
          (row.email, row.code) = ("a@x.io", "CODE")
          $0.queueRows = [row]
        }
        $0.codes = [Self.code("LINUXDO", uses: uses, of: 5)]
        $0.counting = counting
      }
      #expect(verdict.state == .failed && verdict.next?.text == command, "\(verdict)")
    }
  }

  @Test(arguments: [nil, 2, 0])
  func `of a code that tokens are taken of the count is settled first where it is not exact`(
    low: Int?
  ) throws {
    let verdict = try judged {
      $0.records = [Self.record("FAILED", at: 9000)]
      $0.codes = [Self.code("DIRECT", uses: 1, of: 5)]
      // With a bucket: of a code without one, and without a row, evidence stores nothing.
      $0.buckets = [.init(code: "CODE", tokens: 4)]
      if let low {
        $0.certainties = [.init(codeID: 0, state: "bounded", spreadLow: low, spreadHigh: 1)]
      }
    }
    let retry = "invitectl redeem retry --code CODE --email a@x.io --yes"
    let settle = "invitectl force-resync CODE --yes"
    // Evidence may leave as it is what a sync has stored, and the next trace would print the same.
    let word = " || [ $? -eq 8 ] && invitectl force-resync CODE --from database --yes"
    let expected = low == 0 ? retry : settle + (low == nil ? "" : word) + "; " + retry
    #expect(verdict.next?.text == expected, "\(verdict)")
    #expect(
      verdict.sentence.contains("says that used_count is right where that leaves it open")
        == (low == 2), "\(verdict)")
  }

  @Test func `a message in quarantine is put back where its file is`() throws {
    func verdict(_ host: String, forget: String? = nil) throws -> TraceVerdict {
      try judged {
        var out = QuarantinedMessage(token: "t", digest: "d")
        out.forget = forget
        (out.queue, out.taken, out.user, out.host) = ("invites", 9000, "u", host)
        out.file = "/tmp/m"
        $0.messages = [
          .init(id: "t", call: .init(email: "a@x.io", code: "CODE"), place: .quarantine(out))
        ]
        // Older than what somebody has done to it by hand.
        $0.records = [Self.record("FAILED", at: 8000)]
      }
    }
    let put = "invitectl inspect-workers control quarantine --put-back /tmp/m --yes"
    let here = try verdict(OSUser.host)
    #expect(here.state == .quarantined && here.standing == .wanting)
    #expect(here.sentence.contains("taken out of invites 16m 40s ago by u"), "\(here)")
    #expect(here.next == .shell(put), "\(here)")
    let there = try verdict("elsewhere")
    #expect(there.next?.kind == .advice && there.next?.text.contains("on elsewhere") == true)
    #expect(there.next?.text.contains("'\(put)'") == true, "\(there)")
    // What cannot be done is not offered.
    let lost = try verdict(OSUser.host, forget: "redis-cli HDEL k t")
    #expect(lost.sentence.contains("that file is not there any more"), "\(lost)")
    #expect(lost.next?.kind == .advice, "\(lost)")
    #expect(lost.next?.text.contains("--put-back") == false, "\(lost)")
    #expect(lost.next?.text.contains("'redis-cli HDEL k t'") == true, "\(lost)")
  }

  @Test func `who was invited since is not invited again by what is put back`() throws {
    func verdict(
      invited at: Double, isRead: Bool = true, isQueued: Bool = false
    ) throws -> TraceVerdict {
      try judged {
        var out = QuarantinedMessage(token: "t", digest: "d")
        (out.queue, out.taken, out.file, out.host) = ("invites", 9000, "/tmp/m", OSUser.host)
        let call = TraceFacts.Call(email: "a@x.io", code: "CODE")
        $0.messages = [.init(id: "t", call: call, place: .quarantine(out))]
        if isQueued {
          $0.messages.append(
            .init(
              id: "u", call: call,
              place: .list(name: "invites", queue: "invites", ahead: 0, workers: ["w"])))
        }
        $0.areRowsRead = isRead
        if isRead { $0.records = [Self.record("SUCCESS", at: at)] }
      }
    }
    let since = try verdict(invited: 9500)
    #expect(since.state == .invited && since.next == nil, "\(since)")
    #expect(since.sentence.contains("put back, it is an invite more"), "\(since)")
    // An earlier use is another one's.
    #expect(try verdict(invited: 8000).state == .quarantined)
    let unread = try verdict(invited: 0, isRead: false)
    #expect(unread.state == .quarantined && unread.next == nil, "\(unread)")
    let queued = try verdict(invited: 8000, isQueued: true)
    #expect(queued.state == .queued, "\(queued)")
    #expect(!queued.sentence.contains("are under way"), "\(queued)")
    #expect(queued.sentence.contains("put back, it is an invite more"), "\(queued)")
  }

  @Test(arguments: ["SUCCESS", "FAILURE", "REVOKED"])
  func `without rows nothing is called without a row, and nothing is redeemed again`(
    state: String
  ) throws {
    let verdict = try judged {
      $0.entries = [
        TraceFacts.Entry(
          taskID: "t1", flow: "direct", code: "CODE", email: "a@x.io", state: "published",
          created: 9000, changed: 9000)
      ]
      var result = TraceFacts.Result()
      (result.id, result.state) = ("t1", state)
      $0.results = [result]
      $0.codes = [Self.code("DIRECT", uses: 1, of: 3)]
      ($0.isComplete, $0.areRowsRead) = (false, false)
    }
    #expect(!verdict.sentence.contains("left no"), "\(verdict)")
    #expect(verdict.next?.text == "invitectl doctor --only postgres", "\(verdict)")
  }

  @Test func `a mark alone, of which nothing else is left, leads to its token`() throws {
    let unknown = try judged {
      $0.marks = [.init(id: "t1", at: 9000, call: .init(email: "a@x.io", code: ""))]
    }
    #expect(unknown.state == .lost, "\(unknown)")
    #expect(
      unknown.next?.text.contains("'invitectl redeem refund CODE --task t1 --force'") == true,
      "\(unknown)")
  }

  @Test func `a token is given back for one task alone, and not where nothing was taken`() throws {
    func verdict(_ tasks: [String], _ state: String = "published") throws -> TraceVerdict {
      try judged {
        $0.entries = tasks.map {
          TraceFacts.Entry(
            taskID: $0, flow: "direct", code: "CODE", email: "a@x.io", state: state, created: 9000)
        }
        $0.codes = [Self.code("DIRECT", uses: 0, of: 3)]
        $0.buckets = [.init(code: "CODE", tokens: 0)]
      }
    }
    let one = try verdict(["t1"])
    #expect(one.state == .lost)
    #expect(one.next?.text == "invitectl redeem refund CODE --task t1 --force")
    let two = try verdict(["t1", "t2"])
    #expect(two.next?.kind == .advice && two.next?.text.contains("t1, t2") == true, "\(two)")
    let refused = try verdict(["t1"], "refused")
    #expect(refused.next?.kind == .advice, "\(refused)")
    #expect(refused.next?.text.contains("refund") == false, "\(refused)")
  }

  @Test(
    arguments: [
      ("LINUXDO", .atRequest, true), ("LINUXDO", .mixed, true), ("LINUXDO", .onJoin, true),
      ("DIRECT", .atRequest, false), ("DIRECT", .mixed, true), ("DIRECT", .onJoin, true),
    ] as [(String, BackendCounting, Bool)])
  func `a code that is bound to somebody else is not offered where the backend refuses it`(
    type: String, counting: BackendCounting, isRefused: Bool
  ) throws {
    func verdict(_ bound: String, _ state: String) throws -> TraceVerdict {
      try judged {
        $0.records = [Self.record(state, at: 9000)]
        var code = Self.code(type, uses: 0, of: 5)
        code.boundEmail = bound
        $0.codes = [code]
        $0.counting = counting
      }
    }
    for state in ["FAILED", "REMOVED"] {
      let other = try verdict("b@x.io", state)
      #expect(
        (other.next?.text.contains("bound to b@x.io") == true) == isRefused
          && (other.next?.text.contains("EMAIL_MISMATCH") == true) == isRefused, "\(other)")
      #expect((other.next?.kind == .shell) == !isRefused, "\(other)")
      #expect(try verdict("a@x.io", state).next?.kind == .shell)
    }
  }

  @Test func `a row that is marked as done and left no invite leads on by what is known of it`()
    throws
  {
    func verdict(_ change: (inout TraceFacts) -> Void) throws -> TraceVerdict {
      try judged {
        $0.queueRows = [Self.row("SUCCESS", at: 9000)]
        change(&$0)
      }
    }
    let alone = try verdict { _ in }
    #expect(alone.state == .unknown && alone.standing == .wanting, "\(alone)")
    #expect(alone.next == .sql(TraceQueries.markFailed(3, in: .standard)), "\(alone)")
    let unseen = try verdict { $0.isComplete = false }
    #expect(unseen.next?.text == "invitectl inspect-workers", "\(unseen)")
    let unread = try verdict { ($0.isComplete, $0.areRowsRead) = (false, false) }
    #expect(unread.next?.text == "invitectl doctor --only postgres", "\(unread)")
    let marked = try verdict {
      $0.marks = [.init(id: "t1", at: 8999, call: .init(email: "a@x.io", code: "CODE"))]
    }
    #expect(marked.state == .unknown, "\(marked)")
    #expect(marked.next?.text == "invitectl inspect-workers task t1", "\(marked)")
    let joined = try verdict {
      $0.members = [.init(email: "a@x.io", teamID: 1, team: "A")]
    }
    #expect(joined.state == .joined && joined.next == nil, "\(joined)")
    // A seat that is held is newer, or what its clean-up waits for.
    let held = try verdict { $0.records = [Self.record("RESERVED", at: 8000)] }
    #expect(held.state == .seatHeld, "\(held)")
  }

  @Test func `a task that left no row is looked at, whoever was invited`() throws {
    let verdict = try judged {
      $0.entries = [
        TraceFacts.Entry(
          taskID: "t1", flow: "redeem", code: "CODE", email: "a@x.io", state: "published",
          changed: 9000)
      ]
      $0.results = [.init(id: "t1", state: "SUCCESS", done: 9001)]
      $0.codes = [Self.code("LINUXDO", uses: 1, of: 5)]
    }
    #expect(verdict.state == .unknown)
    #expect(verdict.next?.text == "invitectl inspect-workers task t1")
  }
}
