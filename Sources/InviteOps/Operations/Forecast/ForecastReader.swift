internal import ClientSupport
internal import InviteDomain
internal import InviteStorage
internal import Localization
internal import PostgresClient

/// Reads what is left of each thing, and when it ends at the pace of the last days.
struct ForecastReader {
  let servers: ForecastServers
  /// What the operator says is free on the database's disk, in bytes.
  var freeBytes: Int?

  /// Where messages wait, nobody works any more if nothing was done for so many seconds, and for so many times
  /// the longest gap, or for an hour whatever the gaps were: older results tell no pace. Clocks of workers differ
  /// by less.
  private static let (leastStall, longestGaps, mostIdle) = (300.0, 20.0, 3600.0)

  /// - Throws: ``Failure`` where the invites of the last days cannot be read, or the connection is lost. What else
  ///   cannot be read is named in its line.
  func read(_ subjects: [ForecastSubject]) throws(Failure) -> ForecastOutcome {
    let history = try servers.history()
    var growth: ForecastGrowth?
    var lines: [ForecastLine] = []
    for subject in subjects {
      do throws(Failure) {
        lines.append(try line(subject, history, &growth))
      } catch {
        guard error.kind != .interrupted, servers.postgres.isUsable else { throw error }
        var line = ForecastLine(subject, .untold, error.message)
        line.failure = error
        lines.append(line)
      }
    }
    return ForecastOutcome(history, lines)
  }

  private func line(
    _ subject: ForecastSubject, _ history: PaceHistory, _ growth: inout ForecastGrowth?
  ) throws(Failure) -> ForecastLine {
    switch subject {
    case .seats: return try seats(history)
    case .codes: return try codes(history)
    case .queue: return try queue(history)
    case .disk: return try disk(history, try written(&growth))
    case .ids:
      return try ForecastIDs(
        servers: servers, history: history, growth: try written(&growth)
      ).line()
    }
  }

  private func written(_ known: inout ForecastGrowth?) throws(Failure) -> ForecastGrowth {
    if let known { return known }
    let growth = try ForecastGrowth.read(servers)
    known = growth
    return growth
  }

  private func seats(_ history: PaceHistory) throws(Failure) -> ForecastLine {
    let seats = try servers.seats()
    let claimed = seats.claimed
    var line = ForecastLine.runningOut(
      .seats, seats.free - claimed, history.seats, grain: 1, history.rhythm)
    if claimed > 0 {
      line.add(
        tr("not in it: \(CountText.of(claimed, "free seat")) that rows of invite_queue wait for"))
    }
    if let full = seats.fullGroups { line.add(full) }
    return line
  }

  private func codes(_ history: PaceHistory) throws(Failure) -> ForecastLine {
    let found = try servers.tokens(less: history.openUses)
    var line = ForecastLine.runningOut(
      .codes, found.uses, history.uses, found.expiry, grain: 1, history.rhythm)
    if found.unlimited > 0 {
      line.add(tr("not in it: \(CountText.of(found.unlimited, "code")) without a limit"))
    }
    if let unsynced = try servers.unsynced() { line.add(unsynced) }
    for owned in found.owned { line.add(owned) }
    let soon = found.expiry.within(Double(RunOutEstimator.mostDays) * 86_400)
    if soon > 0 {
      let days = RunOutEstimator.mostDays
      line.add(
        tr("in it: \(CountText.of(soon, "use")) of codes that expire within \(days) days"))
    }
    return line
  }

