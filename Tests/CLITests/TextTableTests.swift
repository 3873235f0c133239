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

  @Test func `what takes two cells is counted as two`() {
    var table = TextTable([("TEAM", .left), ("SEATS", .right)])
    table.add(["中文团队", "5"])
    table.add(["e\u{301}quipe ✅", "10"])
    let lines = table.render(style: plain).split(separator: "\n").map(String.init)
    #expect(lines == ["TEAM       SEATS", "中文团队       5", "e\u{301}quipe ✅     10"])
    #expect(Set(lines.map { DisplayWidth.of($0) }) == [16])
    // Sixteen cells do not fit into 15.
    #expect(table.render(style: narrow(15)).hasPrefix("TEAM   中文团队\nSEATS  5\n"))
  }

  @Test(arguments: [
    ("中文团队", 8, "中文团队"), ("中文团队", 7, "中文团…"), ("中文团队", 6, "中文…"), ("a中", 2, "a…"),
    ("中", 1, ""), ("ab", 1, "a"), ("ab", 0, ""),
  ])
  func `a text is cut to cells`(text: String, width: Int, shown: String) {
    #expect(WatchTable.fit(text, width) == shown)
    #expect(DisplayWidth.of(shown) <= width)
  }

  @Test func `the end of a text stays where it says most`() {
    #expect(WatchTable.fit("任务.同步", 6, .head) == "….同步")
    #expect(WatchTable.fit("app.sync", 5, .head) == "…sync")
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

  @Test func `a table of the watch counts the cells of its titles`() {
    let table = WatchTable(
      columns: [.init("队列", .left), .init("就绪", .right)], rows: [["q", "1"]])
    let lines = table.lines(width: 80, style: plain) { _, line in line }
    #expect(lines == ["队列  就绪", "q        1"])
  }

  @Test func `an empty table is its headers, or nothing`() {
    let table = TextTable([("CODE", .left), ("USED", .right)])
    #expect(table.render(style: plain) == "CODE  USED\n")
    #expect(table.render(style: narrow(5)) == "")
  }
}
