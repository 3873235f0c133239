import RedisClient
import Testing

@testable import InviteOps

/// What a watch keeps of messages in quarantine between two looks.
@Suite struct QuarantineSurplusTests {
  private func mark(_ token: String) -> QuarantinedMessage {
    var mark = QuarantinedMessage(token: token, digest: "d")
    // A name alone: no file is opened here.
    (mark.id, mark.queue, mark.file, mark.host) = ("i", "invites", "/files/\(token)", "h")
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

  @Test func `of a queue that moves on its first messages are asked about once`() {
    func waiting(_ queue: String, _ id: String) -> QuarantinedMessage {
      var message = QuarantinedMessage(token: "\(queue) \(id)", digest: "")
      (message.id, message.queue, message.isWaiting) = (id, queue, true)
      return message
    }
    var surplus = QuarantineSurplus()
    var asked: [[String]] = []
    func look(_ messages: [QuarantinedMessage]) -> [Bool] {
      surplus.noting(messages) { unknown in
        asked.append(unknown.map(\.token))
        return unknown.map { message in
          var told = message
          told.isMade = true
          return told
        }
      }.map(\.isMade)
    }
    #expect(look([waiting("q", "a"), waiting("q", "b")]) == [true, true])
    // Of those that come after nothing is known; another queue, and what is taken out, is asked about.
    #expect(look([waiting("q", "b"), waiting("q", "c")]) == [true, false])
    #expect(look([mark("m"), waiting("q", "d"), waiting("r", "a")]) == [true, false, true])
    #expect(asked == [["q a", "q b"], ["m", "r a"]])
    // What comes back from a worker is, too, once.
    var back = waiting("q", "e")
    back.unackedTag = "t"
    #expect(look([back, waiting("q", "f")]) == [true, false])
    #expect(look([back]) == [true])
    #expect(asked == [["q a", "q b"], ["m", "r a"], ["q e"]])
  }

  @Test func `beside many in quarantine as many that wait are looked at`() {
    let out = (0..<150).map { mark("\($0)") }
    let waiting = out.map { message in
      var waits = message
      waits.isWaiting = true
      return waits
    }
    #expect(
      QuarantinedMessage.looked(at: out + waiting) == Array(0..<100) + Array(150..<250))
    #expect(
      QuarantinedMessage.looked(at: waiting + out) == Array(150..<250) + Array(0..<100))
    #expect(QuarantinedMessage.looked(at: waiting) == Array(0..<100))
  }

  @Test func `before a queue is consumed nothing is said for sure of what waits`() throws {
    var made = mark("w")
    (made.id, made.isWaiting) = ("i", true)
    #expect(QuarantinedMessage.beforehand([made]) == nil)
    made.isMade = true
    let said = try #require(QuarantinedMessage.beforehand([made]))
    // Whose the record is was not looked at: `trace` does, and may say that it is another use's.
    #expect(said.hasPrefix("first 'invitectl trace i': run, its message may be an invite more; "))
  }

  @Test func `what was not seen is not said to go back`() throws {
    let broker = RedisEndpoint(address: .tcp(host: "h", port: 6379), database: 1)
    var unseen = mark("u")
    unseen.isUnseen = true
    let said = try #require(QuarantinedMessage.summary([unseen], broker))
    #expect(said.putBack == nil && said.advice?.contains("--put-back /files/u -n'") == true)
    #expect(unseen.step(broker).putBack == nil && unseen.step(broker).advice == said.advice)
    let sound = mark("s s").step(broker)
    #expect(
      sound.putBack?.hasSuffix("--put-back /files/s\\ s --yes") == true && sound.advice == nil)
    var made = mark("m")
    made.isMade = true
    #expect(made.step(broker).advice?.contains("keep the file; 'invitectl trace i'") == true)
    let kept = try #require(QuarantinedMessage.summary([made, unseen, mark("s")], broker)?.advice)
    #expect(kept.contains("--put-back /files/s --yes'") && !kept.contains("/files/u"), "\(kept)")
  }
}