  private func disk(
    _ history: PaceHistory, _ growth: ForecastGrowth
  ) throws(Failure) -> ForecastLine {
    let place = try servers.row(
      tr("look at the database's disk"), { _ in ForecastQueries.disk },
      decode: { (row) throws(PostgresError) in
        (
          size: try row.int("database_bytes"), path: try row.optionalString("free_path"),
          isLocal: try row.bool("local"), elsewhere: try row.strings("elsewhere")
        )
      })
    let size = tr("the database has \(ByteText.format(place.size))")
    let seen = place.isLocal ? place.path.flatMap { ForecastDisk.free($0) } : nil
    guard let free = freeBytes ?? seen else {
      return ForecastLine(
        .disk, .untold,
        tr("\(size), and what is free on its disk cannot be seen from here: --disk-free says it"))
    }
    guard let bytes = growth.bytesPerInvite else {
      var line = ForecastLine(.disk, .untold, growth.tooFew)
      line.remaining = free
      return line
    }
    var line = ForecastLine.runningOut(
      .disk, free, history.records.map { $0 * bytes }, grain: bytes, history.rhythm)
    line.add(
      tr("\(size), and \(ByteText.format(Int(saturating: bytes))) more with each invite"))
    if !place.elsewhere.isEmpty {
      let names = place.elsewhere.joined(separator: ", ")
      line.add(tr("not in it: the disks of other tablespaces that it has tables in: \(names)"))
      // Who says what is free says it of the one with the least.
      line.isPartial = freeBytes == nil
    }
    return line
  }

  private func queue(_ history: PaceHistory) throws(Failure) -> ForecastLine {
    let backlog = try servers.backlog()
    var line = ForecastLine(.queue, .empty)
    line.remaining = backlog
    let isKnown = history.days >= RunOutEstimator.leastDays
    if isKnown { line.perDay = history.records.reduce(0, +) / Double(history.days) }
    let open = try servers.openRows()
    if open > 0 {
      line.add(tr("not in it: \(CountText.of(open, "row")) of invite_queue still open"))
    }
    guard backlog > 0 else { return line }
    let work = try InviteWork.read(servers)
    guard !work.instants.isEmpty else {
      return try standing(
        line, tr("no invite was done within an hour: 'invitectl inspect-workers' says why"),
        orNew: tr("no invite was done within an hour, and what waits may have come just now"))
    }
    guard work.gaps.areEnough else {
      line.state = .untold
      line.reason =
        tr(
          "not enough history: \(CountText.of(work.instants.count, "invite")) done within an hour, and "
            + "\(BusyGaps.fewest + 1) are needed")
      return line
    }
    if let idle = try idleSeconds(work) {
      let time = DurationText.format(seconds: idle)
      return try standing(
        line, tr("no invite was done for \(time): 'invitectl inspect-workers' says why"),
        orNew: tr("no invite was done for \(time), and what waits may have come just now"))
    }
    // What was done says nothing of who works now.
    guard try InviteWork.fleet(servers).slots > 0 else {
      line.state = .untold
      line.reason =
        tr("no worker that takes invites answers: 'invitectl inspect-workers' says why")
      return line
    }
    line.state = .ends
    line.inSeconds = DrainEstimator(
      gaps: work.gaps.values, arrivals: isKnown ? history.records : []
    ).estimate(backlog)
    if !isKnown {
      // More may come than is done.
      line.isPartial = true
      line.add(tr("not in it: what will come (\(ForecastLine.tooShort(history.days)))"))
    }
    return line
  }

  /// A queue in which messages wait and nothing was done for a while. A message in a list does not say since when it
  /// waits: where workers answer and have none of them for long, it is as well one that came into an empty queue.
  private func standing(
    _ line: ForecastLine, _ stalled: String, orNew new: String
  ) throws(Failure) -> ForecastLine {
    var line = line
    line.state = .stalled
    line.reason = stalled
    guard try InviteWork.fleet(servers).slots > 0 else { return line }
    if let taken = try InviteWork.firstTaken(servers), try now() - taken > Self.leastStall {
      return line
    }
    line.state = .untold
    line.reason = new
    return line
  }

  /// In epoch seconds.
  private func now() throws(Failure) -> Double {
    try servers.row(
      tr("read the time"), { _ in ForecastQueries.now },
      decode: { (row) throws(PostgresError) in try row.double("now") })
  }

  /// For how long nothing was done, where that is too long for workers that work.
  private func idleSeconds(_ work: InviteWork) throws(Failure) -> Double? {
    guard let last = work.instants.max() else { return nil }
    let present = try now()
    let longest = work.gaps.values.max() ?? 0
    let idle = present - last
    let most = min(Self.mostIdle, max(Self.leastStall, Self.longestGaps * longest))
    return idle > most ? idle : nil
  }
}
