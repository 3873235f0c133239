import Testing

@testable import InviteOps

/// The file of a quarantine that is printed is one that is not there.
@Suite struct QuarantineCommandTests {
  private func printed(
    _ id: String? = nil, behind others: Int = 0, there: Set<String> = []
  ) -> String {
    QuarantineCommand.takingOut(of: "invites", id: id, behind: others) { !there.contains($0) }
  }

  private let begin = "invitectl inspect-workers control quarantine invites"

  @Test func `its name is free`() {
    #expect(printed() == "\(begin) --to poison.msg --yes")
    #expect(printed(there: ["poison.msg"]) == "\(begin) --to poison-2.msg --yes")
    #expect(printed(there: ["poison.msg", "poison-2.msg"]) == "\(begin) --to poison-3.msg --yes")
    #expect(printed("1-a") == "\(begin) --id 1-a --to 1-a.msg --yes")
    #expect(printed("1-a", there: ["1-a.msg"]) == "\(begin) --id 1-a --to 1-a-2.msg --yes")
  }

  @Test func `several that are printed at once have a name each`() {
    #expect(printed(behind: 1) == "\(begin) --to poison-2.msg --yes")
    #expect(printed(behind: 1, there: ["poison-2.msg"]) == "\(begin) --to poison-3.msg --yes")
  }

  @Test func `an id that is no name of a file is none`() {
    for id in ["a/b", "..", "-x", "", "ä"] {
      #expect(printed(id).hasSuffix("--to invite.msg --yes"), "\(printed(id))")
    }
  }
}
