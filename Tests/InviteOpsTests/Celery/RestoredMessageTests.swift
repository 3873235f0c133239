import LosslessJSON
import Testing

@testable import CeleryProtocol

/// The forms that kombu marks, and those that it leaves; RestoreUnackedTests has kombu itself beside it.
@Suite struct RestoredMessageTests {
  private func restored(_ message: String) throws -> JSONValue {
    let bytes = try UnackedEntry.restoredMessage(of: Array("[\(message), \"\", \"q\"]".utf8))
    return try JSONValue(parsing: bytes)
  }

  @Test func `both places are marked, headers first, and the rest is left as it is`() throws {
    let both = try restored(
      #"{"body": "x", "headers": {"id": "1"}, "properties": {"delivery_info": {"exchange": ""}}}"#)
    #expect(both["headers"]?["redelivered"] == true)
    #expect(both["properties"]?["delivery_info"]?["redelivered"] == true)
    let bare = #"{"body": "x", "properties": {"delivery_info": {}}, "n": 1.0}"#
    #expect(try restored(bare) == JSONValue(parsing: Array(bare.utf8)))
    let headers = try restored(#"{"headers": {}, "properties": {}}"#)
    #expect(headers["headers"]?["redelivered"] == true)
    #expect(headers["properties"] == [:])
  }

  @Test func `what is no entry of kombu's is refused`() {
    for text in ["", "{}", "[]", "[1, 2, 3]", "[\"x\", \"\", \"q\"]", "[{"] {
      #expect(throws: MessageEnvelope.DecodingFailure.self) {
        try UnackedEntry.restoredMessage(of: Array(text.utf8))
      }
    }
  }
}
