import Foundation
import Localization
import Testing

@testable import InviteOps

/// What one part says and another puts into its sentence, and what is stored of it.
@Suite struct SpokenPartsTests {
  private func chinese<Value>(_ body: () throws -> Value) rethrows -> Value {
    try Speech.$override.withValue(.chinese, operation: body)
  }

  @Test func `what to run when a row is put right ends the sentence`() {
    func said(_ again: String) -> String {
      RowFault.untold(3, "rows", RowFault("why"), again: again).hint ?? ""
    }
    #expect(
      said(RowAdvice.again)
        == "correct those that are named alone; then run the same command again")
    #expect(said("'x'") == "correct those that are named alone; then run 'x'")
    #expect(
      chinese { said(RowAdvice.again) } == "更正单独列出的那些；然后再次运行同一命令")
    #expect(chinese { said("'x'") } == "更正单独列出的那些；然后运行 'x'")
  }

  @Test func `workers that answer nothing are advised about in one language`() {
    let silent = SilentWorkers([
      FleetCensus.Worker(name: "w1@h", status: .silent)
    ])
    let said = chinese { silent.remedy(busy: tr("answers")) }
    #expect(said == "w1@h：停住的用 kill -CONT 继续，忙碌的 solo 进程池在任务结束后应答")
  }

  @Test func `how a worker stands is said in the language of the rest`() {
    let status = FleetCensus.Status.heartbeatOnly
    #expect(status.word == "heartbeat only")
    #expect(chinese { status.word } == "只有心跳")
  }

  @Test func `a plan is the same file in every language`() throws {
    func plan() -> ResyncPlan {
      ResyncPlan(
        database: "d", source: .evidence, items: [], gaps: [tr("not everything could be seen")],
        findings: [
          RowFinding(
            table: "redeem_codes", id: 1, reason: tr("its row was not written"),
            hint: tr("correct the value"))
        ])
    }
    func file() throws -> Data {
      let encoder = JSONEncoder()
      encoder.outputFormatting = .sortedKeys
      return try encoder.encode(plan())
    }
    #expect(chinese { plan().gaps } == ["并未看全"])
    #expect(chinese { plan().hash } == plan().hash)
    #expect(try chinese { try file() } == file())
  }
}
