internal import ClientSupport
internal import CountProtocol
internal import InviteDomain
internal import InviteStorage
internal import Localization
internal import PostgresClient

/// What `doctor --only contract` has seen broken, until a later look sees it kept. It is in the rows of the
/// log that the looks are recorded in.
struct ContractStanding {
  struct Finding {
    /// The run that saw it.
    let run: Int
    let assumption: ContractAssumption
    let seen: String
    /// RFC 3339 in UTC.
    let at: String
    /// When the first sync began that knew of it, milliseconds on the Redis clock; `nil` before there was one.
    var known: Int?
  }

  private(set) var findings: [Finding] = []

  init(_ connection: PostgresConnection, _ deadline: Deadline) throws(PostgresError) {
    for row in try connection.query(ContractQueries.standing, deadline: deadline) {
      guard let assumption = ContractAssumption(rawValue: try row.string("assumption")),
        let seen = try row.optionalString("seen")
      else { continue }
      findings.append(
        Finding(
          run: try row.int("run"), assumption: assumption, seen: seen, at: try row.string("at"),
          known: try row.optionalInt("known")))
    }
  }

  var breaches: [ContractBreach] {
    findings.map { ContractBreach(assumption: $0.assumption, seen: $0.seen, at: $0.at) }
  }

  var doubts: ContractDoubts {
    var doubts = ContractDoubts()
    for finding in findings {
      switch finding.assumption {
      case .database, .keys, .lifetime: doubts.isBoundless = true
      case .freshness: doubts.lateWrites = finding.known
      case .take: doubts.blindTakes = true
      // Syncs see it for themselves; see ``ContractBreach/lateRefund(_:_:_:)``.
      case .refunds: break
      }
    }
    return doubts
  }

  /// Every finding is known from now on.
  ///
  /// - Returns: those that were not known before.
  fileprivate mutating func know(at now: Int) -> [Finding] {
    var new: [Finding] = []
    for index in findings.indices where findings[index].known == nil {
      findings[index].known = now
      new.append(findings[index])
    }
    return new
  }
}

extension SyncConnections {
  /// What `doctor` saw of the backends, for who moves no counts by it; `nil` for nothing.
  func breaches() throws(Failure) -> [ContractBreach]? {
    do {
      let breaches = try ContractStanding(writer, deadline).breaches
      return breaches.isEmpty ? nil : breaches
    } catch {
      throw Failure(error, doing: tr("see what doctor found of the backends"))
    }
  }

  /// What is known of backends that do not keep to what counts rest on.
  ///
  /// To be asked with the lock held, before the first row is read: rows that were read before the first run
  /// that knew of a finding were written by runs that did not, and all others by runs that did.
  func contract() throws(Failure) -> ContractStanding {
    do {
      var standing = try ContractStanding(writer, deadline)
      guard standing.findings.contains(where: { $0.known == nil }) else { return standing }
      try lookAgain()
      for finding in standing.know(at: began) where !dryRun {
        try writer.execute(
          ContractQueries.know, [String(finding.run), finding.assumption.rawValue, String(began)],
          deadline: deadline)
      }
      return standing
    } catch {
      throw Failure(of: error, doing: tr("see what doctor found of the backends"))
    }
  }
}
