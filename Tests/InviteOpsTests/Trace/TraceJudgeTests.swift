import CeleryProtocol
import InviteDomain
import Testing

@testable import InviteOps
@testable import InviteStorage

/// From facts to the last line, rule by rule.
@Suite struct TraceJudgeTests {
  func judged(_ change: (inout TraceFacts) -> Void) throws -> TraceVerdict {
    var facts = TraceFacts()
    facts.now = 10_000
    facts.counting = .atRequest
    change(&facts)
    let thread = try #require(TraceThread.all(of: facts).last)
    return TraceJudge(facts: facts, thread: thread, keys: BrokerKeys(database: 1)).verdict()
  }

  static func record(_ status: String?, at time: Double) -> TraceFacts.Record {
    var record = TraceFacts.Record()
    (record.id, record.email, record.code) = (7, "a@x.io", "CODE")
    (record.status, record.created, record.team) = (status, time, "A")
    return record
  }

  static func row(_ status: String, at time: Double) -> TraceFacts.QueueRow {
    var row = TraceFacts.QueueRow()
    (row.id, row.email, row.code, row.retries) = (3, "A@X.io", "code", 0)
    (row.status, row.created) = (status, time)
    return row
  }

  static func taken(_ since: Double?) -> TraceFacts.Message {
    TraceFacts.Message(
      id: "t", call: .init(email: "a@x.io", code: "CODE"),
      place: .unacked(tag: "tag", since: since, isIndexed: since != nil), queue: "invites")
  }

  @Test(
    arguments: [
      ("SUCCESS", 1, "PROCESSING", 2, .lost), ("SUCCESS", 2, "PROCESSING", 1, .invited),
      ("SUCCESS", 2, "WAITING", 1, .invited), ("SUCCESS", 1, "WAITING", 2, .waiting),
      ("FAILED", 2, "WAITING", 1, .failed), ("FAILED", 1, "WAITING", 2, .waiting),
      ("FAILED", 1, "FAILED", 2, .failed), ("SUCCESS", 2, "FAILED", 1, .invited),
      ("SUCCESS", 1, "FAILED", 2, .failed), ("SUCCESS", 1, "SUCCESS", 2, .invited),
      ("RESERVED", 2, "FAILED", 1, .seatHeld), ("REMOVED", 2, "SUCCESS", 1, .removed),
    ] as [(String, Double, String, Double, TraceVerdict.State)])
  func `of record and row the newer one tells`(
    record: String, at recorded: Double, row: String, since: Double, state: TraceVerdict.State
  ) throws {
    let verdict = try judged {
      $0.records = [Self.record(record, at: recorded)]
      $0.queueRows = [Self.row(row, at: since)]
    }
    #expect(verdict.state == state, "\(verdict)")
  }

  @Test func `what is under way wins over what was written`() throws {
    let verdict = try judged {
      $0.records = [Self.record("SUCCESS", at: 9000)]
      $0.held = [
        .init(id: "t", worker: "w1", state: .active, call: .init(email: "a@x.io", code: "CODE"))
      ]
    }
    #expect(verdict.state == .running && verdict.sentence == "worker w1 runs it")
  }

  @Test func `of a dead worker's message it says when it comes back`() throws {
    let verdict = try judged { $0.messages = [Self.taken(9000)] }
    #expect(verdict.state == .abandoned)
    #expect(verdict.sentence.contains("gives it back at 1970-01-01 03:30:00"))
    let restore = "invitectl inspect-workers control restore-unacked tag --yes"
    #expect(verdict.next?.text == restore)
    let stranded = try judged { $0.messages = [Self.taken(nil)] }
    #expect(stranded.sentence.contains("not in the index"))
    #expect(stranded.next?.text == restore)
  }

  @Test func `a silent worker may have it, and a gap leaves it open`() throws {
    let silent = try judged {
      $0.messages = [Self.taken(9000)]
      $0.fleet.silent = ["w2"]
      $0.isComplete = false
    }
    #expect(silent.state == .taken && silent.standing == .well)
    let gap = try judged {
      $0.messages = [Self.taken(9000)]
      $0.isComplete = false
    }
    #expect(gap.state == .taken && gap.standing == .wanting)
  }

