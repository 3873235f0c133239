import InviteDomain
import Testing

/// Texts as PostgreSQL, Redis and Python tell them apart, and not as Swift's String does.
@Suite struct ExactTextTests {
  @Test(arguments: [
    ("\u{C9}1", "E\u{301}1"), ("\u{212A}EL", "KEL"), ("\u{2126}", "\u{3A9}"), ("a", "A"),
    ("KEL", "KEL "), ("", "\0"),
  ])
  func `two of other bytes are two`(one: String, other: String) {
    #expect(ExactText(one) != ExactText(other))
    #expect(Set([ExactText(one), ExactText(other), ExactText(one)]).count == 2)
    #expect((ExactText(one) < ExactText(other)) != (ExactText(other) < ExactText(one)))
    #expect([ExactText(one): 1, ExactText(other): 2][ExactText(one)] == 1)
  }

  @Test(arguments: [
    ("kel", "KEL"), (" Kel\r\n", "KEL"), ("\u{A0}kel\u{2003}\u{1F}", "KEL"),
    ("\u{E9}1", "\u{C9}1"), ("e\u{301}1", "E\u{301}1"), ("\u{212A}el", "\u{212A}EL"),
    ("stra\u{DF}e", "STRASSE"), ("k\u{131}\u{17F}s", "KISS"), ("a b", "A B"),
    ("\u{301}", "\u{301}"),
    // An accent behind a blank is no part of it.
    (" \u{301}a", "\u{301}A"), ("\t", ""),
  ])
  func `the fold is that of strip and upper in Python`(text: String, fold: String) {
    #expect(ExactText(folding: text) == ExactText(fold), "\(Array(text.utf8))")
  }
}
