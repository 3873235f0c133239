import CeleryProtocol
import LosslessJSON
import Testing

@testable import InviteOps

/// The quick look at messages passes over none that is meant.
@Suite struct TraceSiftTests {
  private static func message(
    _ email: String, _ code: String = "CODE1", id: String = "task-1"
  ) throws -> [UInt8] {
    try TaskMessage(
      task: InviteTask.name, id: id, queue: "invites",
      kwargs: ["email": .string(email), "redeem_code": .string(code)]
    ).encoded
  }

  @Test(arguments: ["", "x", "xy", "xyz"]) func `an email is found at each place of a digit`(
    before: String
  ) throws {
    let sift = TraceSift(texts: ["A@Example.com"], ids: [])
    #expect(sift.passes(try Self.message(before + "a@EXAMPLE.com")))
    #expect(!sift.passes(try Self.message(before + "b@example.com")))
  }

  @Test func `an id is found outside of the body`() throws {
    let sift = TraceSift(texts: [], ids: ["task-1"])
    #expect(sift.passes(try Self.message("a@example.com")))
    #expect(!sift.passes(try Self.message("a@example.com", id: "task-2")))
  }

  @Test(arguments: [
    #"{"body": "W10=", "content-type": "application/x-python-serialize", "headers": {"task": "t"}}"#,
    #"{"content-type": "application/json", "body": "W10="}"#,
    #"{"body": "no base64", "content-type": "application/json", "headers": {"task": "t"}}"#,
    #"{"body": "W10=", "headers": {"task": "t", "compression": "application/x-gzip"}}"#,
    #"{"body": "W10=", "content-type": "application/json", "properties": {"body_encoding": "base64"}}"#,
    // Compressed, of which only the headers tell.
    #"{"body": "eJyLjgUAARUAuQ==", "content-encoding": "utf-8", "content-type": "#
      + #""application/json", "headers": {"compression": "application/x-gzip"}}"#,
    "", "{", #"{"body": ""#, #"{"body": "W10="}"#,
  ])
  func `what is written otherwise may be it`(text: String) {
    let sift = TraceSift(texts: ["a@example.com"], ids: [])
    #expect(sift.passes(Array(text.utf8)))
  }

  @Test(arguments: ["ü@example.com", "a/b@example.com", "\"a\"@example.com", "a\\b"])
  func `what JSON may escape is looked for by decoding`(text: String) throws {
    let sift = TraceSift(texts: [text], ids: [])
    #expect(sift.passes(try Self.message("other@example.com")))
  }

  @Test func `an entry of unacked is read as a message is`() throws {
    let sift = TraceSift(texts: ["a@example.com"], ids: [])
    let entry = { (email: String) in
      try UnackedEntry(
        decoding: Array("[".utf8) + Self.message(email) + Array(#", "", "invites"]"#.utf8)
      ).encoded
    }
    #expect(sift.passes(try entry("a@example.com")))
    #expect(!sift.passes(try entry("b@example.com")))
  }
}

extension TraceSift {
  /// The same without changing anything.
  fileprivate func passes(_ message: [UInt8]) -> Bool {
    var copy = self
    return copy.mayHold(message)
  }
}
