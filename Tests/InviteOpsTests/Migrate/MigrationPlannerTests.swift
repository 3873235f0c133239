import Testing

@testable import InviteDomain
@testable import InviteOps
@testable import InviteStorage

@Suite struct MigrationPlannerTests {
  /// A healthy database with every index absent, at `revision`.
  static func snapshot(
    _ revision: RecordedRevision = .at(.commercialFields), state: IndexState = .absent,
    schema: Int = InvitectlSchema.latest
  ) -> MigrationSnapshot {
    MigrationSnapshot(
      server: MigrationServer(
        database: "invitehub", schema: .standard, role: "app", isReplica: false, isReadOnly: false,
        canCreateSchema: true, canCreateTemporary: true,
        readsStats: true, schemaVersion: schema, revisionWidth: 32),
      tables: (PerformanceIndex.requiredTables + [PerformanceIndex.optionalTable]).map {
        MigrationTable(
          name: $0, kind: "r", owner: "app", isOwned: true, bytes: 8192, rows: 1, elsewhere: nil)
      },
      indexes: PerformanceIndex.all.map { MigrationIndex(index: $0, state: state, bytes: nil) },
      revision: revision, leftovers: [], blockers: [], holder: nil)
  }

  private func words(_ plan: MigrationPlan) -> [String] { plan.steps.map(\.word) }

