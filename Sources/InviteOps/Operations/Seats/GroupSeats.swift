/// The seats of the active teams of one group.
struct GroupSeats: Equatable {
  /// Its name; empty for the teams without a group.
  let group: String
  var teams = 0
  var maxSeats = 0
  var members = 0
  /// Invited successfully within 24 hours, and no members yet.
  var pending = 0
  /// Added up team by team: a team that is over-full has no seat to lend to another.
  var available = 0

  mutating func add(maxSeats: Int, members: Int, pending: Int) {
    teams += 1
    self.maxSeats += maxSeats
    self.members += members
    self.pending += pending
    available += max(0, maxSeats - members - pending)
  }
}
