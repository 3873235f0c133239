import Testing

@testable import CeleryProtocol
@testable import InviteOps

/// What the rows and the task's result say together, case by case.
@Suite struct InviteFateRuleTests {
  private static func result(_ state: String, _ exception: String? = nil) throws -> TaskResult {
    let result =
      exception.map { #"{"exc_type": "\#($0)", "exc_message": ["why"]}"# } ?? "null"
    return try TaskResult(
      decoding: Array(#"{"status": "\#(state)", "task_id": "t", "result": \#(result)}"#.utf8))
  }

  private static func traces(record: String?, queue: String?) -> InviteTraces {
    InviteTraces(
      record: record.map { .init(id: 1, team: "roomy", status: $0, errorMessage: "said") },
      queueRow: queue.map { .init(id: 2, status: $0, errorMessage: nil) })
  }

  @Test(
    arguments: [
      ("SUCCESS", nil, .invited), ("SUCCESS", "WAITING", .invited), ("FAILED", nil, .failed),
      // The backend tries again for a row that waits, whatever was refused before.
      ("FAILED", "WAITING", .waiting), ("FAILED", "PROCESSING", .failed),
      (nil, "FAILED", .failed), (nil, "WAITING", .waiting), (nil, "PROCESSING", .waiting),
      (nil, "PENDING", .waiting), (nil, "SUCCESS", .unknown), (nil, nil, .unknown),
      ("RESERVED", nil, .unknown), ("REMOVED", nil, .unknown), ("PENDING", nil, .unknown),
    ] as [(String?, String?, InviteFate)])
  func `a SUCCESS of the task is judged by the rows`(
    record: String?, queue: String?, fate: InviteFate
  ) throws {
    let traces = Self.traces(record: record, queue: queue)
    let judged = try traces.fate(Self.result("SUCCESS"))
    #expect(judged.fate == fate)
    #expect((judged.reason == nil) == (fate == .invited))
  }

  @Test(
    arguments: [
      ("FAILURE", "TypeError", .failed), ("REVOKED", "TaskRevokedError", .failed),
      ("REVOKED", nil, .failed), ("FAILURE", "TimeLimitExceeded", .unknown),
      ("FAILURE", "WorkerLostError", .unknown), ("FAILURE", "SoftTimeLimitExceeded", .unknown),
    ] as [(String, String?, InviteFate)])
  func `an error of the task is definite unless it was cut off`(
    state: String, exception: String?, fate: InviteFate
  ) throws {
    #expect(try InviteTraces().fate(Self.result(state, exception)).fate == fate)
    // A row knows better in any case.
    let invited = Self.traces(record: "SUCCESS", queue: nil)
    #expect(try invited.fate(Self.result(state, exception)).fate == .invited)
  }

  @Test func `an empty reason is said to be none`() {
    let traces = InviteTraces(
      record: .init(id: 1, team: nil, status: "FAILED", errorMessage: ""), queueRow: nil)
    #expect(traces.fate(nil).reason == "the invite failed; its record says no reason")
  }
}
