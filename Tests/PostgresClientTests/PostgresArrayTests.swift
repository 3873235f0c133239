import PostgresClient
import TestSupport
import Testing

@Suite struct PostgresArrayTests {
  @Test func `an array literal quotes what would be syntax`() {
    #expect(
      PostgresArray.literal(["a", nil, "NULL", "", "{,}", "\"\\"])
        == #"{"a",NULL,"NULL","","{,}","\"\\"}"#)
    #expect(PostgresArray.literal([Int]()) == "{}")
    #expect(PostgresArray.literal([1, -2]) == "{1,-2}")
  }

  @Test(arguments: ["", "{", "{a", "a}", "{a}b", "{{a}}", "{\"a}", "{\"a\"b}", "{a}}"])
  func `what is no array is no array`(text: String) {
    #expect(PostgresArray.elements(of: text) == nil)
  }

  @Test func `bounds in front are skipped`() {
    #expect(PostgresArray.elements(of: "[0:1]={a,NULL}") == ["a", nil])
  }

  @Test func `the server reads back what was written`() throws {
    var random = SeededGenerator()
    let connection = try Sandbox.connect()
    for _ in 0..<200 {
      let elements: [String?] = (0..<Int.random(in: 0...6, using: &random)).map { _ in
        Bool.random(using: &random) ? random.nastyText(upTo: 8) : nil
      }
      let row = try connection.query(
        "SELECT $1::text[] AS a, coalesce(array_length($1::text[], 1), 0) AS n",
        [PostgresArray.literal(elements)], deadline: .soon
      ).only()
      #expect(try row.optionalStrings("a") == elements)
      #expect(try row.int("n") == elements.count)
    }
  }
}
