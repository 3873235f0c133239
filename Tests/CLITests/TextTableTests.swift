import Testing

@testable import invitectl

@Suite struct TextTableTests {
  private let plain = Style(isOn: false, columns: nil)

  private func narrow(_ columns: Int) -> Style { Style(isOn: false, columns: columns) }

  @Test func `columns are lined up, numbers on the right`() {
    var table = TextTable([("CODE", .left), ("USED", .right), ("WHY", .left)])
    table.add(["A", "12345", "b"])
    table.add(["LONGER", "7", "c"])
    let text = """
      CODE     USED  WHY
      A       12345  b
      LONGER      7  c

      """
    #expect(table.render(style: plain) == text)
    #expect(table.render(style: narrow(18)) == text)
  }

  @Test func `a table wider than the terminal comes row by row`() {
    var table = TextTable([("CODE", .left), ("USED", .right), ("BUCKET", .right)])
    table.add(["A", "12345", "1"])
    table.add(["LONGER", "7", "2"])
    let text = """
      CODE    A
      USED    12345
      BUCKET  1

      CODE    LONGER
      USED    7
      BUCKET  2

      """
    #expect(table.render(style: narrow(20)) == text)
    #expect(table.render(style: narrow(21)).hasPrefix("CODE     USED  BUCKET\n"))
    #expect(
      table.render(style: narrow(20), paint: { "<\($0)\($1)\($2)>" }).hasPrefix(
        "CODE    <00A>\nUSED    <0112345>\n"))
  }

  @Test func `a text at the end runs on instead`() {
    var table = TextTable([("CODE", .left), ("REASON", .left)])
    table.add(["A", String(repeating: "word ", count: 30)])
    #expect(table.render(style: narrow(40)).hasPrefix("CODE  REASON\nA     word word"))
    #expect(table.render(style: narrow(11)).hasPrefix("CODE    A\nREASON  word"))
  }

  @Test func `an empty table is its headers, or nothing`() {
    let table = TextTable([("CODE", .left), ("USED", .right)])
    #expect(table.render(style: plain) == "CODE  USED\n")
    #expect(table.render(style: narrow(5)) == "")
  }
}
