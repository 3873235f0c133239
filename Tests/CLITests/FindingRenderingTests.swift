import Localization
import Testing

@testable import InviteOps
@testable import invitectl

@Suite struct FindingRenderingTests {
  private func finding(_ id: Int, _ reason: String, _ hint: String = "wait") -> RowFinding {
    RowFinding(table: "invite_queue", id: id, reason: reason, hint: hint)
  }

  private func text(_ all: [RowFinding], listed: Set<Int>) -> [String] {
    var findings = RowFindings()
    for finding in all { findings.add(finding) }
    let style = Style(isOn: false, columns: nil)
    return FindingRendering.grouped(findings, style) { listed.contains($0.id ?? 0) }
      .split(separator: "\n").map(String.init)
  }

  @Test func `one row is said as ever`() {
    #expect(
      text([finding(7, "no seat")], listed: [7])
        == ["invite_queue row 7: no seat", " next: wait"])
  }

  @Test func `what is the same of several is said once, with their number`() {
    let all = [
      finding(1, "no seat"), finding(2, "open"), finding(3, "no seat"),
      finding(4, "no seat", "other"),
    ]
    #expect(
      text(all, listed: [1, 2, 3, 4]) == [
        "2 rows: no seat", " rows: invite_queue row 1, invite_queue row 3", " next: wait",
        "invite_queue row 2: open", " next: wait", "invite_queue row 4: no seat", " next: other",
      ])
  }

  @Test func `of many rows those are named that no table names, and the first of the others`() {
    let lines = text((1...42).map { finding($0, "no seat") }, listed: Set(1...40))
    #expect(lines.count == 3 && lines[0] == "42 rows: no seat", "\(lines)")
    #expect(
      lines[1].hasPrefix(" rows: invite_queue row 41, invite_queue row 42, invite_queue row 1,"),
      "\(lines)")
    #expect(lines[1].hasSuffix("invite_queue row 10 and 30 more"), "\(lines)")
  }

  @Test func `reasons that differ in numbers alone are said once, and each command is`() {
    let select = { (id: Int) in "SELECT * FROM invite_queue WHERE id = \(id) shows whose it is" }
    let word = { (code: String) in "'invitectl force-resync \(code) --yes'" }
    let all =
      (1...3).map { finding($0, "\($0) uses for \($0 + 1)", select($0)) }
      + [finding(4, "9 uses", word("V1A")), finding(5, "9 uses", word("V2A"))]
    let lines = text(all, listed: [1, 2, 3, 4, 5])
    #expect(lines[0] == "3 rows: 1 uses for 2" && lines.count == 7, "\(lines)")
    #expect(lines.contains { $0.contains("V1A") } && lines.contains { $0.contains("V2A") })
    // What no table names is said in full.
    #expect(text(all, listed: []).count == 10)
  }

  @Test func `of very many the kinds are said, the largest first, each with a right command`() {
    var findings = RowFindings()
    for id in 1...30 {
      let code = "CODE\(String(repeating: "X", count: id))"
      findings.add(finding(id, "open", "'invitectl force-resync \(code) --yes' settles it"))
    }
    for id in 31...40 { findings.add(finding(id, "no seat")) }
    for id in 41...42 { findings.add(finding(id, "full")) }
    let style = Style(isOn: false, columns: nil)
    let digest = FindingRendering.Digest(most: 2, key: { $0.reason }, all: "see -o json")
    let lines = FindingRendering.grouped(findings, style, digest) { _ in true }
      .split(separator: "\n").map(String.init)
    #expect(
      lines == [
        "30 rows: open",
        " rows: " + (1...10).map { "invite_queue row \($0)" }.joined(separator: ", ")
          + " and 20 more",
        " next: invite_queue row 1: 'invitectl force-resync CODEX --yes' settles it",
        "10 rows: no seat",
        " rows: " + (31...40).map { "invite_queue row \($0)" }.joined(separator: ", "),
        " next: wait", "and 2 rows for other reasons", "see -o json",
      ], "\(lines)")
    // Few are said as ever.
    let few = FindingRendering.Digest(most: 50, key: { $0.reason }, all: "see -o json")
    let all = FindingRendering.grouped(findings, style, few) { _ in true }
    #expect(!all.contains("see -o json") && all.contains("CODEXX "), "\(all)")
  }

  @Test func `a table has some rows of each kind, in their order`() {
    let rows = Array(repeating: "a", count: 50) + ["b"] + Array(repeating: "c", count: 5) + ["a"]
    let numbered = Array(rows.enumerated())
    let shown = RetryExtent.sample(numbered, most: 8) { $0.element }
    #expect(shown.map { $0.element } == ["a", "a", "a", "a", "b", "c", "c", "c"])
    #expect(shown.map { $0.offset } == [0, 1, 2, 3, 50, 51, 52, 53])
    #expect(RetryExtent.sample(["a", "b"], most: 2) { $0 } == ["a", "b"])
    #expect(RetryExtent.sample(["a", "a", "b"], most: 1) { $0 } == ["a"])
  }

  @Test func `in Chinese nothing is between a wide colon and what it is about`() {
    Speech.$override.withValue(.chinese) {
      let lines = text((1...12).map { finding($0, "no seat") }, listed: Set(1...12))
      #expect(lines.count == 3 && lines[0] == "12 行：no seat" && lines[2] == "建议：wait", "\(lines)")
      #expect(lines[1].hasPrefix("各行：") && lines[1].hasSuffix(" 以及另外 2 个"), "\(lines)")
    }
  }
}
