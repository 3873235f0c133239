import InviteDomain
import Testing

@testable import InviteOps

@Suite struct EmailSpellingsTests {
  @Test(
    arguments: [
      ("a@x.io", ["a@x.io"]), (" a@x.io ", [" a@x.io ", "a@x.io"]),
      (" A@x.io", [" A@x.io", "A@x.io", "a@x.io"]),
      // The Kelvin sign, whose small letter is that of ASCII, and a letter with its accent behind it.
      ("\u{212A}@x.io", ["\u{212A}@x.io", "k@x.io"]), ("e\u{301}@x.io", ["e\u{301}@x.io"]),
    ] as [(String, [String])])
  func `each is there once, by its bytes`(email: String, spellings: [String]) {
    #expect(
      EmailSpellings.of(email).map { ExactText($0) } == spellings.map { ExactText($0) })
  }
}
