internal import ClientSupport
internal import RedisClient

/// The end of a probe, whatever brought it about.
extension ProbeFlight {
  /// How long is waited for what a worker has just taken.
  private static let grace = Duration.seconds(1)

  /// Takes back those that nobody has taken, waits a moment for those that a worker has in its hands,
  /// and deletes the results.
  func land(_ connection: RedisConnection) throws(RedisError) {
    try takeBack(connection)
    let end = Deadline.after(Self.grace)
    while items.contains(where: { $0.isOpen && !$0.isDoubtful }), !end.hasPassed {
      try look(connection)
      try takeBack(connection)
      // After a signal, too.
      SocketWait.pause(.milliseconds(20))
    }
    #if FAILPOINTS
      Failpoint.reach("probe-landed")
    #endif
    try marks.settle(items, connection)
    #if FAILPOINTS
      Failpoint.reach("probe-settled")
    #endif
    deleteResults()
    #if FAILPOINTS
      Failpoint.reach("probe-cleared")
    #endif
    try marks.forget(items, connection)
  }

  /// Removes those that lie in their lists, in their own bytes or as a worker has given them back.
  private func takeBack(_ connection: RedisConnection) throws(RedisError) {
    var commands: [RedisCommand] = []
    var owners: [Int] = []
    for index in items.indices where items[index].isWaiting {
      let item = items[index]
      var places = [ProbeMark.Place(list: item.list, count: isFront ? -1 : 1, form: item.bytes)]
      if item.wasPutBack {
        places += item.returns.map { ProbeMark.Place(list: $0, count: 1, form: item.restored) }
      }
      commands += marks.taking(item.id, from: places)
      owners += Array(repeating: index, count: commands.count - owners.count)
    }
    guard !commands.isEmpty else { return }
    var refusal: RedisError?
    for (index, reply) in zip(owners, try connection.pipeline(commands, deadline: .after(timeout)))
    {
      do {
        if try reply.asInteger() > 0 { items[index].phase = .takenBack }
      } catch {
        refusal = error
      }
    }
    // What may not be removed stays where it is: nothing to wait for.
    if let refusal { throw refusal }
  }

  private func deleteResults() {
    let taken = items.filter { item in
      switch item.phase {
      case .waiting, .held, .gone, .taken: true
      case .takenBack, .refused: false
      }
    }
    let there = results.delete(taken.map(\.id))
    for index in items.indices where there.contains(items[index].id) {
      items[index].isStored = true
    }
  }
}
