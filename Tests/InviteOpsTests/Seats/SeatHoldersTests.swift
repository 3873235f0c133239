import PostgresClient
import Testing

@testable import InviteOps

@Suite struct SeatHoldersTests {
  /// A person's email in two spellings, and another's.
  private static let emails = ["a@x", "A@x", "b@x"]

  private func person(_ team: Int, _ email: String) -> SeatHolders.Person {
    SeatHolders.Person(team: team, email: EmailKey(Array(email.utf8)))
  }

  /// The emails of `set`, a bit for each.
  private func chosen(_ set: Int) -> [String] {
    Self.emails.indices.filter { set & 1 << $0 != 0 }.map { Self.emails[$0] }
  }

  /// The backend's rule once more: seats less members less invited emails that are none of theirs.
  private func available(_ seats: Int, members: [String], invites: [String]) -> Int {
    let joined = members.map { $0.lowercased() }
    let waiting = Set(invites.map { $0.lowercased() }).filter { !joined.contains($0) }
    return max(0, seats - members.count - waiting.count)
  }

  @Test func `every pair of small teams counts as the rule says`() {
    for choice in 0..<4096 {
      let (members, invites) = (
        [chosen(choice & 7), chosen(choice >> 3 & 7)],
        [chosen(choice >> 6 & 7), chosen(choice >> 9 & 7)]
      )
      for (first, second) in [(0, 2), (2, 4), (6, 1)] {
        let holders = SeatHolders(
          teams: [
            .init(id: 7, group: "one", maxSeats: first), .init(id: 9, group: "", maxSeats: second),
          ],
          // Some of team 8, which is not active, and the invites twice.
          members: members[0].map { person(7, $0) } + [person(8, "a@x")]
            + members[1].map { person(9, $0) },
          invites: invites[1].map { person(9, $0) } + [person(8, "b@x")]
            + (invites[0] + invites[0]).map { person(7, $0) })
        let groups = holders.seatsByGroup()
        #expect(groups.map(\.group) == ["", "one"])
        for (group, team, seats) in [(groups[1], 0, first), (groups[0], 1, second)] {
          #expect(group.teams == 1)
          #expect(group.maxSeats == seats)
          #expect(group.members == members[team].count)
          #expect(
            group.available
              == available(seats, members: members[team], invites: invites[team]),
            "\(members[team]), \(invites[team]), \(seats) seats")
          if seats == 6 { #expect(group.pending == 6 - group.members - group.available) }
        }
      }
    }
  }

  @Test func `a group adds up its teams, each for itself`() {
    let groups = SeatHolders(
      teams: [1, 2, 3].map { .init(id: $0, group: $0 == 3 ? "b" : "a", maxSeats: 1) },
      members: ["x", "y", "z"].map { person(1, $0) }, invites: [person(2, "w"), person(3, "x")]
    ).seatsByGroup()
    #expect(
      groups == [
        GroupSeats(group: "a", teams: 2, maxSeats: 2, members: 3, pending: 1, available: 0),
        GroupSeats(group: "b", teams: 1, maxSeats: 1, members: 0, pending: 1, available: 0),
      ])
  }

  @Test func `without teams there are no groups`() {
    #expect(
      SeatHolders(teams: [], members: [person(1, "a")], invites: [person(1, "b")]).seatsByGroup()
        .isEmpty)
  }

  @Test func `the server is asked once, for what it alone knows, and in order`() throws {
    var holders = SeatHolders(
      teams: [.init(id: 1, group: "", maxSeats: 9)],
      members: [person(1, "É@x"), person(1, "plain@x")],
      invites: [person(1, "PLAIN@x"), person(1, "é@x"), person(1, "Ö@x"), person(1, "ö@x")])
    var asked: [[String]] = []
    try holders.lowerEmails { emails throws(PostgresError) in
      asked.append(emails)
      return emails.map { $0.lowercased() }
    }
    #expect(asked == [["É@x", "é@x", "Ö@x", "ö@x"]])
    #expect(holders.seatsByGroup().first?.pending == 1)
    // Nothing is left to ask for.
    try holders.lowerEmails { emails throws(PostgresError) in
      asked.append(emails)
      return emails
    }
    #expect(asked.count == 1)
  }

  @Test func `keys are equal when their bytes are`() {
    func key(_ text: String) -> EmailKey { EmailKey(Array(text.utf8)) }
    for byte in UInt8(0)..<0x80 {
      let character = String(UnicodeScalar(byte))
      #expect(key(character) == EmailKey(lowered: character.lowercased()), "byte \(byte)")
      #expect(!key(character).hasLettersBeyondASCII)
    }
    // Equal for Swift, different for PostgreSQL.
    #expect(key("e\u{301}") != key("\u{e9}"))
    #expect(key("\u{e9}").hasLettersBeyondASCII)
    #expect(key("A\u{e9}").text == "A\u{e9}")
  }
}
