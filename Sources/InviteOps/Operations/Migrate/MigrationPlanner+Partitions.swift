internal import InviteDomain
internal import InviteStorage
internal import Localization

/// Indexes of partitioned tables: the part of each partition is built beside its writers, then all are put
/// together.
extension MigrationPlanner {
  /// The steps that complete the index of a partitioned table; `nil` where its state alone decides.
  ///
  /// - Throws: ``Failure/Kind/conflict`` for a partition that has no index of ours, and where a name is taken;
  ///   ``Failure/Kind/debris`` for what only a repair changes.
  func partSteps(for facts: MigrationIndex) throws(Failure) -> [MigrationPlan.Step]? {
    let index = facts.index
    switch facts.state {
    case .absent, .partial: break
    default: return nil
    }
    let parts = snapshot.parts(of: index)
    if let foreign = parts.first(where: \.isForeign) {
      throw Failure(
        .conflict,
        tr(
          "\(foreign.table.title), a partition of \(index.table), is a foreign table: \(index.name) can "
            + "not become valid"),
        hint: tr(
          "ALTER TABLE \(schema).\(index.table) DETACH PARTITION \(foreign.table.schema)."
            + "\(foreign.table.identifier), then run this again"))
    }
    if let stuck = stuck(facts, parts) {
      guard repair else {
        throw Failure(
          .debris,
          tr("\(stuck.name) is not valid, though every partition's part of it is attached"),
          hint: tr("'invitectl migrate repair' drops it with its parts and builds them again"))
      }
      let gone = parts.filter(\.isLeaf).map { part in
        let name = index.partName(on: part.table.name)
        return part.isAttached
          ? index.part(name, on: part.partition, called: part.table.title) : part.index
      }
      return [.dropAll(stuck)] + gone.map { .build($0) }
        + [.join(index, PartitionJoin(index, .absent, parts.map(\.loose), in: schema))]
    }
    var steps: [MigrationPlan.Step] = []
    for part in parts where !part.isDone {
      if part.table.kind == "p" {
        try checkTop(part)
      } else if part.isAttached {
        guard repair else { throw Self.foreignDebris(part.index) }
        steps.append(.reindex(part.index))
      } else {
        steps += try self.steps(
          for: MigrationIndex(index: part.index, state: part.state, bytes: part.bytes))
      }
    }
    return steps + [.join(index, PartitionJoin(index, facts.state, parts, in: schema))]
  }

  /// The topmost index that every part is attached to and that is not valid.
  private func stuck(_ facts: MigrationIndex, _ parts: [IndexPart]) -> PerformanceIndex? {
    if facts.state.isStuck { return facts.index }
    guard var part = parts.first(where: { $0.table.kind == "p" && $0.state.isStuck }) else {
      return nil
    }
    while part.isAttached {
      guard let above = parts.first(where: { $0.table.oid == part.table.parent }) else {
        return facts.index
      }
      part = above
    }
    return part.index
  }

  /// What stands where the index of a partitioned partition should be.
  private func checkTop(_ part: IndexPart) throws(Failure) {
    switch part.state {
    case .different, .nameTaken:
      _ = try steps(for: MigrationIndex(index: part.index, state: part.state, bytes: nil))
    default: break
    }
  }

  // MARK: - Down

  /// The parts that invitectl has named and that nothing is attached to.
  func looseParts(of index: PerformanceIndex) -> [IndexPart] {
    snapshot.parts(of: index).filter { $0.isNamedByUs && !$0.isAttached && !$0.isForeign }
  }

  /// The steps that drop the index of a partitioned table; `nil` where its state alone decides.
  func partDropSteps(for facts: MigrationIndex) throws(Failure) -> [MigrationPlan.Step]? {
    switch facts.state {
    case .absent, .valid, .partial: break
    default: return nil
    }
    var steps: [MigrationPlan.Step] = facts.state == .absent ? [] : [.dropAll(facts.index)]
    for part in looseParts(of: facts.index) {
      switch part.state {
      // What another one has made under a name like ours stays.
      case .different, .nameTaken, .absent: break
      case .valid where part.table.kind == "p": steps.append(.dropAll(part.index))
      default:
        steps += try dropSteps(
          for: MigrationIndex(index: part.index, state: part.state, bytes: part.bytes))
      }
    }
    return steps
  }

  // MARK: - Rights

  /// What it takes to make an index on every partition.
  func checkPartitionPrivileges() throws(Failure) {
    let server = snapshot.server
    let tables = snapshot.partitions.filter { $0.level > 0 && $0.kind != "f" && !$0.isDetaching }
    for table in tables where !table.isOwned {
      let change =
        "ALTER TABLE \(table.schema).\(table.identifier) OWNER TO \(server.quotedRole)"
      throw Failure(
        .error,
        tr(
          "role \(server.role) does not own \(table.title), a partition of \(table.root), \(table.owner ?? "?") does"
        ),
        hint: table.owner.map { tr("\(server.membership(in: $0)), or \(change)") } ?? change)
    }
    for table in tables where !table.canCreateInSchema {
      throw Failure(
        .error,
        tr(
          "role \(server.role) may not create indexes in schema \(table.schema), where \(table.title) is"
        ),
        hint: "GRANT USAGE, CREATE ON SCHEMA \(table.schema) TO \(server.quotedRole)")
    }
  }
}

extension IndexState {
  fileprivate var isStuck: Bool {
    if case .partial(let partial) = self { return partial.isStuck }
    return false
  }
}

extension IndexPart {
  var partition: PerformanceIndex.Partition {
    .init(whole: whole.name, schema: table.schema, table: table.identifier)
  }

  /// For a sentence.
  var phrase: String {
    isForeign
      ? tr("a foreign table") : isAttached && state == .valid ? tr("attached") : state.phrase
  }

  /// What it is once the index of the whole is gone: to be built again, or still there.
  fileprivate var loose: IndexPart {
    var part = self
    part.isAttached = false
    if isAttached || table.kind == "p" {
      part.index = whole.part(whole.partName(on: table.name), on: partition, called: table.title)
      part.state = .absent
    }
    return part
  }
}
