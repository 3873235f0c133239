internal import ClientSupport
internal import InviteDomain
internal import InviteStorage
internal import Localization
internal import PostgresClient

/// What codes have left for whoever comes now.
extension ForecastServers {
  /// What codes have left.
  struct Tokens {
    /// Uses left of active codes with a limit that are bound to nobody, less those that are on their way.
    var uses: Int
    /// How many codes have no limit.
    let unlimited: Int
    /// Seconds until the last of those expires; infinity for never, 0 where there is none.
    let unlimitedSeconds: Double
    /// Which uses expire when.
    let expiry: ForecastExpiry
    /// Uses left of codes that are bound, for their owners alone.
    let bound: Int
    /// The same where the owner's time is over.
    let lapsed: Int
    /// The same where the backend fails, since the end of that time is no date.
    let dateless: Int
    /// Those of ``uses`` that the first use of their code leaves to whoever makes it.
    let binding: Int
    /// Uses left of codes that the backend takes from nobody.
    let spoilt: Int
    /// The same of codes of which the database cannot tell whether the backend finds them.
    let untold: Int
    /// The same of codes whose `used_count` is below 0, so that there is no bucket to make of it.
    let belowZero: Int

    /// What is not for newcomers, a note each.
    var owned: [String] {
      var notes: [String] = []
      if bound > 0 {
        notes.append(
          tr("not in it: \(CountText.of(bound, "use")) of bound codes, for their owners alone"))
      }
      if lapsed > 0 {
        notes.append(
          tr("not in it: \(CountText.of(lapsed, "use")) of bound codes whose time is over"))
      }
      if dateless > 0 {
        notes.append(
          tr(
            "not in it: \(CountText.of(dateless, "use")) of bound codes that nobody can redeem: their "
              + "validity_days is NULL or too large"))
      }
      if spoilt > 0 {
        notes.append(
          tr(
            "not in it: \(CountText.of(spoilt, "use")) of codes that nobody can redeem: they have small "
              + "letters, blanks or no used_count"))
      }
      if untold > 0 {
        notes.append(
          tr(
            "not in it: \(CountText.of(untold, "use")) of codes beyond ASCII: a database that is not in UTF-8 "
              + "does not tell whether the backend finds them"))
      }
      if belowZero > 0 {
        notes.append(
          tr(
            "not in it: \(CountText.of(belowZero, "use")) of codes with a used_count below 0, of which no "
              + "bucket can be made"))
      }
      if binding > 0 {
        notes.append(
          tr(
            "in it: \(CountText.of(binding, "use")) that a code's first use leaves to its owner alone"
          ))
      }
      return notes
    }
  }

  /// Counts what codes have left.
  ///
  /// - Parameter openUses: of the records.
  func tokens(less openUses: Int) throws(Failure) -> Tokens {
    let counting = counting
    let parts = try rows(
      tr("count the tokens"), { ForecastQueries.tokens($0, counting) },
      decode: { (row) throws(PostgresError) in
        (
          seconds: try row.optionalDouble("seconds"), tokens: try row.int("tokens"),
          unlimited: try row.int("unlimited"), bound: try row.int("bound"),
          lapsed: try row.int("lapsed"), dateless: try row.int("dateless"),
          binding: try row.int("binding"),
          spoilt: try row.int("spoilt"), untold: try row.int("untold"),
          below: try row.int("below")
        )
      })
    let supply = parts.reduce(0) { $0.addingSaturated($1.tokens) }
    var expiring: [Double: Int] = [:]
    for part in parts {
      guard let seconds = part.seconds, part.tokens > 0 else { continue }
      expiring[seconds] = part.tokens.addingSaturated(expiring[seconds] ?? 0)
    }
    // The first era refuses a code without a limit as used up.
    let endless = counting == .atRequest ? [] : parts.filter { $0.unlimited > 0 }
    var tokens = Tokens(
      uses: supply, unlimited: endless.reduce(0) { $0.addingSaturated($1.unlimited) },
      unlimitedSeconds: endless.map { $0.seconds ?? .infinity }.max() ?? 0,
      expiry: ForecastExpiry(supply: supply, at: expiring),
      bound: parts.reduce(0) { $0.addingSaturated($1.bound) },
      lapsed: parts.reduce(0) { $0.addingSaturated($1.lapsed) },
      dateless: parts.reduce(0) { $0.addingSaturated($1.dateless) },
      binding: parts.reduce(0) { $0.addingSaturated($1.binding) },
      spoilt: parts.reduce(0) { $0.addingSaturated($1.spoilt) },
      untold: parts.reduce(0) { $0.addingSaturated($1.untold) },
      belowZero: parts.reduce(0) { $0.addingSaturated($1.below) })
    if counting == .onJoin {
      let open = try openUses + openRows() - openOfBound()
      tokens.uses = max(0, supply - max(0, open))
    }
    return tokens
  }

  /// What is on its way of codes that are bound: their uses are not among those that are left.
  private func openOfBound() throws(Failure) -> Int {
    let uses = try row(tr("count the rows that wait"), ForecastQueries.openUsesOfBound) {
      (row) throws(PostgresError) in try row.int("uses")
    }
    guard postgres.facts?.tables["invite_queue"] != nil else { return uses }
    let waiting = try row(tr("count the rows that wait"), ForecastQueries.openRowsOfBound) {
      (row) throws(PostgresError) in try row.int("rows")
    }
    return uses.addingSaturated(waiting)
  }
}
