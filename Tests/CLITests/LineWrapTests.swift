import Testing

@testable import invitectl

@Suite struct LineWrapTests {
  @Test func `a line that fits stays as it is, and an empty one`() {
    let text = "  all of it fits\n\nso does this\n"
    #expect(LineWrap.text(text, columns: 20) == text)
    #expect(LineWrap.text("x", columns: 20) == "x")
    #expect(LineWrap.text("12345678901234567890", columns: 20) == "12345678901234567890")
  }

  @Test func `it is broken between words, and goes on where it began`() {
    #expect(
      LineWrap.text("  the messages of the queue wait in it\nnext", columns: 20)
        == "  the messages of\n  the queue wait in\n  it\nnext")
    // A colour takes no cell.
    #expect(
      LineWrap.text("\u{1B}[1mtwelve bytes\u{1B}[0m and five", columns: 22)
        == "\u{1B}[1mtwelve bytes\u{1B}[0m and five")
  }

  @Test func `an id is not broken where a line has room for it`() {
    let id = "0f3c04b1-97b9-462f-8a7f-f14f75070966"
    #expect(
      LineWrap.text("worker w1@host has \(id), begun", columns: 40)
        == "worker w1@host has\n\(id),\nbegun")
  }

  @Test func `what is to be typed stays one line`() {
    let command = "invitectl inspect-workers control add-consumer invites -d w1@host --yes"
    #expect(
      LineWrap.text("  by hand: \(command)", columns: 40) == "  by hand:\n  \(command)")
    // It fits into no line: the terminal breaks it, and what is behind it goes on there.
    #expect(
      LineWrap.text("it is over ('\(command)'), or wait", columns: 40)
        == "it is over\n('\(command)'), or\nwait")
    #expect(
      LineWrap.text("the workers' names and 'a b c' are short", columns: 24)
        == "the workers' names and\n'a b c' are short")
  }
}
