internal import InviteDomain
internal import InviteStorage
internal import PostgresClient

/// Who is a member of a team.
extension TraceDatabase {
  /// Members by their emails as they are written, and those of some teams, which are few, by theirs in any letters: a
  /// sync stores an email as the remote service has it.
  func members(
    _ emails: [String], of teams: Set<Int>
  ) throws(Failure) -> [TraceFacts.Member] {
    try texts(
      TraceQueries.members,
      [PostgresArray.literal(emails), PostgresArray.literal(teams.sorted())], "team_members"
    ) { (row) throws(PostgresError) in
      TraceFacts.Member(
        email: try row.string("email"), teamID: try row.int("team_id"),
        team: try row.optionalString("team"),
        teamIsActive: try row.optionalBool("team_is_active") ?? false,
        joined: try row.optionalDouble("joined"))
    }
  }
}
