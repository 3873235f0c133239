import Testing

@testable import InviteOps

@Suite struct TakingConnectionsTests {
  private func line(_ id: Int, _ flags: String, _ database: Int, _ command: String) -> String {
    "id=\(id) addr=127.0.0.1:4\(id) laddr=127.0.0.1:6379 fd=8 name= age=3 idle=0 flags=\(flags) "
      + "db=\(database) sub=0 psub=0 multi=-1 qbuf=0 cmd=\(command) user=default resp=2\n"
  }

  @Test func `those of the database that take messages are told, and which of them wait`() {
    let list =
      line(1, "b", 3, "brpop") + line(2, "N", 3, "brpop") + line(3, "b", 4, "brpop")
      + line(4, "N", 3, "client|list") + line(5, "P", 3, "psubscribe") + line(6, "b", 3, "blmove")
    let taking = TakingConnections(list, database: 3)
    #expect(taking.all.map(\.id) == ["1", "2", "6"])
    #expect(taking.waiting.map(\.id) == ["1", "6"])
    #expect(TakingConnections("", database: 3).all.isEmpty)
    #expect(TakingConnections("no list of connections", database: 3).all.isEmpty)
  }

  @Test(arguments: [
    // Two workers answer, one of them consumes another queue: both connections are theirs.
    ("b N", 2, 1, 0),
    // More than answer.
    ("b b N", 2, 2, 1),
    // As many as answer, and one waits that consumes nothing by what it says.
    ("b b", 2, 1, 1), ("b", 1, 0, 1),
    // One that answers has not begun to take.
    ("b", 2, 1, 0), ("", 1, 1, 0),
  ])
  func `those that no worker accounts for`(
    flags: String, answering: Int, consuming: Int, strangers: Int
  ) {
    let list = flags.split(separator: " ").enumerated().map { line($0, String($1), 3, "brpop") }
      .joined()
    #expect(
      TakingConnections(list, database: 3).strangers(answering: answering, consuming: consuming)
        == strangers)
  }
}
