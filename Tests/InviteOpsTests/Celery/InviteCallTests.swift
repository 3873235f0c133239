import CeleryProtocol
import InviteOps
import LosslessJSON
import Testing

/// Which invites a message makes, whatever way it is written.
@Suite struct InviteCallTests {
  private func envelope(_ change: (inout MessageEnvelope) -> Void = { _ in }) throws
    -> MessageEnvelope
  {
    var envelope = try InviteTask(email: "a@x.com", code: "A").message().envelope
    change(&envelope)
    return envelope
  }

  private func invites(_ envelope: MessageEnvelope) throws -> [InviteCall] {
    try QueuedTask(MessageEnvelope(decoding: envelope.encoded)).invites()
  }

  @Test(
    arguments: [
      (#"[["a@x.com"], {"redeem_code": "A"}, {}]"#, "a@x.com", "A", false),
      (#"[["a@x.com", "A", 7, true], {}, {}]"#, "a@x.com", "A", true),
      (
        #"[[], {"email": "a@x.com", "redeem_code": "A", "is_rebind": 1}, null]"#, "a@x.com", "A",
        true
      ),
      (#"[["a@x.com", null], null, null]"#, "a@x.com", "", false),
      (#"[["a@x.com", 4711], {}, {}]"#, "a@x.com", "4711", false),
    ] as [(String, String, String, Bool)])
  func `arguments by place and by name`(
    body: String, email: String, code: String, isRebind: Bool
  ) throws {
    let found = try invites(envelope { $0.body = Array(body.utf8) })
    #expect(found.map(\.email) == [email])
    #expect(found.map(\.code) == [code])
    #expect(found.map(\.isRebind) == [isRebind])
  }

  @Test func `a call without an email and another task invite nobody`() throws {
    #expect(try invites(envelope { $0.body = Array("[[], {}, {}]".utf8) }) == [])
    #expect(try invites(envelope { $0.headers["task"] = "app.other" }) == [])
    #expect(
      try invites(
        envelope {
          $0.headers["task"] = "app.other"
          $0.contentType = "application/x-python-serialize"
        }) == [])
  }

  @Test(
    arguments: [
      #"[[{"__type__": "uuid", "__value__": "x"}, "A"], {}, {}]"#, #"["args", {}, {}]"#,
      #"[[], [], {}]"#,
    ])
  func `arguments that cannot be told are not taken for none`(body: String) throws {
    let envelope = try envelope { $0.body = Array(body.utf8) }
    #expect(throws: UnreadableMessage.arguments) { try invites(envelope) }
  }

  @Test func `an unknown compression is not read here, a wrong one by nobody`() throws {
    let envelope = try envelope { $0.headers["compression"] = "application/x-lzma" }
    #expect(throws: UnreadableMessage.compression("application/x-lzma")) { try invites(envelope) }
    let broken = try self.envelope { $0.headers["compression"] = "application/x-gzip" }
    #expect(try invites(broken) == [])
    #expect(QueuedTask.defect(of: broken)?.contains("compression") == true)
  }

  @Test(arguments: ["application/x-python-serialize", "application/x-yaml", "application/x-own"])
  func `another serializer is not read here and is no defect`(type: String) throws {
    let envelope = try envelope { $0.contentType = type }
    #expect(throws: UnreadableMessage.serializer(type)) { try invites(envelope) }
    #expect(QueuedTask.defect(of: envelope) == nil)
  }

  @Test func `headers may be missing, bytes need not be UTF-8, base64 may have line breaks`() throws
  {
    let first = #"""
      {"body": "eyJ0YXNrIjoiYXBwLnRhc2tzX2NlbGVyeS5wcm9jZXNzX2ludml0ZV90YXNrIiwiaWQiOiJpIiwi\nYXJncyI6WyJhQHguY29tIiwiQSJdfQ==",
       "content-type": "application/json", "content-encoding": "utf-8",
       "properties": {"body_encoding": "base64", "delivery_tag": "t",
         "delivery_info": {"exchange": "\#u{FFFD}", "routing_key": "invites"}}}
      """#
    let bytes = Array(first.utf8)
    let mark = try #require(bytes.firstRange(of: Array("\u{FFFD}".utf8)))
    let raw = bytes[..<mark.lowerBound] + [0xFF] + bytes[mark.upperBound...]
    let task = QueuedTask(try MessageEnvelope(decoding: Array(raw)))
    #expect(task.id == "i")
    #expect(try task.invites().map(\.code) == ["A"])
  }
}
