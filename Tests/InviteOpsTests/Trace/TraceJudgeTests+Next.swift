import CeleryProtocol
import InviteDomain
import Testing

@testable import InviteOps
@testable import InviteStorage

/// What was not seen or was refused before, and what leads on then.
extension TraceJudgeTests {
  @Test func `who cannot be asked may have it, and nothing is given back`() throws {
    let muted = try judged {
      $0.messages = [Self.taken(9000)]
      $0.fleet.muted = ["w6"]
      $0.isComplete = false
    }
    #expect(muted.state == .taken && muted.standing == .well, "\(muted)")
    #expect(muted.sentence.contains("w6, which has remote control off, may have it"), "\(muted)")
    #expect(muted.next?.kind == .advice, "\(muted)")
    #expect(muted.next?.text.contains("'invitectl inspect-workers check -d w6'") == true)
    #expect(muted.next?.text.contains("gives it back at 1970-01-01 03:30:00") == true, "\(muted)")
    let stranger = try judged {
      $0.messages = [Self.taken(nil)]
      $0.fleet.strangers = 1
      $0.isComplete = false
    }
    #expect(stranger.state == .taken && stranger.standing == .well, "\(stranger)")
    #expect(stranger.next?.text.contains("restore-unacked") == false, "\(stranger)")
    #expect(stranger.next?.text.contains("gives it back") == false, "\(stranger)")
    let both = try judged {
      $0.messages = [Self.taken(9000)]
      $0.fleet.muted = ["w6"]
      $0.fleet.silent = ["w2"]
      $0.isComplete = false
    }
    #expect(both.sentence.contains("w2, w6, which do not answer, may have it"), "\(both)")
    let one = try judged {
      $0.messages = [Self.taken(9000)]
      $0.fleet.silent = ["w2"]
      $0.isComplete = false
    }
    #expect(one.sentence.contains("w2, which does not answer, may have it"), "\(one)")
  }

  @Test func `each connection belongs to who consumes, is silent or was heard`() {
    var fleet = TraceFacts.Fleet()
    #expect(fleet.surplus == 0)
    fleet.takers = 5
    fleet.consumed = ["a": ["q"], "b": []]
    fleet.silent = ["c"]
    #expect(fleet.surplus == 3 && fleet.idle == 1)
    fleet.muted = ["d"]
    #expect(fleet.surplus == 2)
  }

