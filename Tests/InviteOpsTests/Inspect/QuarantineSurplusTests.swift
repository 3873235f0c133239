import RedisClient
import Testing

@testable import InviteOps

/// What a watch keeps of messages in quarantine between two looks.
@Suite struct QuarantineSurplusTests {
  private func mark(_ token: String) -> QuarantinedMessage {
    var mark = QuarantinedMessage(token: token, digest: "d")
    // A name alone: no file is opened here.
    (mark.id, mark.queue, mark.file, mark.host) = ("i", "invites", "/tmp/\(token)", "h")
    return mark
  }

  @Test func `each message is asked about once, as long as it is out`() {
    var surplus = QuarantineSurplus()
    var asked: [[String]] = []
    func look(_ tokens: [String]) -> [QuarantinedMessage] {
      surplus.noting(tokens.map(mark)) { unknown in
        asked.append(unknown.map(\.token))
        return unknown.map { message in
          var told = message
          told.isMade = message.token == "a"
          told.isRefunded = message.token == "b"
          told.isUnseen = message.token == "c"
          return told
        }
      }
    }
    for tokens in [["a", "b"], ["a", "b"], ["a", "b", "c"], ["b", "c"], ["c", "b"]] {
      for message in look(tokens) {
        #expect(message.isMade == (message.token == "a"), "\(message)")
        #expect(message.isRefunded == (message.token == "b"), "\(message)")
        #expect(message.isUnseen == (message.token == "c"), "\(message)")
      }
    }
    #expect(asked == [["a", "b"], ["c"]])
    // Of one that was back nothing is kept.
    _ = look(["a"])
    #expect(asked.last == ["a"])
    #expect(look([]).isEmpty && asked.count == 3)
  }

  @Test func `what was not seen is not said to go back`() throws {
    let broker = RedisEndpoint(address: .tcp(host: "h", port: 6379), database: 1)
    var unseen = mark("u")
    unseen.isUnseen = true
    let said = try #require(QuarantinedMessage.summary([unseen], broker))
    #expect(said.putBack == nil && said.advice?.contains("--put-back /tmp/u -n'") == true)
    var made = mark("m")
    made.isMade = true
    let kept = try #require(QuarantinedMessage.summary([made, unseen, mark("s")], broker)?.advice)
    #expect(kept.contains("--put-back /tmp/s --yes'") && !kept.contains("/tmp/u"), "\(kept)")
  }
}
