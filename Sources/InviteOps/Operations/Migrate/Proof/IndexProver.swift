internal import ClientSupport
internal import InviteDomain
internal import InviteSettings
internal import InviteStorage
internal import Localization
internal import PostgresClient

/// One run over the eleven indexes.
final class IndexProver {
  let connection: PostgresConnection
  private let context: OperationContext
  let snapshot: MigrationSnapshot
  private let limit: Duration?
  private var samples: [String: PostgresRows] = [:]
  /// What a plan calls each index: with those of partitions.
  private(set) var calledNames: [String: [String]] = [:]
  /// Whether scans are those of a replica, which counts its own alone.
  private(set) var isReplica = false
  private var labels: [String: [String]] = [:]
  /// Of each index, the others of its table that begin with the same columns.
  var covers: [String: [String]] = [:]

  /// Below so many rows a table is read as fast as its index.
  static let few = 10_000

  init(
    _ connection: PostgresConnection, _ context: OperationContext, _ snapshot: MigrationSnapshot,
    limit: Duration?
  ) {
    self.connection = connection
    self.context = context
    self.snapshot = snapshot
    self.limit = limit
  }

  func run() throws -> IndexProofs {
    var proofs = IndexProofs(database: snapshot.server.database)
    let usage = try connection.query(
      ProofQueries.usage, [PostgresArray.literal(PerformanceIndex.all.map(\.name))],
      deadline: context.longDeadline)
    var facts: [String: PostgresRow] = [:]
    for row in usage { facts[try row.string("name")] = row }
    isReplica = try usage.first?.bool("is_replica") ?? false
    for witness in IndexWitness.all {
      proofs.indexes.append(try prove(witness, facts[witness.index.name]))
    }
    for place in proofs.indexes.indices { keepTaken(place, &proofs) }
    for place in proofs.indexes.indices { dropUnusedCover(place, &proofs) }
    return proofs
  }

  private func prove(_ witness: IndexWitness, _ facts: PostgresRow?) throws -> IndexProofs.Index {
    var found = IndexProofs.Index(
      name: witness.index.name, purpose: witness.purpose, verdict: .absent)
    var names: [String] = []
    if let facts { names = try read(facts, &found) }
    calledNames[witness.index.name] = names
    let state = snapshot.state(of: witness.index)
    if state != .valid {
      // What is another index, or none yet, is not as large as a build of ours would make it.
      (found.bloat, found.statement) = (nil, nil)
    }
    switch state {
    case .valid: break
    case nil, .absent: return try withoutIndex(witness, found)
    case .tableMissing:
      found.reason = tr("there is no table \(witness.index.table)")
      return found
    case .different(let actual, _):
      found.verdict = .wrong
      found.reason = tr("it is \(actual)")
      return found
    case .nameTaken(let other):
      found.verdict = .wrong
      found.reason = tr("the name is that of \(other)")
      return found
    case .building, .partial, .invalid, .dropping:
      found.verdict = .invalid
      found.reason = tr("'invitectl migrate status' says how it stands")
      return found
    }
    guard try facts?.bool("readable") ?? true else {
      found.verdict = .unread
      found.reason = unreadable(witness)
      return found
    }
    let rows = found.rows ?? 0
    if rows < 0 {
      found.verdict = .untold
      found.rows = nil
      found.reason = tr("\(witness.index.table) was never analysed")
      found.statement = "ANALYZE \(connection.backend).\(witness.index.table);"
      return found
    }
    try plan(witness, names, &found)
    judge(&found, names, rows: rows)
    return found
  }

  private func unreadable(_ witness: IndexWitness) -> String {
    tr(
      "this role may not read \(witness.index.table) ('invitectl doctor --grants' says what to "
        + "grant)")
  }

  /// What it would be for, as it is done now.
  private func withoutIndex(
    _ witness: IndexWitness, _ index: IndexProofs.Index
  ) throws -> IndexProofs.Index {
    var found = index
    do {
      if let values = try drawn(witness).first {
        found.without = try plan(witness, values, usesIndexes: true, preferring: [])
      }
    } catch {
      let cause = (error as? TransactionError)?.postgresError ?? (error as? PostgresError)
      guard cause?.sqlState == .insufficientPrivilege else { throw error }
      // The catalog tells that it is absent, whoever asks.
      found.reason = unreadable(witness)
      return found
    }
    found.reason = builder
    return found
  }

