import Testing

@testable import InviteOps
@testable import InviteSettings

@Suite struct DotEnvTests {
  @Test func `it reads what python-dotenv reads`() {
    let values = DotEnv.parse(
      """
      # a comment
      PLAIN=value
      export EXPORTED=yes
      SPACED = around  # comment
      HASH=a#b
      EMPTY=
      SINGLE='it''s # literal \\n'
      DOUBLE="line\\nbreak \\"quoted\\"" # comment
      MANY="first
      second"
      not an assignment
      URL=postgresql://u:p%40ss@h:5432/db?sslmode=require
      """)
    #expect(values["PLAIN"] == "value")
    #expect(values["EXPORTED"] == "yes")
    #expect(values["SPACED"] == "around")
    #expect(values["HASH"] == "a#b")
    #expect(values["EMPTY"] == "")
    #expect(values["SINGLE"] == "it")
    #expect(values["DOUBLE"] == "line\nbreak \"quoted\"")
    #expect(values["MANY"] == "first\nsecond")
    #expect(values["URL"] == "postgresql://u:p%40ss@h:5432/db?sslmode=require")
    #expect(values.count == 9)
  }

  @Test func `an open quote does not swallow the file`() {
    #expect(DotEnv.parse("A=\"open\nB=2") == ["A": "\"open", "B": "2"])
  }

  @Test func `windows line ends are line ends`() {
    #expect(DotEnv.parse("A=1\r\nB=2\r\n") == ["A": "1", "B": "2"])
    #expect(DotEnv.parse("A=\"1\r\n2\"\r\nB='3\r4'\r") == ["A": "1\n2", "B": "3\n4"])
  }
}
