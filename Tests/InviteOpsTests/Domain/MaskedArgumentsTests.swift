import Testing

@testable import InviteDomain

/// What a record keeps of a command line is not about anybody.
@Suite struct MaskedArgumentsTests {
  @Test(
    arguments: [
      (["sync-counts", "-q", "--jitter", "20s"], ["sync-counts", "-q", "--jitter", "20s"]),
      (
        ["redeem", "ABCD1234YZ", "alice@example.com"],
        ["redeem", "ABCD****YZ", "a***e@example.com"]
      ),
      // Whether an option has a value is the parser's knowledge.
      (["redeem", "--explain", "ABCD1234YZ"], ["redeem", "--explain", "ABCD****YZ"]),
      (["force-resync", "12345678901"], ["force-resync", "1234****01"]),
      (["force-resync", "secretcode"], ["force-resync", "secr****de"]),
      (["force-resync", "--", "-ABCDEFGHI"], ["force-resync", "--", "-ABC****HI"]),
      (["redeem", "retry", "--code", "retry"], ["redeem", "retry", "--code", "re****"]),
      (["cleanup-queue", "--older-than=30d"], ["cleanup-queue", "--older-than=30d"]),
      (
        ["inspect-workers", "control", "shutdown", "-d", "w1@host", "--yes"],
        ["inspect-workers", "control", "shutdown", "-d", "w1@host", "--yes"]
      ),
      (
        ["redeem", "refund", "X", "--task", "0f3c04b1-97b9-462f-8a7f-f14f75070966"],
        ["redeem", "refund", "****", "--task", "0f3c04b1-97b9-462f-8a7f-f14f75070966"]
      ),
      (
        ["inspect-workers", "control", "quarantine", "invites", "--to", "/tmp/poison.msg"],
        ["inspect-workers", "control", "quarantine", "invites", "--to", "/tmp/poison.msg"]
      ),
      (
        ["inspect-workers", "control", "quarantine", "--put-back=/tmp/poison.msg"],
        ["inspect-workers", "control", "quarantine", "--put-back=/tmp/poison.msg"]
      ),
      (["doctor", "--password", "hunter2"], ["doctor", "--password", "***"]),
      (["doctor", "--password=hunter2"], ["doctor", "--password=***"]),
      // No form of a login keeps its ends, as a code does.
      (
        ["doctor", "--database-url", "host=db password=hunter2"],
        ["doctor", "--database-url", "***"]
      ),
      (["doctor", "--redis-url=app:hunter2@cache"], ["doctor", "--redis-url=***"]),
      (
        ["sync-counts", "--ping-url", "https://hc-ping.com/0f3c04b1-97b9-462f-8a7f-f14f75070966"],
        ["sync-counts", "--ping-url", "***"]
      ),
    ] as [([String], [String])])
  func `operands are masked, options are not`(typed: [String], kept: [String]) {
    #expect(MaskedArguments(typed).words == kept)
  }

  @Test func `the login of a URL is hidden`() {
    let words = MaskedArguments(["doctor", "--database-url", "postgresql://me:secret@db/hub"]).words
    #expect(!words.joined().contains("secret"), "\(words)")
  }
}
