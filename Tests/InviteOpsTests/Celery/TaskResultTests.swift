import CeleryProtocol
import InviteOps
import LosslessJSON
import Testing

@Suite struct TaskResultTests {
  @Test(arguments: Captures.names("result_"))
  func `every captured result decodes and keeps its fields`(name: String) throws {
    let value = try #require(try Captures.load(name)["value"])
    let result = try TaskResult(decoding: value.pythonJSON)
    #expect(JSONValue.object(result.meta) == value)
    #expect(JSONValue.object(result.meta).pythonJSON == value.pythonJSON)
    #expect(result.state.rawValue == value["status"]?.string)
    #expect(result.id == value["task_id"]?.string)
    if name != "result_extended.json" {
      let command = try #require(try Captures.load(name)["command"])
      #expect(command[1]?.string == TaskResult.key(id: result.id))
    }
  }

  @Test func `a failure names its exception`() throws {
    let value = try #require(try Captures.load("result_FAILURE.json")["value"])
    let result = try TaskResult(decoding: value.pythonJSON)
    #expect(result.exception?.type == "ValueError")
    #expect(result.exception?.message == "boom")
    #expect(result.state.isFinal)
  }

  @Test func `null children, a naive end and no result are fine`() throws {
    let text = """
      {"status": "SUCCESS", "children": null, "date_done": "2026-11-23T17:54:39.033644", \
      "task_id": "x"}
      """
    let result = try TaskResult(decoding: Array(text.utf8))
    #expect(result.result == .null)
    #expect(result.dateDone == "2026-11-23T17:54:39.033644")
    #expect(result.exception == nil)
  }

  @Test func `a compressed result and a foreign value are told apart`() {
    #expect(throws: TaskResult.DecodingFailure.compressed) {
      try TaskResult(decoding: [0, 0x78, 0x9C])
    }
    #expect(throws: TaskResult.DecodingFailure.field("status")) {
      try TaskResult(decoding: Array("{}".utf8))
    }
    #expect(throws: TaskResult.DecodingFailure.self) { try TaskResult(decoding: []) }
  }
}
