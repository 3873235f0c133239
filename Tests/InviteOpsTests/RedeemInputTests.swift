import TestSupport
import Testing

@testable import InviteOps

@Suite struct RedeemInputTests {
  @Test(arguments: [
    (" abc1 ", "ABC1"), ("ABC", "ABC"), ("\u{1f}x\u{2003}", "X"), ("straße", "STRASSE"),
    ("a b", "A B"), ("\u{a0}é", "É"),
  ]) func `a code is trimmed and upper-cased as Python does`(typed: String, stored: String) throws {
    #expect(try RedeemInput.code(typed) == stored)
  }

  @Test(arguments: [" A.B+c@Example.COM ", "a.b+c@example.com"])
  func `an email is trimmed and lower-cased`(typed: String) throws {
    #expect(try RedeemInput.email(typed) == "a.b+c@example.com")
  }

  @Test(arguments: [
    "a@b", "a@.b", "a@b.", "@b.c", "a@b@c.d", "a b@c.d", "a@b..c", ".@b", "a@b.c\u{0}",
    "a\u{7f}@b.c",
  ]) func `what is no address is refused`(typed: String) {
    #expect(throws: Failure.self) { try RedeemInput.email(typed) }
  }

  @Test(arguments: ["", "  ", "\u{0}A", "A\u{7f}B"]) func `what is no code is refused`(
    typed: String
  ) {
    #expect(throws: Failure.self) { try RedeemInput.code(typed) }
  }

  @Test func `the short way for plain values agrees with the long one`() throws {
    var random = SeededGenerator()
    let letters = Array("ab01.@-_+ \u{1}AÉ")
    for _ in 0..<20_000 {
      let text = String(
        (0..<Int.random(in: 0...12, using: &random)).map { _ in
          letters[Int.random(in: 0..<letters.count, using: &random)]
        })
      // A space in front takes the long way and is trimmed.
      let (short, long) = (try? RedeemInput.email(text), try? RedeemInput.email(" " + text))
      #expect(short == long, "\(text)")
      #expect((try? RedeemInput.code(text)) == (try? RedeemInput.code(" " + text)), "\(text)")
    }
  }
}
