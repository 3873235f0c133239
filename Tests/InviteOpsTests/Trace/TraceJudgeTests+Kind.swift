import InviteDomain
import Testing

@testable import InviteOps
@testable import InviteStorage

/// A message beside a record of the same email and code of the other kind: a use, or a rebind.
extension TraceJudgeTests {
  private static let giveBack = "invitectl inspect-workers control restore-unacked tag --yes"
  private static let takeOut =
    "invitectl inspect-workers control quarantine invites --id t --to t.msg --yes"

  /// - Parameter record: whether its row says that it is a rebind; `nil` for NULL.
  private func taken(
    isRebind: Bool?, record: Bool?, _ status: String = "SUCCESS"
  ) throws -> TraceVerdict {
    try judged {
      var message = Self.taken(9000)
      message.call?.isRebind = isRebind
      $0.messages = [message]
      // Of half a minute before it was taken: clocks may differ by that.
      var row = Self.record(status, at: 8970)
      (row.isRebind, row.saysKind) = (record ?? false, record != nil)
      $0.records = [row]
    }
  }

  @Test(arguments: [(true, false), (false, true)])
  func `a record of the other kind is of another task`(isRebind: Bool, record: Bool) throws {
    for status in ["SUCCESS", "PENDING"] {
      let other = try taken(isRebind: isRebind, record: record, status)
      #expect(other.state == .abandoned && !other.sentence.contains("invite record"), "\(other)")
      #expect(other.next == .shell(Self.giveBack), "\(other)")
    }
    for call in [isRebind, nil] {
      let own = try taken(isRebind: call, record: isRebind)
      #expect(own.sentence.contains("is invited already (invite record 7)"), "\(own)")
      #expect(own.next == .shell(Self.takeOut), "\(own)")
    }
  }

  @Test func `a record that does not say whether it is a rebind leaves a choice`() throws {
    let either = try taken(isRebind: true, record: nil)
    #expect(either.state == .abandoned && either.standing == .wanting, "\(either)")
    #expect(either.sentence.contains("invite record 7 may be of it"), "\(either)")
    // Though nobody consumes the queue.
    #expect(
      either.next
        == .advice(
          "if the worker's log shows an invite of it, '\(Self.takeOut)' keeps it from running; else "
            + "'invitectl inspect-workers control restore-unacked tag --force --yes' has it run"),
      "\(either)")
    let use = try taken(isRebind: false, record: nil)
    #expect(use.next == .shell(Self.takeOut), "\(use)")
  }
}
