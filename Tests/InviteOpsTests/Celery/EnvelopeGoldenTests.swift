import CeleryProtocol
import Foundation
import InviteOps
import LosslessJSON
import Testing

@Suite struct EnvelopeGoldenTests {
  @Test func `the captures are there`() {
    #expect(Captures.names.count >= 84)
  }

  @Test(arguments: Captures.names)
  func `every envelope decodes, re-encodes and matches`(name: String) throws {
    let capture = try Captures.load(name)
    let envelopes = Captures.envelopes(in: capture)
    #expect(!envelopes.isEmpty || name.hasPrefix("result_"))
    for original in envelopes {
      let decoded = try MessageEnvelope(decoding: original.pythonJSON)
      #expect(decoded.json == original)
      #expect(decoded.encoded == original.pythonJSON)
      // The body in Python's own spelling: parsed and written again, not a byte differs.
      let body = try #require(Data(base64Encoded: original["body"]?.string ?? ""))
      #expect(try decoded.bodyJSON().pythonJSON == [UInt8](body))
      #expect(try MessageEnvelope(decoding: decoded.encoded) == decoded)
    }
  }

  // task_task.json is a probe with an unknown task, pushed by hand to a list of its own choice.
  @Test(arguments: Captures.names("task_").filter { $0 != "task_task.json" })
  func `a task goes to the list that kombu chose`(name: String) throws {
    let capture = try Captures.load(name)
    let envelope = try MessageEnvelope(decoding: try #require(capture["envelope"]).pythonJSON)
    let key = try #require(capture["key"]?.string)
    let database = try #require(capture["db"]?.int)
    let keys = BrokerKeys(database: database, prefix: key.hasPrefix("pfx:") ? "pfx:" : "")
    let queue = try #require(envelope.routingKey)
    #expect(keys.queue(queue, priority: envelope.priority) == key)
    if let hex = capture["key_bytes_hex"]?.string {
      #expect(key.utf8.map { String(format: "%02x", $0) }.joined() == hex)
    }
  }

  @Test func `redelivery is read from where workers leave it`() throws {
    for (name, expected) in [
      ("task_requeued_worker_lost.json", true), ("task_process_invite_task.json", false),
    ] {
      let capture = try Captures.load(name)
      let envelope = try MessageEnvelope(decoding: try #require(capture["envelope"]).pythonJSON)
      #expect(envelope.isRedelivered == expected)
    }
  }
}
