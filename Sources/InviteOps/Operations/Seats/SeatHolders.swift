internal import PostgresClient

/// The teams that have seats, and who holds one or is promised one.
struct SeatHolders {
  struct Team {
    let id: Int
    let group: String
    let maxSeats: Int
  }

  struct Person: Hashable {
    let team: Int
    var email: EmailKey
  }

  /// The active ones. Members and invites of others may be among the rest, and count nothing.
  private(set) var teams: [Team] = []
  private(set) var members: [Person] = []
  /// Everyone as often as invited.
  private(set) var invites: [Person] = []

  init(teams: [Team], members: [Person], invites: [Person]) {
    self.teams = teams
    self.members = members
    self.invites = invites
  }

  /// - Parameter rows: of ``SeatQueries/seatHolders``.
  init(_ rows: PostgresRows) throws(PostgresError) {
    let (team, maxSeats) = (try rows.column("team_id"), try rows.column("max_seats"))
    let (name, invited) = (try rows.column("name"), try rows.column("invited"))
    for row in rows {
      let id = try row.int(team)
      switch try row.optionalBool(invited) {
      case nil:
        let group = try row.optionalString(name) ?? ""
        teams.append(Team(id: id, group: group, maxSeats: try row.int(maxSeats)))
      case false?: members.append(Person(team: id, email: EmailKey(try row.utf8(name))))
      case true?: invites.append(Person(team: id, email: EmailKey(try row.utf8(name))))
      }
    }
  }

  /// Has the emails that need it put in lower case, all in one question; most often there are none.
  ///
  /// - Parameter lower: answers in the order of its emails.
  mutating func lowerEmails(
    _ lower: ([String]) throws(PostgresError) -> [String]
  ) throws(PostgresError) {
    let joined = members.indices.filter { members[$0].email.hasLettersBeyondASCII }
    let invited = invites.indices.filter { invites[$0].email.hasLettersBeyondASCII }
    if joined.isEmpty, invited.isEmpty { return }
    let emails = joined.map { members[$0].email.text } + invited.map { invites[$0].email.text }
    let lowered = try lower(emails).map(EmailKey.init(lowered:))
    for (index, email) in zip(joined, lowered) { members[index].email = email }
    for (index, email) in zip(invited, lowered.dropFirst(joined.count)) {
      invites[index].email = email
    }
  }

  /// Counts by the backend's rule: a team's `max_seats`, less its members, less the distinct emails
  /// invited that are no members yet. Sorted by the name of the group.
  func seatsByGroup() -> [GroupSeats] {
    var counts: [Int: (members: Int, pending: Int)] = [:]
    var pending = Set(invites)
    for member in members {
      counts[member.team, default: (0, 0)].members += 1
      pending.remove(member)
    }
    for person in pending { counts[person.team, default: (0, 0)].pending += 1 }
    var groups: [String: GroupSeats] = [:]
    for team in teams {
      let (members, pending) = counts[team.id] ?? (0, 0)
      groups[team.group, default: GroupSeats(group: team.group)].add(
        maxSeats: team.maxSeats, members: members, pending: pending)
    }
    return groups.values.sorted { $0.group < $1.group }
  }
}
