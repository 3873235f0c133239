import ClientSupport
import Testing

@Suite struct PercentTextTests {
  @Test(
    arguments: [
      ("a", "a"), ("", ""), ("a%20b", "a b"), ("%C3%a4", "ä"), ("%2525", "%25"),
      ("%", nil), ("%2", nil), ("%zz", nil), ("%+1", nil), ("%ff", nil), ("100%", nil),
    ] as [(String, String?)])
  func `what is no encoding is none`(text: String, decoded: String?) {
    #expect(PercentText.decoded(text[...]) == decoded)
  }
}