  @Test func `from 006 all are built and each revision is recorded after its own`() throws {
    let plan = try MigrationPlanner(snapshot: Self.snapshot()).up(to: .compositeIndexes)
    #expect(
      words(plan) == Array(repeating: "build", count: 8) + ["stamp"]
        + Array(repeating: "build", count: 3) + ["stamp"])
    #expect(plan.steps.compactMap(\.index) == PerformanceIndex.all)
  }

  @Test func `to 007 only its own are built`() throws {
    let plan = try MigrationPlanner(snapshot: Self.snapshot()).up(to: .performanceIndexes)
    #expect(words(plan) == Array(repeating: "build", count: 8) + ["stamp"])
  }

  @Test func `what is valid is only recorded, and what is recorded is not`() throws {
    let stamped = try MigrationPlanner(snapshot: Self.snapshot(state: .valid))
      .up(to: .compositeIndexes)
    #expect(words(stamped) == ["stamp", "stamp"])
    let done = try MigrationPlanner(snapshot: Self.snapshot(.at(.compositeIndexes), state: .valid))
      .up(to: .compositeIndexes)
    #expect(done.isEmpty)
  }

  @Test func `an index that is lost after its revision is built again`() throws {
    let plan = try MigrationPlanner(snapshot: Self.snapshot(.at(.compositeIndexes)))
      .up(to: .performanceIndexes)
    #expect(words(plan) == Array(repeating: "build", count: 11))
  }

  @Test func `every state has its own steps`() throws {
    let index = PerformanceIndex.all[0]
    let sighting = IndexBuildProgress(pid: 7, phase: nil)
    let ours = InvalidIndex(isOurs: true, matches: true, costsWrites: true)
    let cases: [(IndexState, [MigrationPlan.Step])] = [
      (.absent, [.build(index)]), (.valid, []), (.tableMissing, []),
      (.building(sighting), [.attach(index, sighting)]),
      (.invalid(ours), [.clear(index), .build(index)]),
      (.dropping(pid: nil), [.clear(index), .build(index)]),
      (.dropping(pid: 9), [.awaitDrop(index, pid: 9), .build(index)]),
    ]
    let planner = MigrationPlanner(snapshot: Self.snapshot())
    for (state, steps) in cases {
      let facts = MigrationIndex(index: index, state: state, bytes: nil)
      #expect(try planner.steps(for: facts) == steps)
    }
  }

  @Test func `foreign debris is refused unless repair was asked for`() throws {
    let facts = MigrationIndex(
      index: PerformanceIndex.all[0],
      state: .invalid(InvalidIndex(isOurs: false, matches: true, costsWrites: true)), bytes: nil)
    #expect(
      kind { _ = try MigrationPlanner(snapshot: Self.snapshot()).steps(for: facts) } == .debris)
    let planner = MigrationPlanner(snapshot: Self.snapshot(), repair: true)
    #expect(try planner.steps(for: facts) == [.reindex(facts.index)])
  }

  @Test func `a database without one known revision is a conflict`() {
    let revisions: [RecordedRevision] = [
      .empty, .tableMissing, .several([.commercialFields, .performanceIndexes]),
      .at(Revision(rawValue: "005_add_unauthorized")),
    ]
    for revision in revisions {
      let planner = MigrationPlanner(snapshot: Self.snapshot(revision))
      #expect(kind { _ = try planner.up(to: .compositeIndexes) } == .conflict)
      #expect(kind { _ = try planner.down(to: nil) } == .conflict)
      #expect(kind { _ = try planner.repairs() } == .conflict)
    }
  }

  @Test func `ahead means look, and do nothing`() throws {
    let revision = RecordedRevision.at(Revision(rawValue: "012_whatever"))
    let well = try MigrationPlanner(snapshot: Self.snapshot(revision, state: .valid))
      .up(to: .compositeIndexes)
    #expect(well.isEmpty && well.isAhead)
    let planner = MigrationPlanner(snapshot: Self.snapshot(revision))
    #expect(kind { _ = try planner.up(to: .compositeIndexes) } == .conflict)
    #expect(try planner.repairs().steps.count == 11)
  }

  @Test func `schema invitectl is made ahead of 008 too, whoever owns the tables`() throws {
    let revision = RecordedRevision.at(Revision(rawValue: "026_add_bulk_email_jobs_logs"))
    var snapshot = Self.snapshot(revision, state: .valid, schema: 0)
    for index in snapshot.tables.indices { snapshot.tables[index].isOwned = false }
    let plan = try MigrationPlanner(snapshot: snapshot).up(to: .compositeIndexes)
    #expect(words(plan) == ["schema"] && plan.isAhead)
    snapshot.server.canCreateSchema = false
    #expect(
      kind { _ = try MigrationPlanner(snapshot: snapshot).up(to: .compositeIndexes) } == .error)
  }

  @Test func `tables of a later revision without a recorded one are never stamped as 007`() throws {
    for revision in [RecordedRevision.tableMissing, .empty] {
      var snapshot = Self.snapshot(revision, state: .valid, schema: 0)
      snapshot.generation = BackendGeneration(GenerationTests.marks(.r026))
      let planner = MigrationPlanner(snapshot: snapshot)
      #expect(try planner.position() == .unrecorded(.r026))
      #expect(words(try planner.up(to: .compositeIndexes)) == ["schema"])
      #expect(kind { _ = try planner.down(to: nil) } == .conflict)
      snapshot.generation = BackendGeneration(GenerationTests.marks(.r008))
      #expect(kind { _ = try MigrationPlanner(snapshot: snapshot).position() } == .conflict)
    }
  }

  @Test func `down drops the newest first and records the way back`() throws {
    let snapshot = Self.snapshot(.at(.compositeIndexes), state: .valid)
    let one = try MigrationPlanner(snapshot: snapshot).down(to: nil)
    #expect(words(one) == ["drop", "drop", "drop", "stamp"])
    #expect(one.steps.first?.index == PerformanceIndex.all.last)
    let all = try MigrationPlanner(snapshot: snapshot).down(to: .commercialFields)
    #expect(all.steps.count == 13)
    #expect(all.steps.last == .stamp(from: .performanceIndexes, to: .commercialFields))
    #expect(try MigrationPlanner(snapshot: snapshot).down(to: .compositeIndexes).isEmpty)
  }

  @Test func `builds side by side are of different tables and wait for what comes first`() throws {
    var snapshot = Self.snapshot()
    let ours = InvalidIndex(isOurs: true, matches: true, costsWrites: false)
    snapshot.indexes[0].state = .invalid(ours)
    let plan = try MigrationPlanner(snapshot: snapshot).up(to: .compositeIndexes)
    let side = plan.independentBuilds(limit: 4)
    #expect(side.map(\.table) == ["invite_records", "invite_queue", "redeem_codes"])
    #expect(plan.independentBuilds(limit: 1).count == 1)
  }

  @Test func `the likely revision is the one whose indexes are all there`() {
    #expect(MigrationPlanner(snapshot: Self.snapshot()).likelyRevision == .commercialFields)
    #expect(
      MigrationPlanner(snapshot: Self.snapshot(state: .valid)).likelyRevision == .compositeIndexes)
  }

  private func kind(_ body: () throws -> Void) -> Failure.Kind? {
    do {
      try body()
      return nil
    } catch {
      return (error as? Failure)?.kind
    }
  }
}