  @Test func `a result that came before the acknowledgement is looked at again`() throws {
    func verdict(_ messages: [TraceFacts.Message]) throws -> TraceVerdict {
      try judged {
        $0.messages = messages
        $0.records = [Self.record("SUCCESS", at: 9001)]
        $0.results = [.init(id: "t", state: "SUCCESS", done: 9001)]
      }
    }
    let unacked = try verdict([Self.taken(9000)])
    #expect(unacked.state == .abandoned && unacked.standing == .wanting, "\(unacked)")
    #expect(try verdict([]).state == .invited)
  }

  @Test func `an expired message comes to nothing`() throws {
    let verdict = try judged {
      $0.messages = [
        .init(
          id: "t", call: .init(email: "a@x.io", code: "CODE"),
          place: .list(name: "invites", queue: "invites", ahead: 0, workers: ["w1"]),
          expires: 9999)
      ]
    }
    #expect(verdict.standing == .failed && verdict.sentence.contains("expired 1s ago"))
  }

  @Test func `a list where no worker looks is named, and what takes from it`() throws {
    let verdict = try judged {
      $0.messages = [
        .init(
          id: "t", call: .init(email: "a@x.io", code: "CODE"),
          place: .list(name: "invites:4", queue: "invites", ahead: 0, workers: []))
      ]
      $0.fleet.consumed = ["w1": ["invites"]]
    }
    #expect(verdict.state == .unconsumed)
    #expect(verdict.sentence.contains("in the list invites:4, where w1 does not look"))
    #expect(verdict.next?.kind == .advice)
    #expect(verdict.next?.text.contains("other priority_steps or another sep") == true)
  }

  @Test func `a held seat is given back by hand only where nothing was counted for it`() throws {
    let onJoin = try judged {
      $0.records = [Self.record("RESERVED", at: 9000)]
      $0.counting = .onJoin
    }
    #expect(onJoin.next?.kind == .sql)
    let counted = try judged {
      $0.records = [Self.record("RESERVED", at: 9000)]
      $0.counting = .mixed
    }
    #expect(counted.next?.kind == .advice && counted.standing == .failed)
    #expect(counted.next?.text.contains("from 1970-01-01 03:30:00 on") == true)
  }

  @Test(
    arguments: [
      (nil, 0, 0, 0, .wanting, .sql), (1, 0, 2, 2, .well, .shell),
      (1, nil, 0, 0, .wanting, .advice),
      (1, 4, 0, 3, .wanting, .advice),
    ] as [(Int?, Int?, Int, Int, TraceVerdict.Standing, TraceVerdict.Next.Kind?)])
  func `who waits waits for seats that the job looks for`(
    retries: Int?, group: Int?, own: Int, ungrouped: Int, standing: TraceVerdict.Standing,
    next: TraceVerdict.Next.Kind?
  ) throws {
    let verdict = try judged {
      var row = Self.row("WAITING", at: 9000)
      (row.retries, row.groupID) = (retries, group)
      row.seats = .init(own: own, ungrouped: ungrouped)
      $0.queueRows = [row]
    }
    #expect(verdict.state == .waiting && verdict.standing == standing, "\(verdict)")
    #expect(verdict.next?.kind == next, "\(verdict)")
  }

  @Test func `a young row is put back by name of its age`() throws {
    let verdict = try judged { $0.queueRows = [Self.row("PENDING", at: 9900)] }
    #expect(verdict.next?.text == "invitectl cleanup-queue --stuck --min-age 0s --yes")
    let gap = try judged {
      $0.queueRows = [Self.row("PENDING", at: 9000)]
      $0.isComplete = false
    }
    #expect(gap.state == .unknown && gap.next?.text == "invitectl cleanup-queue --stuck")
  }

  @Test func `lines come in the order of their times, and what is now last`() {
    var facts = TraceFacts()
    facts.now = 10_000
    facts.records = [Self.record("SUCCESS", at: 300)]
    facts.queueRows = [Self.row("WAITING", at: 200)]
    facts.messages = [
      .init(
        id: "t", call: nil,
        place: .list(name: "invites", queue: "invites", ahead: 1, workers: ["w"]))
    ]
    var code = TraceFacts.Code()
    (code.code, code.created, code.maxUses, code.usedCount) = ("CODE", 100, 1, 0)
    facts.codes = [code]
    let lines = TraceTimeline(facts: facts).lines
    #expect(lines.map(\.source) == [.postgres, .postgres, .postgres, .broker])
    #expect(lines[0].text.hasPrefix("code CODE made: no kind, 0 of 1 uses"))
    #expect(lines[0].at == "1970-01-01T00:01:40.000Z" && lines[3].at == nil)
  }
}
