import InviteOps
import LosslessJSON
import Testing

@Suite struct JSONTests {
  @Test(arguments: [
    "null", "true", "[]", "{}", "-0", "1e400", "18446744073709551616", "2.0", "NaN", "-Infinity",
    #"{"b": 1, "a": [1, 2.50, "x\ud83d\ude00\u00e9\n\"\\"]}"#, #""\u007f""#,
  ])
  func `Python's spelling survives a round trip`(text: String) throws {
    #expect(try JSONValue(parsing: text).pythonJSON == Array(text.utf8))
  }

  @Test(arguments: [
    "", " ", "{", "[1,", "[1 2]", "{\"a\"}", "{\"a\":}", "{a:1}", "[1,]", "01", "1.", "1e", "+1",
    "-",
    "\"", "\"\\x\"", "\"\\u12\"", "\"\u{01}\"", "nul", "truex", "1 2", "\u{FEFF}1", "'a'",
  ])
  func `what is not JSON is refused`(text: String) {
    #expect(throws: JSONError.self) { try JSONValue(parsing: text) }
  }

  @Test func `bytes that are not UTF-8 are refused`() {
    #expect(throws: JSONError.self) { try JSONValue(parsing: [0x22, 0xFF, 0x22]) }
    #expect(throws: JSONError.self) { try JSONValue(parsing: [0x22, 0xC3, 0x22]) }
  }

  @Test func `nesting has a limit and no crash`() throws {
    let deep = String(repeating: "[", count: 199) + String(repeating: "]", count: 199)
    _ = try JSONValue(parsing: deep)
    let error = #expect(throws: JSONError.self) {
      try JSONValue(parsing: String(repeating: "[", count: 1_000_000))
    }
    #expect(error?.kind == .tooDeep)
  }

  @Test func `a hundred megabytes are refused unread`() {
    let garbage = [UInt8](repeating: UInt8(ascii: "["), count: 100 << 20)
    let error = #expect(throws: JSONError.self) { try JSONValue(parsing: garbage) }
    #expect(error?.kind == .tooLarge)
  }

  @Test func `members are compared without their order and the last of a kind wins`() throws {
    let a = try JSONValue(parsing: #"{"x": 1, "y": {"p": 1, "q": 2}}"#)
    let b = try JSONValue(parsing: #"{"y": {"q": 2, "p": 1}, "x": 1}"#)
    #expect(a == b)
    #expect(a.hashValue == b.hashValue)
    #expect(a != (try JSONValue(parsing: #"{"x": 1}"#)))
    #expect(try JSONValue(parsing: #"{"x": 1, "x": 2}"#)["x"] == 2)
  }

  @Test func `half a surrogate pair costs one character only`() throws {
    #expect(try JSONValue(parsing: #""a\ud83db""#) == "a\u{FFFD}b")
    #expect(try JSONValue(parsing: #""\ud83d\u0041""#) == "\u{FFFD}A")
    #expect(try JSONValue(parsing: #""\ude00""#) == "\u{FFFD}")
  }
}
