import TestSupport
import Testing

@testable import InviteDomain
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
    "a\u{7f}@b.c", "a..b@example.com", ".a@example.com", "a.@example.com", "a@-b.c", "a@b-.c",
    "a@b_c.de", "a@b.c1", "a@b.test", "a@x.localhost", "a@[1.2.3.4]", "\"a\"@b.c", "a@ab--cd.com",
    "a@xn--0.com", "a\n@b.c", "Ann <a..b@c.de>",
  ]) func `what is no address is refused`(typed: String) {
    #expect(throws: Failure.self) { try RedeemInput.email(typed) }
  }

  /// Compared with the backend's own packages in EmailRuleTests.
  @Test(arguments: [
    ("Ann <Ann@Example.com>", "ann@example.com"), ("a@XN--EXMPLE-CUA.com", "a@exämple.com"),
    ("E\u{301}@b.c", "\u{e9}@b.c"), ("a@日本語。jp", "a@日本語.jp"), ("a@faß.de", "a@faß.de"),
    ("o'neil+x@b-c.d1e", "o'neil+x@b-c.d1e"),
  ]) func `what is stored is the backend's form`(typed: String, stored: String) throws {
    let email = try RedeemInput.email(typed)
    #expect(Array(email.unicodeScalars) == Array(stored.unicodeScalars))
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
