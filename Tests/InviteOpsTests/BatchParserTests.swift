import Testing

@testable import InviteDomain
@testable import InviteOps

@Suite struct BatchParserTests {
  private func parse(_ text: String, number: Int = 2) -> BatchRecord? {
    BatchParser().parse(Array(text.utf8)[...], number: number)
  }

  @Test func `CSV with quotes, carriage returns and a flow`() {
    #expect(parse("A,b@c.d\r")?.email == "b@c.d")
    #expect(parse(#""A""B","b,c@d.e",rebind"#)?.code == "A\"B")
    #expect(parse(#""A","b,c@d.e",rebind"#)?.email == "b,c@d.e")
    #expect(parse("A,b@c.d,redeem")?.choice == .redeem)
    #expect(parse("A,b@c.d,")?.choice == .auto)
  }

  @Test func `a header, empty lines and a byte order mark are no lines`() {
    #expect(parse("\u{FEFF}Code,Email", number: 1) == nil)
    #expect(parse("") == nil)
    #expect(parse("  \r") == nil)
    #expect(parse("code,email", number: 2)?.code == "code")
  }

  @Test(arguments: ["A", "A,b,c,d", "\"A,b", "A\"B,c", "\"A\"B,c", "{\"code\":1}", "{", "A,b,no"])
  func `what is no redemption says why`(text: String) {
    #expect(parse(text)?.problem != nil)
  }

  @Test(arguments: [
    "\u{FEFF}A,b@c.d\r\nB,b@c.d", "A,b@c.d\r\nB,b@c.d\r\n",
    "\u{FEFF}code,email\r\nA,b@c.d\nB,b@c.d",
  ])
  func `a spreadsheet's batch is one`(text: String) throws {
    var rest = Array(text.utf8)
    var reader = BatchReader { () throws(Failure) in
      defer { rest = [] }
      return rest
    }
    let records = try reader.next(10)
    #expect(records.map(\.code) == ["A", "B"] && records.allSatisfy { $0.problem == nil })
  }

  /// Thousands of lines of it would be refused one by one, or be taken for codes.
  @Test(arguments: [[0xFF, 0xFE], []] as [[UInt8]])
  func `a batch in UTF-16 is refused as such`(mark: [UInt8]) throws {
    var rest = mark + Array("code,email\r\nA,b@c.d\r\n".utf8).flatMap { [$0, 0] }
    var reader = BatchReader { () throws(Failure) in
      defer { rest = [] }
      return rest
    }
    let failure = #expect(throws: Failure.self) { try reader.next(10) }
    #expect(failure?.kind == .usage)
    #expect(failure?.message == "the batch is in UTF-16, not in UTF-8")
  }

  @Test(arguments: [1, 2, 3, 7, 64, 4096]) func `lines do not depend on how the bytes come`(
    size: Int
  ) throws {
    let text = (1...100).map { "CODE\($0),user\($0)@example.com" }.joined(separator: "\n")
    var rest = Array(text.utf8)[...]
    var reader = BatchReader { () throws(Failure) in
      let part = rest.prefix(size)
      rest = rest.dropFirst(size)
      return Array(part)
    }
    let records = try reader.next(1000)
    #expect(records.map(\.code) == (1...100).map { "CODE\($0)" })
    #expect(reader.line == 100)
    #expect(reader.bytes == text.utf8.count)
  }
}
