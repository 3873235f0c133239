import CeleryProtocol
import InviteDomain
import LosslessJSON
import Testing

@testable import InviteOps

/// Which code a message is of, whatever letters it is written in.
@Suite struct EvidenceMessagesTests {
  /// A message of each of these codes, each of another person.
  private func messages(_ codes: [String]) throws -> EvidenceMessages {
    var messages = EvidenceMessages()
    for (place, code) in codes.enumerated() {
      let call = try #require(
        try InviteCall(
          args: .null,
          kwargs: ["email": .string("m\(place)@x.com"), "redeem_code": .string(code)]))
      messages.note(InviteSighting(id: "t\(place)", call: call, place: .queue("invites")))
    }
    return messages
  }

  /// As PostgreSQL has it (`InviteKey`): these blanks, and no other ones.
  private func folds(_ texts: [String]) -> [ExactText: ExactText] {
    let blanks: Set<Unicode.Scalar> = [" ", "\t", "\n", "\r", "\u{C}", "\u{B}"]
    var folds: [ExactText: ExactText] = [:]
    for text in texts {
      var scalars = text.unicodeScalars[...]
      while let first = scalars.first, blanks.contains(first) { scalars.removeFirst() }
      while let last = scalars.last, blanks.contains(last) { scalars.removeLast() }
      folds[ExactText(text)] = ExactText(String(scalars).uppercased())
    }
    return folds
  }

  private func exact(_ texts: [String]) -> Set<ExactText> { Set(texts.map { ExactText($0) }) }

  private func count(_ messages: EvidenceMessages, _ code: String) -> Int {
    messages.byCode[ExactText(code)]?.count ?? 0
  }

  private let composed = "T\u{C9}1"
  private let apart = "TE\u{301}1"

  @Test func `two codes that differ in bytes alone have their own`() throws {
    let sent = [composed, composed, apart, "t\u{E9}1", "te\u{301}1 "]
    let stored = exact([composed, apart])
    for wanted in [nil, stored, exact([apart])] {
      var found = try messages(sent)
      found.assign(to: wanted, stored: stored, folds: folds(sent + [composed, apart]))
      #expect(count(found, apart) == 2)
      #expect(count(found, composed) == (wanted?.count == 1 ? 0 : 3))
    }
  }

  @Test func `a message has the code that its row would have`() throws {
    let sent = ["KEL", "kel", " Kel\n", "\u{212A}el", "kel\u{A0}", "kel\0"]
    for wanted in [nil, exact(["KEL"])] {
      var found = try messages(sent)
      // A text that no row can hold has no fold.
      found.assign(
        to: wanted, stored: exact(["KEL"]), folds: folds(Array(sent.dropLast()) + ["KEL"]))
      #expect(count(found, "KEL") == 3)
      #expect(found.strangers == 3)
    }
  }

  @Test func `of codes that differ in case alone capitals have the rest, and else each`() throws {
    let sent = ["kiss", "Kiss", "KISS"]
    var found = try messages(sent)
    found.assign(
      to: exact(["KISS", "kiss"]), stored: exact(["KISS", "kiss"]), folds: folds(sent))
    #expect(count(found, "kiss") == 1 && count(found, "KISS") == 2)
    var none = try messages(sent)
    none.assign(
      to: exact(["kiss", "kIss"]), stored: exact(["kiss", "kIss"]), folds: folds(sent + ["kIss"]))
    #expect(count(none, "kiss") == 3 && count(none, "kIss") == 2)
  }

  @Test func `two people and two tasks whose names differ in bytes alone are two`() throws {
    var found = EvidenceMessages()
    for (id, email) in [("\u{E9}", "\u{E9}@x.com"), ("e\u{301}", "e\u{301}@x.com")] {
      let call = try #require(
        try InviteCall(
          args: .null, kwargs: ["email": .string(email), "redeem_code": .string("A")]))
      found.note(InviteSighting(id: id, call: call, place: .unacked))
    }
    #expect(count(found, "A") == 2)
    let emails = (found.byCode[ExactText("A")] ?? [:]).values.flatMap(\.emails)
    #expect(Set(emails).count == 2)
  }
}
