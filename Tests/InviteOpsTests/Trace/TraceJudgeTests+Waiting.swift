import CeleryProtocol
import InviteDomain
import Testing

@testable import InviteOps
@testable import InviteStorage

/// Others' messages in a queue that somebody is to be told to consume.
extension TraceJudgeTests {
  private static let first =
    "first 'invitectl trace made': run, its message may be an invite more; if it is, that says so, and what keeps it "
    + "from running; then "
  private static let add =
    "invitectl inspect-workers control add-consumer invites -d w1 --yes"

  /// One that waits, and the message of another invite, or this one's own.
  private func waits(
    beside id: String, isMade: Bool = true, in queue: String = "invites",
    _ change: (inout TraceFacts) -> Void
  ) throws -> TraceVerdict {
    try judged {
      $0.messages = [
        .init(
          id: "t1", call: .init(email: "a@x.io", code: "CODE"),
          place: .list(
            name: BrokerKeys(database: 1).queueLists("invites")[0], queue: "invites", ahead: 1,
            workers: []),
          queue: "invites")
      ]
      var other = QuarantinedMessage(token: "k", digest: "")
      (other.id, other.queue, other.isWaiting, other.isMade) = (id, queue, true, isMade)
      $0.waiting = [other]
      change(&$0)
    }
  }

  @Test func `what has a queue consumed comes behind a look at others' messages that were made`()
    throws
  {
    func idle(_ facts: inout TraceFacts) { facts.fleet.consumed = ["w1": ["celery"]] }
    let made = try waits(beside: "made", idle)
    #expect(made.state == .unconsumed && made.standing == .wanting, "\(made)")
    #expect(made.next == .advice(Self.first + "'\(Self.add)'"), "\(made)")
    // Of its own it tells itself; others run whatever is done here, or are no invite more.
    for found in [
      try waits(beside: "t1", idle), try waits(beside: "made", in: "sync", idle),
      try waits(beside: "made", isMade: false, idle),
    ] {
      #expect(found.next == .shell(Self.add), "\(found)")
    }
    let nobody = try waits(beside: "made") { _ in }
    #expect(nobody.next?.text.hasPrefix(Self.first + "'celery -A ") == true, "\(nobody)")
    let paused = try waits(beside: "made") {
      $0.fleet.paused = [
        PausedQueue(
          queue: "invites", since: "2026-11-30T00:00:00Z", user: "u", host: "h", role: nil,
          run: nil, nodes: [])
      ]
    }
    #expect(
      paused.next?.text.hasPrefix(
        Self.first + "'invitectl inspect-workers control resume invites --yes") == true,
      "\(paused)")
    // A look at who may take it has nothing consumed.
    let silent = try waits(beside: "made") {
      idle(&$0)
      $0.fleet.silent = ["w2"]
    }
    #expect(silent.next == .shell("invitectl inspect-workers probe invites"), "\(silent)")
  }

  @Test func `a worker that is to consume before a message goes back runs others' messages, too`()
    throws
  {
    let found = try waits(beside: "made") {
      $0.messages = [Self.taken(9000)]
      ($0.fleet.consumed, $0.fleet.takers) = (["w1": []], 1)
    }
    #expect(
      found.next
        == .advice(
          Self.first
            + "'\(Self.add) && invitectl inspect-workers control restore-unacked tag --yes'"),
      "\(found)")
  }
}
