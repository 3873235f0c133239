internal import ClientSupport
public import InviteDomain
internal import InviteStorage
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

    /// Why this is no full success, if it is none.
    public var failure: Failure? {
      let left = changedMeanwhile.count + findings.count + beyond
      guard left > 0 else { return nil }
      return Failure(
        .partial, "\(CountText.of(left, "count")) left alone",
        hint: "run the same command again; it looks anew")
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
        .usage, "uses are counted on join here: there is no side to believe but the records",
        hint: "leave --from out")
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
      defer {
        log?.changed = outcome.applied.count
        log?.problems = outcome.changedMeanwhile.count + outcome.findings.count
        log?.shortfall = outcome.failure?.kind
      }
      for code in comparison.differences {
        guard let proposal = code.proposal else { continue }
        if context.interrupt?.isTriggered ?? false {
          throw Failure(
            .interrupted, "stopped between two codes; nothing is half done",
            hint: "run the same command again")
        }
        try set(code, to: proposal, &outcome)
      }
      return outcome
    }
  }

  private func set(
    _ code: CountComparison.Code, to proposal: Int, _ outcome: inout Outcome
  ) throws(Failure) {
    let backend = connection.backend
    let (id, deadline) = (String(code.id), context.requestDeadline)
    let seen = code.usedCount.map(String.init)
    let witness = RowWitness(connection: connection, deadline: deadline)
    do throws(PostgresError) {
      let isSet = try connection.write(
        PostgresStatement(CountCheckQueries.correct(backend), [id, String(proposal), seen]),
        lookingBy: PostgresStatement(
          CountCheckQueries.isCount(backend), [id, String(proposal)]), deadline: deadline)
      if isSet {
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
      guard let fault = RowFault(error) else {
        throw Failure(error, doing: "set the count of \(Masking.code(code.code))")
      }
      outcome.findings.append(
        witness.finding(
          fault, table: RowFinding.codes, id: code.id, code: code.code, again: Self.again))
    }
  }

  private static let again = "'invitectl force-resync --all'"

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
