import CeleryProtocol
import InviteDomain
import Testing

@testable import InviteOps
@testable import InviteStorage

/// What a task has left before its message was acknowledged, and what is lost after an earlier use.
extension TraceJudgeTests {
  private static func ended(_ state: String = "SUCCESS") -> TraceFacts.Result {
    TraceFacts.Result(id: "t", state: state, done: 9002)
  }

  @Test(arguments: ["SUCCESS", "FAILURE"])
  func `a failed invite whose message is nobody's is given back, and not retried`(
    state: String
  ) throws {
    func verdict(_ change: (inout TraceFacts) -> Void) throws -> TraceVerdict {
      try judged {
        $0.messages = [Self.taken(9000)]
        var failed = Self.record("FAILED", at: 9001)
        failed.error = "seat limit reached"
        $0.records = [failed]
        $0.results = [Self.ended(state)]
        $0.codes = [Self.code("LINUXDO", uses: 1, of: 5)]
        change(&$0)
      }
    }
    let nobody = try verdict { _ in }
    #expect(nobody.state == .abandoned && nobody.standing == .wanting, "\(nobody)")
    #expect(
      nobody.sentence.hasSuffix(
        "; the invite failed (seat limit reached), and is tried again when it comes back"),
      "\(nobody)")
    #expect(
      nobody.next == .shell("invitectl inspect-workers control restore-unacked tag --yes"),
      "\(nobody)")
    // Between the row and the acknowledgement a living worker looks just so: it is looked at again.
    #expect(nobody.isPassing, "\(nobody)")
    let silent = try verdict {
      $0.fleet.silent = ["w1"]
      $0.isComplete = false
    }
    #expect(silent.state == .taken && silent.standing == .wanting, "\(silent)")
    #expect(silent.next?.text == "invitectl inspect-workers ping", "\(silent)")
    // In its queue again it is tried again.
    let queued = try verdict {
      $0.messages = [
        .init(
          id: "t", call: .init(email: "a@x.io", code: "CODE"),
          place: .list(name: "invites", queue: "invites", ahead: 0, workers: ["w1"]))
      ]
    }
    #expect(queued.state == .queued && queued.standing == .well, "\(queued)")
  }

  @Test func `a row that waits, or a result without a row, makes its message one too many`()
    throws
  {
    let waiting = try judged {
      $0.messages = [Self.taken(9000)]
      $0.queueRows = [Self.row("WAITING", at: 9001)]
      $0.results = [Self.ended()]
    }
    #expect(waiting.state == .abandoned && waiting.standing == .wanting, "\(waiting)")
    #expect(
      waiting.sentence.hasSuffix(
        "; queue row 3 of it waits for a seat already: run again, it is an invite more"),
      "\(waiting)")
    let ran = try judged {
      $0.messages = [Self.taken(9000)]
      $0.results = [Self.ended()]
      $0.fleet.consumed = ["w1": ["invites"]]
    }
    #expect(ran.state == .abandoned && ran.standing == .wanting, "\(ran)")
    #expect(ran.sentence.contains("; it ran to its end already"), "\(ran)")
    #expect(ran.next?.kind == .advice, "\(ran)")
    // A seat that is held is given to whoever runs it again.
    let held = try judged {
      $0.messages = [Self.taken(9000)]
      $0.records = [Self.record("RESERVED", at: 8999)]
    }
    #expect(held.next?.text.contains("restore-unacked tag --yes") == true, "\(held)")
    #expect(!held.sentence.contains("invite more"), "\(held)")
  }

  @Test func `what was taken out after its invite was made is not put back`() throws {
    func verdict(
      _ results: [TraceFacts.Result], _ change: (inout TraceFacts) -> Void = { _ in }
    ) throws -> TraceVerdict {
      try judged {
        var out = QuarantinedMessage(token: "t", digest: "d")
        (out.id, out.queue, out.taken) = ("t", "invites", 9500)
        // A name alone: a verdict opens nothing.
        (out.file, out.host) = ("/tmp/m", OSUser.host)
        $0.messages = [
          .init(id: "t", call: .init(email: "a@x.io", code: "CODE"), place: .quarantine(out))
        ]
        $0.records = [Self.record("SUCCESS", at: 9001)]
        $0.results = results
        change(&$0)
      }
    }
    var named = Self.ended()
    named.recordID = 7
    let made = try verdict([named])
    #expect(made.state == .invited && made.standing == .well && made.next == nil, "\(made)")
    #expect(made.sentence.contains("put back, it is an invite more"), "\(made)")
    let waiting = try verdict([Self.ended()]) {
      $0.records = []
      var row = Self.row("WAITING", at: 9001)
      row.seats = .init(own: 1, ungrouped: 0)
      $0.queueRows = [row]
    }
    #expect(waiting.state == .waiting && waiting.next == nil, "\(waiting)")
    // Its result has ended: whose the record is only a person knows.
    let may = try verdict([])
    #expect(may.state == .quarantined && may.next?.kind == .advice, "\(may)")
    #expect(
      may.next?.text.contains("--put-back /tmp/m --force --yes' puts it back; else keep") == true)
  }

  @Test(
    arguments: [
      // Redeemed again after it was invited.
      ([8000, 9500], 8001, 9600, .lost), ([9500], 8000, 9600, .lost),
      // Its own row, by a clock that is behind.
      ([8002], 8001, 9600, .invited), ([8000], 8001, 9600, .invited),
    ] as [([Double], Double, Double, TraceVerdict.State)])
  func `a later use that is lost is not taken for done`(
    queued: [Double], created: Double, now: Double, state: TraceVerdict.State
  ) throws {
    func verdict(_ change: (inout TraceFacts) -> Void) throws -> TraceVerdict {
      try judged {
        $0.entries = queued.enumerated().map { place, time in
          TraceFacts.Entry(
            taskID: "t\(place)", flow: "redeem", code: "CODE", email: "a@x.io", state: "published",
            created: time, changed: time)
        }
        $0.records = [Self.record("SUCCESS", at: created)]
        $0.codes = [Self.code("LINUXDO", uses: 2, of: 3)]
        $0.now = now
        change(&$0)
      }
    }
    let found = try verdict { _ in }
    #expect(found.state == state, "\(found)")
    guard state == .lost else { return }
    #expect(found.standing == .wanting && found.sentence.contains("in no queue"), "\(found)")
    #expect(found.sentence.contains("; before that: invited to team A"), "\(found)")
    // The person is invited: the use goes back, and is not taken once more.
    let last = "t\(queued.count - 1)"
    let meet = "invitectl sync-counts CODE"
    #expect(
      found.next?.text
        == "invitectl redeem bucket CODE --init && \(meet) && "
        + "invitectl redeem refund CODE --task \(last) --force && \(meet)", "\(found)")
    // Its token was given back: nothing of it is open.
    #expect(try verdict { $0.refunded = [last] }.state == .invited)
    // A task that ended otherwise tells so.
    let failed = try verdict {
      $0.results = [.init(id: last, state: "FAILURE", done: 9501, error: "no")]
    }
    #expect(failed.state == .failed && failed.sentence.contains("its task failed: no"))
    #expect(try verdict { $0.areRowsRead = false }.state == .invited)
  }

  @Test func `where its group has no seat nothing is tried again`() throws {
    for isRecord in [true, false] {
      func verdict(_ full: Set<Int>) throws -> TraceVerdict {
        try judged {
          if isRecord {
            $0.records = [Self.record("FAILED", at: 9000)]
          } else {
            var row = Self.row("FAILED", at: 9000)
            (row.email, row.code, row.groupID) = ("a@x.io", "CODE", 2)
            $0.queueRows = [row]
          }
          var code = Self.code("LINUXDO", uses: 1, of: 5)
          code.groupID = 2
          $0.codes = [code]
          $0.fullGroups = full
        }
      }
      let full = try verdict([2])
      #expect(full.state == .failed && full.standing == .wanting, "\(full)")
      #expect(
        full.sentence.hasSuffix("; no active team of group 2 has a free seat"), "\(full)")
      #expect(full.next?.kind == .advice, "\(full)")
      #expect(full.next?.text.hasPrefix("add a team of group 2 or free a seat") == true)
      let other = try verdict([0, 1])
      #expect(other.standing == .failed, "\(other)")
      let free = try verdict([1])
      #expect(free.standing == .failed && free.next?.text.contains("redeem retry") == true)
    }
  }

  @Test func `an invite of no group takes a seat of any`() throws {
    let full = try judged {
      $0.records = [Self.record("FAILED", at: 9000)]
      $0.codes = [Self.code("LINUXDO", uses: 1, of: 5)]
      $0.fullGroups = [0]
    }
    #expect(full.standing == .wanting, "\(full)")
    #expect(full.sentence.hasSuffix("; no active team has a free seat"), "\(full)")
    #expect(full.next?.text.hasPrefix("add a team or free a seat") == true, "\(full)")
  }

  @Test func `beside a silent worker it is not said that nobody consumes`() throws {
    func verdict(_ silent: Set<String>) throws -> TraceVerdict {
      try judged {
        $0.messages = [
          .init(
            id: "t", call: .init(email: "a@x.io", code: "CODE"),
            place: .list(name: "invites", queue: "invites", ahead: 0, workers: []))
        ]
        $0.fleet.consumed = ["w2": ["celery"]]
        $0.fleet.silent = silent
      }
    }
    let one = try verdict(["w1"])
    #expect(
      one.sentence.hasSuffix(
        "; no worker that answers consumes invites, and w1, which does not answer, may take it"),
      "\(one)")
    #expect(one.next?.text == "invitectl inspect-workers probe invites", "\(one)")
    let two = try verdict(["w1", "w3"])
    #expect(two.sentence.hasSuffix("w1, w3, which do not answer, may take it"), "\(two)")
    let none = try verdict([])
    #expect(none.sentence.hasSuffix(", and no worker consumes invites"), "\(none)")
    #expect(none.next?.text.contains("add-consumer invites -d w2 --yes") == true, "\(none)")
  }

  @Test func `whose email is known is not told to trace it again`() throws {
    let email = try judged {
      $0.marks = [.init(id: "t1", at: 9000, call: .init(email: "a@x.io", code: ""))]
      $0.refunded = ["t1"]
    }
    #expect(email.next?.text.contains("invitectl trace") == false, "\(email)")
    #expect(
      email.next?.text.contains("'invitectl redeem CODE a@x.io'") == true, "\(email)")
    let nobody = try judged {
      $0.marks = [.init(id: "t1", at: 9000)]
      $0.refunded = ["t1"]
    }
    #expect(nobody.next?.text.contains("'invitectl trace EMAIL'") == true, "\(nobody)")
  }
}