  @Test func `a task that is revoked is discarded by those who were told, and run by others`()
    throws
  {
    func verdict(_ workers: [String], _ consumed: [String], held: TraceFacts.Held.State? = nil)
      throws
      -> TraceVerdict
    {
      try judged {
        let call = TraceFacts.Call(email: "a@x.io", code: "CODE")
        $0.messages = [
          .init(
            id: "t", call: call,
            place: .list(name: "invites", queue: "invites", ahead: 0, workers: workers))
        ]
        if let held { $0.held = [.init(id: "t", worker: "w1", state: held, call: call)] }
        for node in consumed {
          $0.fleet.consumed[node] = workers.isEmpty ? ["celery"] : ["invites"]
        }
        $0.fleet.revoked = ["t": ["w1"]]
      }
    }
    let all = try verdict(["w1"], ["w1"])
    #expect(all.state == .queued && all.standing == .failed, "\(all)")
    #expect(
      all.sentence.contains("its task is revoked: w1, when it takes it, discards it"), "\(all)")
    #expect(all.next?.text.contains("'invitectl trace t'") == true, "\(all)")
    let some = try verdict(["w1", "w2"], ["w1", "w2"])
    #expect(some.state == .queued && some.standing == .well, "\(some)")
    let nobody = try verdict([], ["w1", "w2"])
    #expect(nobody.state == .unconsumed, "\(nobody)")
    #expect(nobody.sentence.contains("w2 was not told and would run it"), "\(nobody)")
    let held = try verdict(["w1"], ["w1"], held: .reserved)
    // A process of the worker may have it already.
    #expect(held.state == .reserved && held.standing == .well, "\(held)")
    // What was begun goes on.
    let running = try verdict(["w1"], ["w1"], held: .active)
    #expect(running.state == .running && running.standing == .well, "\(running)")
  }

  @Test(
    arguments: [
      // The backend rebinds none that is bound to nobody, until it counts on join.
      (nil, "DIRECT", 1, .atRequest, "invitectl redeem CODE a@x.io"),
      (nil, "LINUXDO", 1, .mixed, "invitectl redeem CODE a@x.io"),
      (nil, "DIRECT", 5, .atRequest, "its code is used up (5 of 5 uses): redeem another one"),
      (nil, "DIRECT", 1, .onJoin, "invitectl redeem CODE a@x.io --flow rebind"),
      ("a@x.io", "LINUXDO", 5, .atRequest, "invitectl redeem CODE a@x.io --flow rebind"),
    ] as [(String?, String, Int, BackendCounting, String)])
  func `whose team is closed is rebound by a code that can be, and else invited by one more use`(
    bound: String?, type: String, uses: Int, counting: BackendCounting, next: String
  ) throws {
    let verdict = try judged {
      var record = Self.record("SUCCESS", at: 9000)
      record.teamIsActive = false
      $0.records = [record]
      var code = Self.code(type, uses: uses, of: 5)
      code.boundEmail = bound
      $0.codes = [code]
      $0.counting = counting
    }
    #expect(verdict.state == .invited && verdict.next?.text == next, "\(verdict)")
  }

  @Test func `a code whose days are over is not offered`() throws {
    func verdict(_ days: Int) throws -> TraceVerdict {
      try judged {
        $0.now = 10 * 86_400
        $0.records = [Self.record("REMOVED", at: 9000)]
        var code = Self.code("LINUXDO", uses: 1, of: 5)
        (code.boundEmail, code.activated, code.validityDays) = ("a@x.io", 0, days)
        $0.codes = [code]
      }
    }
    #expect(try verdict(11).next?.text == "invitectl redeem CODE a@x.io")
    let over = try verdict(9)
    #expect(over.next?.kind == .advice, "\(over)")
    #expect(over.next?.text.contains("the 9 days of this one") == true, "\(over)")
  }

  @Test func `a record that nothing settles is no reason to take another use`() throws {
    let verdict = try judged {
      $0.records = [Self.record("PENDING", at: 9000)]
      $0.codes = [Self.code("LINUXDO", uses: 1, of: 5)]
    }
    #expect(verdict.state == .unknown && verdict.standing == .wanting, "\(verdict)")
    #expect(verdict.next == .sql(TraceQueries.markRecordFailed(7, in: .standard)), "\(verdict)")
    let unseen = try judged {
      $0.records = [Self.record(nil, at: 9000)]
      $0.isComplete = false
    }
    #expect(unseen.next?.text == "invitectl inspect-workers", "\(unseen)")
  }

  @Test func `what evidence has left open is settled by a person's word`() throws {
    func verdict(_ whys: [String]) throws -> TraceVerdict {
      try judged {
        $0.records = [Self.record("FAILED", at: 9000)]
        $0.codes = [Self.code("DIRECT", uses: 2, of: 5)]
        $0.certainties = [.init(codeID: 0, state: "baseline", spreadLow: 1, spreadHigh: 0)]
        $0.ledger = whys.enumerated().map { place, why in
          TraceFacts.LedgerLine(codeID: 0, why: why, at: Double(9000 + place))
        }
      }
    }
    let retry = "; invitectl redeem retry --code CODE --email a@x.io --yes"
    let open = try verdict(["baseline", "resynced"])
    #expect(
      open.next?.text == "invitectl force-resync CODE --from database --yes" + retry, "\(open)")
    #expect(open.sentence.contains("says that used_count (2 of 5 uses) is right"), "\(open)")
    // Something has moved since: evidence is asked again, and it may leave the count open again.
    let moved = try verdict(["resynced", "fold"])
    #expect(
      moved.next?.text == "invitectl force-resync CODE --yes || [ $? -eq 8 ] && "
        + "invitectl force-resync CODE --from database --yes" + retry, "\(moved)")
  }

  @Test func `of workers that are drained one is told to consume, and who is silent comes first`()
    throws
  {
    func verdict(_ consumed: [String: Set<String>], silent: Set<String> = []) throws -> TraceVerdict
    {
      try judged {
        $0.messages = [
          .init(
            id: "t", call: .init(email: "a@x.io", code: "CODE"),
            place: .list(name: "invites", queue: "invites", ahead: 0, workers: []))
        ]
        $0.fleet.consumed = consumed
        $0.fleet.silent = silent
      }
    }
    let add = "invitectl inspect-workers control add-consumer invites -d w1 --yes"
    let all = try verdict(["w1": [], "w2": []])
    #expect(all.state == .unconsumed && all.next?.text == add, "\(all)")
    #expect(all.sentence.contains("w1, w2 answer and consume no queue"), "\(all)")
    let one = try verdict(["w1": [], "s": ["orders"]])
    #expect(one.next?.text == add, "\(one)")
    #expect(one.sentence.contains("w1 answers and consumes no queue"), "\(one)")
    let silent = try verdict(["w1": []], silent: ["w2"])
    #expect(silent.next?.text == "invitectl inspect-workers ping", "\(silent)")
    let strangers = try verdict(["s": ["orders"]])
    #expect(strangers.sentence.contains("there is no worker of the backend"), "\(strangers)")
  }

  @Test func `of a code without a bucket and without a row a person's word is asked for at once`()
    throws
  {
    func verdict(_ change: (inout TraceFacts) -> Void) throws -> TraceVerdict {
      try judged {
        $0.records = [Self.record("FAILED", at: 9000)]
        $0.codes = [Self.code("DIRECT", uses: 2, of: 5)]
        change(&$0)
      }
    }
    let retry = "; invitectl redeem retry --code CODE --email a@x.io --yes"
    let never = try verdict { _ in }
    #expect(
      never.next?.text == "invitectl force-resync CODE --from database --yes" + retry, "\(never)")
    #expect(never.sentence.contains("says that used_count (2 of 5 uses) is right"), "\(never)")
    // With a bucket the sync before it counts.
    let bucket = try verdict { $0.buckets = [.init(code: "CODE", tokens: 3)] }
    #expect(bucket.next?.text == "invitectl force-resync CODE --yes" + retry, "\(bucket)")
    let unseen = try verdict { $0.isComplete = false }
    #expect(unseen.next?.text.contains("--from database") == false, "\(unseen)")
    // What was said is stored.
    let said = try verdict {
      $0.certainties = [.init(codeID: 0, state: "exact", spreadLow: 0, spreadHigh: 0)]
    }
    #expect(said.next?.text == String(retry.dropFirst(2)), "\(said)")
  }

  @Test func `a token that was given back is not given back again`() throws {
    let used = try judged {
      $0.entries = [
        TraceFacts.Entry(
          taskID: "t1", flow: "direct", code: "CODE", email: "a@x.io", state: "published",
          created: 9000, changed: 9000)
      ]
      $0.codes = [Self.code("DIRECT", uses: 3, of: 3)]
      $0.refunded = ["t1"]
    }
    #expect(used.state == .lost && used.next?.kind == .advice, "\(used)")
    #expect(used.next?.text.contains("its token was given back") == true, "\(used)")
    let marked = try judged {
      $0.marks = [.init(id: "t1", at: 9000, call: .init(email: "", code: "CODE"))]
      $0.refunded = ["t1"]
    }
    #expect(marked.next?.text.contains("refund") == false, "\(marked)")
    #expect(marked.next?.text.contains("'invitectl redeem CODE EMAIL'") == true, "\(marked)")
  }
}