  /// The first value for which the planner takes the index counts; otherwise the last.
  private func plan(
    _ witness: IndexWitness, _ names: [String], _ found: inout IndexProofs.Index
  ) throws {
    for values in try drawn(witness) {
      let with = try plan(witness, values, usesIndexes: true, preferring: names)
      found.with = with
      found.without = try plan(witness, values, usesIndexes: false, preferring: [])
      guard let index = with.index, names.contains(index) else { continue }
      break
    }
    guard let limit, found.with != nil else { return }
    try measure(witness, names, limit, &found)
  }

  /// Each twice, the better one counts: what is read for the first time comes from the disk.
  private func measure(
    _ witness: IndexWitness, _ names: [String], _ limit: Duration,
    _ found: inout IndexProofs.Index
  ) throws {
    for values in try drawn(witness) {
      // Without workers the planner may choose otherwise: that would be no time of the plan that is judged.
      let planned = try plan(
        witness, values, usesIndexes: true, preferring: names, isAlone: true)
      guard planned.index == found.with?.index else { continue }
      for usesIndexes in [true, false, true, false] {
        guard
          let measured = try plan(
            witness, values, usesIndexes: usesIndexes, preferring: names, measuredFor: limit)
        else {
          found.limitMilliseconds = Int(saturating: limit.seconds * 1000)
          continue
        }
        let before = usesIndexes ? found.with : found.without
        if let time = before?.milliseconds, time <= measured.milliseconds ?? 0 { continue }
        if usesIndexes { found.with = measured } else { found.without = measured }
      }
      return
    }
  }

  /// The values to try, from the data.
  private func drawn(_ witness: IndexWitness) throws -> [[String?]] {
    let table = witness.index.table
    let labels = witness.values.contains(.label) ? try labels(of: table) : [""]
    if witness.values == [.label] { return labels.map { [$0] } }
    if samples[table] == nil {
      samples[table] = try connection.query(
        ProofQueries.samples(connection.backend, of: table), deadline: context.longDeadline)
    }
    return try (samples[table].map(Array.init) ?? []).flatMap { row in
      try labels.compactMap { label -> [String?]? in
        let values = try witness.values.map { value -> String? in
          guard case .column(let name) = value else { return label }
          return try row.optionalString(name)
        }
        // Nobody looks for what is not there.
        return values.contains(nil) ? nil : values
      }
    }
  }

  private func labels(of table: String) throws -> [String] {
    if let known = labels[table] { return known }
    let found = try connection.query(
      ProofQueries.labels, ["\(connection.backend).\(table)"], deadline: context.requestDeadline
    ).map { try $0.string("label") }
    labels[table] = found
    return found
  }

  private func plan(
    _ witness: IndexWitness, _ values: [String?], usesIndexes: Bool, preferring names: [String],
    isAlone: Bool = false
  ) throws -> IndexProofs.Plan {
    try explain(
      witness, values, usesIndexes, context.configuration.timeout, isMeasured: false,
      isAlone: isAlone
    )
    .shown(preferring: names)
  }

  /// - Returns: `nil` where it needs longer.
  private func plan(
    _ witness: IndexWitness, _ values: [String?], usesIndexes: Bool, preferring names: [String],
    measuredFor limit: Duration
  ) throws -> IndexProofs.Plan? {
    do {
      return try explain(witness, values, usesIndexes, limit, isMeasured: true, isAlone: true)
        .shown(preferring: names)
    } catch let error as TransactionError {
      guard error.postgresError?.sqlState == .queryCancelled else { throw error }
      return nil
    }
  }

  private func explain(
    _ witness: IndexWitness, _ values: [String?], _ usesIndexes: Bool, _ limit: Duration,
    isMeasured: Bool, isAlone: Bool
  ) throws -> ProofPlan {
    let deadline = Deadline.after(limit + context.configuration.timeout)
    let text = try connection.transaction(readOnly: true, deadline: context.requestDeadline) {
      try connection.executeScript(
        ProofQueries.planner(
          usesIndexes: usesIndexes,
          limitMilliseconds: max(1, Int(saturating: limit.seconds * 1000)), isAlone: isAlone),
        deadline: context.requestDeadline)
      return try connection.query(
        ProofQueries.plan(witness.statement(connection.backend), isMeasured: isMeasured), values,
        deadline: deadline
      ).only().string("QUERY PLAN")
    }
    guard let plan = ProofPlan(text) else {
      throw Failure(.error, tr("the server's plan is not understood"))
    }
    return plan
  }
}
