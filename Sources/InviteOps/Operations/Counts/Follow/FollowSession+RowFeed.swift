internal import InviteDomain

extension FollowSession {
  /// Adds to what is looked at next what the row feed has told. Where it names no rows, they are read before
  /// their time.
  func hear() throws(Failure) {
    let heard = try notices.gather()
    state.tally.hear(heard.told)
    wanted.formUnion(heard.ids)
    if heard.isMany { rows.hurry() }
  }

  /// Sees whether the row feed was made or removed meanwhile.
  func meetRowFeed() throws(Failure) {
    try notices.look()
    state.meet(rowFeed: notices.isListening)
  }
}
