import CountProtocol
import InviteDomain
import Testing

@testable import InviteOps

/// What a server says of its history, and what a run notes of it.
@Suite struct SyncHistoryTests {
  private static func former(_ id: String, _ first: String) -> ServerStanding.Former? {
    ServerStanding(
      server: BucketServer(""), now: 1, offset: "", formerID: id, firstMissing: first
    ).former
  }

  @Test func `a history that it goes on from ends before the first byte that it lacks`() {
    let id = "b98d6e0b7e0a1c84a2cbee5d5de67ea6e2ef5c2e"
    // As 7.0.15 said it of a replica whose last byte was 373.
    let former = Self.former(id, "374")
    #expect(former == ServerStanding.Former(id: id, through: 373))
    let origin = HistoryOrigin(incarnations: [4], through: former?.through ?? 0)
    for (incarnation, offset, isKept) in [(4, 373, true), (4, 374, false), (5, 217, false)] {
      let seen = SeenHistory(incarnation: incarnation, offset: offset, began: 0)
      #expect(origin.keeps(seen) == isKept, "\(seen)")
    }
    // One that goes on from none, or that does not say.
    for (id, first) in [
      (String(repeating: "0", count: 40), "-1"), (id, "-1"), (id, ""), ("", ""), ("", "374"),
    ] { #expect(Self.former(id, first) == nil, "\(id) \(first)") }
  }

  @Test func `a note is read as it was written, and nothing else for one`() throws {
    let text = #"{"incarnation":4,"offset":373,"began_ms":1790000000000,"except":[2,7]}"#
    let note = try #require(SeenNote(json: text))
    #expect(note.seen == SeenHistory(incarnation: 4, offset: 373, began: 1_790_000_000_000))
    #expect(note.except == [2, 7])
    #expect(note.json == text)
    for text in [
      "", "{}", "[]", "null", #"{"incarnation":4,"offset":373,"began_ms":1}"#,
      #"{"incarnation":4,"offset":"373","began_ms":1,"except":[]}"#,
      #"{"incarnation":4,"offset":373.5,"began_ms":1,"except":[]}"#,
      #"{"incarnation":4,"offset":373,"began_ms":1,"except":[1,"2"]}"#,
    ] { #expect(SeenNote(json: text) == nil, "\(text)") }
  }
}
