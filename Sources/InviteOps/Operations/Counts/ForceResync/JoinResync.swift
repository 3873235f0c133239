internal import ClientSupport
public import InviteDomain
internal import InviteSettings
internal import InviteStorage
internal import Localization
internal import PostgresClient

/// `force-resync` where uses are counted on join: `used_count` is set to what the records say that
/// were counted, where it is outside of what they allow. Buckets and rows of ours have no part in it.
public struct JoinResync {
  /// What was done.
  public struct Outcome: Sendable, Encodable {
    /// Codes whose count was set.
    public internal(set) var applied: [String] = []
    /// Codes whose count is not what was seen any more; they are left alone.
    public internal(set) var changedMeanwhile: [String] = []
    /// Codes that the database does not let change, each with what is in the way.
    public internal(set) var findings: [RowFinding] = []

    /// Codes that differ beyond those that one run takes.
    public internal(set) var beyond = 0

    /// Codes that no count sets right; what does stands beside each.
    public internal(set) var unsettled: [String] = []

    /// Why this is no full success, if it is none.
    public var failure: Failure? {
      let again = changedMeanwhile.count + findings.count + beyond
      guard again + unsettled.count > 0 else { return nil }
      return Failure(
        .partial, tr("\(CountText.of(again + unsettled.count, "count")) left alone"),
        hint: again > 0
          ? tr("run the same command again; it looks anew")
          : tr("what stands beside each above sets it right"))
    }
  }

  /// What differs, with what each count would be set to.
  public let comparison: CountComparison
  /// For a person to confirm.
  public let database: String

  private let extent: RunExtent
  private let context: OperationContext
  private let connection: PostgresConnection

  /// Compares, and changes nothing.
  ///
  /// - Parameter request: its source must be ``ResyncSource/evidence``: there is no other side here.
  /// - Returns: `nil` beside a backend that counts at the request.
  /// - Throws: ``Failure``, also where nothing is to be settled beside this backend.
  public init?(_ context: OperationContext, _ request: ResyncRequest) throws(Failure) {
    self.context = context.with(.resync)
    extent = request.codes.isEmpty ? .whole : .chosen(request.codes.count)
    connection = try self.context.postgres()
    guard let generation = connection.facts?.generation, generation.counting == .onJoin else {
      return nil
    }
    guard request.source == .evidence else {
      throw Failure(
        .usage, tr("uses are counted on join here: there is no side to believe but the records"),
        hint: tr("leave --from out"))
    }
    database = connection.facts?.database ?? ""
    comparison = try CountCheck(self.context, generation, beside: connection).run(
      StoredCodes.all(request.codes, on: connection, deadline: context.requestDeadline))
  }

  /// Whether counts of the comparison would be changed.
  public var changes: Int { comparison.differences.count { $0.proposal != nil } }

  /// Sets the counts, each guarded by what was seen. Doing it twice does it once.
  public func apply() throws(Failure) -> Outcome {
    try RunLog.recording(
      ForceResync.command, .optional, extent: extent, context, on: connection
    ) { log throws(Failure) in
      var outcome = Outcome()
      outcome.beyond = comparison.differing - comparison.differences.count
      outcome.unsettled = comparison.differences.filter { $0.proposal == nil }.map(\.code)
      defer {
        log?.changed = outcome.applied.count
        log?.problems =
          outcome.changedMeanwhile.count + outcome.findings.count + outcome.unsettled.count
        log?.shortfall = outcome.failure?.kind
      }
      var suspicion = RowSuspicion()
      var isChained = false
      if log != nil { isChained = try looksAtChain() }
      for code in comparison.differences {
        guard let proposal = code.proposal else { continue }
        if context.interrupt?.isTriggered ?? false {
          throw Failure(
            .interrupted, tr("stopped between two codes; nothing is half done"),
            hint: tr("run the same command again"))
        }
        try set(
          code, to: proposal, log?.id, isChained: isChained, &outcome, &suspicion)
        for (id, fault) in suspicion.told() { outcome.findings.append(finding(id, fault)) }
      }
      for (id, fault) in try suspicion.culprits(doing: Self.action) {
        outcome.findings.append(finding(id, fault))
      }
      return outcome
    }
  }

  /// Whether the ledger is of a version whose lines are chained.
  private func looksAtChain() throws(Failure) -> Bool {
    do {
      return try connection.query(
        CountCheckQueries.isChained, deadline: context.requestDeadline
      ).only().bool("chained")
    } catch {
      throw Failure(error, doing: tr("look at the ledger"))
    }
  }

  /// - Parameters:
  ///   - run: in the run log, if there is one: then the ledger has the change as well.
  ///   - isChained: as ``looksAtChain()`` says.
  private func set(
    _ code: CountComparison.Code, to proposal: Int, _ run: Int?, isChained: Bool,
    _ outcome: inout Outcome, _ suspicion: inout RowSuspicion
  ) throws(Failure) {
    let begin = ContinuousClock.now
    let backend = connection.backend
    let (id, deadline) = (String(code.id), context.requestDeadline)
    let seen = code.usedCount.map(String.init)
    let witness = RowWitness(connection: connection, deadline: deadline)
    var recorded: [String?] = []
    if let run, let known = code.certainty {
      recorded = [String(run), known.state, String(known.low), String(known.high)]
    }
    do throws(PostgresError) {
      let isSet = try connection.write(
        PostgresStatement(
          recorded.isEmpty
            ? CountCheckQueries.correct(backend)
            : CountCheckQueries.record(backend, isChained: isChained),
          [id, String(proposal), seen] + recorded),
        lookingBy: PostgresStatement(
          CountCheckQueries.isCount(backend), [id, String(proposal)]),
        limit: suspicion.limit(within: context.configuration.timeout), deadline: deadline)
      if isSet {
        suspicion.noteWritten()
        outcome.applied.append(code.code)
      } else if try isStill(id, seen),
        let finding = witness.writtenOtherwise(
          table: RowFinding.codes, id: code.id, code: code.code, again: Self.again)
      {
        outcome.findings.append(finding)
      } else {
        outcome.changedMeanwhile.append(code.code)
      }
    } catch {
      if let fault = RowFault(error) {
        outcome.findings.append(finding(code.id, fault))
      } else if let fault = RowFault(suspect: error) {
        suspicion.note(fault, after: .now - begin)
        try suspicion.suspect(code.id, fault, doing: Self.action)
      } else {
        throw Failure(error, doing: tr("set the count of \(Masking.code(code.code))"))
      }
    }
  }

  private func finding(_ id: Int, _ fault: RowFault) -> RowFinding {
    let code = comparison.differences.first { $0.id == id }?.code
    return RowWitness(connection: connection, deadline: context.requestDeadline).finding(
      fault, table: RowFinding.codes, id: id, code: code, again: Self.again)
  }

  private static let action = tr("set the counts")

  private static let again = verbatim("'invitectl force-resync --all'")

  /// Whether the count is what was seen: then it was no other session that kept it from being set.
  private func isStill(_ id: String, _ seen: String?) throws(PostgresError) -> Bool {
    do throws(PostgresError) {
      _ = try connection.query(
        CountCheckQueries.isCount, [id, seen], deadline: context.requestDeadline)
      return true
    } catch {
      guard error.isOfGuard else { throw error }
      return false
    }
  }
}
