internal import InviteDomain
internal import Localization

extension MigrationPlanner {
  /// The plan of `migrate down`: drop what the revisions after `target` made, newest first, and
  /// move alembic_version back after each.
  ///
  /// - Parameter target: `nil` for one revision back.
  func down(to target: Revision?) throws(Failure) -> MigrationPlan {
    let position = try position()
    try checkTables()
    guard case .within(let revision, let recorded) = position else {
      throw downFailure(position)
    }
    try checkPrivileges(records: true)
    let goal: Int
    if let target {
      goal = Revision.ours.firstIndex { $0.revision == target }.map { $0 + 1 } ?? 0
    } else {
      goal = max(0, recorded - 1)
    }
    guard recorded > goal else {
      return MigrationPlan(steps: [], skipped: [], revision: revision, isAhead: false)
    }
    var plan = MigrationPlan(steps: schemaSteps, skipped: [], revision: revision, isAhead: false)
    // What later revisions have made goes too, recorded or not: none of it stays above the goal.
    for place in stride(from: Revision.ours.count - 1, through: goal, by: -1) {
      let entry = Revision.ours[place]
      for facts in facts(of: entry.revision).reversed() {
        plan.steps += place < recorded ? try dropSteps(for: facts) : unrecordedDrop(facts)
      }
      if place < recorded {
        plan.steps.append(.stamp(from: entry.revision, to: entry.downRevision))
      }
    }
    return plan
  }

  /// Of what no revision on record has made only that goes which is as the revision makes it.
  private func unrecordedDrop(_ facts: MigrationIndex) -> [MigrationPlan.Step] {
    if snapshot.isPartitioned(facts.index) {
      let whole: [MigrationPlan.Step] = facts.state == .valid ? [.dropAll(facts.index)] : []
      return whole
        + looseParts(of: facts.index).flatMap { part in
          unrecordedDrop(MigrationIndex(index: part.index, state: part.state, bytes: nil))
        }
    }
    return switch facts.state {
    case .valid, .dropping(nil): [.drop(facts.index)]
    case .invalid(let invalid) where invalid.isOurs: [.drop(facts.index)]
    default: []
    }
  }

  func dropSteps(for facts: MigrationIndex) throws(Failure) -> [MigrationPlan.Step] {
    let index = facts.index
    if snapshot.isPartitioned(index), let steps = try partDropSteps(for: facts) { return steps }
    switch facts.state {
    case .absent, .tableMissing: return []
    case .valid, .invalid: return [.drop(index)]
    case .partial: return [.dropAll(index)]
    case .building(let sighting): return [.attach(index, sighting), .drop(index)]
    case .dropping(let pid): return pid.map { [.awaitDrop(index, pid: $0)] } ?? [.drop(index)]
    case .different(let actual, _):
      throw Failure(
        .conflict, tr("index \(index.name) is not what the revision made, but \(actual)"),
        hint: tr("it is never dropped for you; rename or drop it by hand, then run this again"))
    case .nameTaken(let noun):
      throw Failure(
        .conflict,
        tr(
          "the name \(index.name) in schema \(index.partition?.schema ?? "\(schema)") belongs to \(noun)"
        ),
        hint: tr("rename that one, then run this again"))
    }
  }

  /// The plan of `migrate repair`: finish drops, rebuild what is invalid, build what the recorded
  /// revision says is there. It never moves alembic_version.
  func repairs() throws(Failure) -> MigrationPlan {
    let position = try position()
    try checkTables()
    try checkPrivileges(records: false)
    let (revision, recorded): (Revision?, Int) =
      switch position {
      case .within(let revision, let recorded): (revision, recorded)
      case .ahead(let revision), .outgrown(let revision, _): (revision, Revision.ours.count)
      case .unrecorded: (nil, Revision.ours.count)
      }
    var plan = MigrationPlan(steps: [], skipped: [], revision: revision, isAhead: false)
    if case .within = position {} else { plan.isAhead = true }
    for (place, entry) in Revision.ours.enumerated() {
      for facts in facts(of: entry.revision) {
        switch facts.state {
        case .absent where place >= recorded:
          plan.steps += looseParts(of: facts.index).compactMap { part in
            switch part.state {
            case .dropping(nil): .clear(part.index)
            case .invalid(let invalid) where invalid.isOurs: .clear(part.index)
            default: nil
            }
          }
        case .dropping(nil) where place >= recorded: plan.steps.append(.clear(facts.index))
        case .invalid(let invalid) where invalid.isOurs && place >= recorded:
          plan.steps.append(.clear(facts.index))
        case .tableMissing: plan.skipped.append(facts.index)
        default: plan.steps += try steps(for: facts)
        }
      }
    }
    if !plan.steps.isEmpty || plan.isAhead { plan.steps = schemaSteps + plan.steps }
    return plan
  }
}
