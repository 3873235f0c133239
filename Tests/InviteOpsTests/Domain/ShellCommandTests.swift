import InviteDomain
import InviteOps
import Testing

@Suite struct ShellCommandTests {
  @Test func `operands come first, and last behind -- where one begins with a dash`() {
    #expect(
      ShellCommand.invitectl(["redeem"], ["A", "a@example.com"], ["--explain"])
        == "invitectl redeem A a@example.com --explain")
    #expect(
      ShellCommand.invitectl(["redeem", "bucket"], ["-A"], ["--init"])
        == "invitectl redeem bucket --init -- '-A'")
    #expect(
      ShellCommand.invitectl(["sync-counts"], ["it's"]) == #"invitectl sync-counts 'it'\''s'"#)
    #expect(ShellCommand.invitectl(["sync-counts"]) == "invitectl sync-counts")
    #expect(ShellCommand.invitectl(["redeem"], ["--"]) == "invitectl redeem -- '--'")
    #expect(
      ShellCommand.invitectl(["redeem", "refund"], ["A"], [.init("--task", "b c")])
        == "invitectl redeem refund A --task 'b c'")
    #expect(
      ShellCommand.invitectl(["redeem", "refund"], ["A"], [.init("--task", "-b")])
        == "invitectl redeem refund A --task='-b'")
  }
}
