import Testing

@testable import InviteDomain
@testable import InviteOps
@testable import InviteStorage

/// What the planner makes of a record that does not go with the tables and the indexes.
@Suite struct MigrationRecordTests {
  private func planner(
    _ revision: RecordedRevision, _ tables: BackendTables, state: IndexState = .valid,
    schema: Int = InvitectlSchema.latest
  ) -> MigrationPlanner {
    var snapshot = MigrationPlannerTests.snapshot(revision, state: state, schema: schema)
    var marks = GenerationTests.marks(tables)
    marks.columns["redeem_codes"]?.formUnion(["validity_days", "activated_at", "bound_email"])
    marks.columns["invite_records"]?.insert("is_rebind")
    snapshot.generation = BackendGeneration(marks)
    return MigrationPlanner(snapshot: snapshot)
  }

  private func failure(_ body: () throws -> Void) -> Failure? {
    do {
      try body()
      return nil
    } catch {
      return error as? Failure
    }
  }

  @Test(arguments: [Revision.commercialFields, .performanceIndexes, .compositeIndexes])
  func `tables of later revisions: nothing is dropped, nothing stamped`(revision: Revision) throws {
    let planner = planner(.at(revision), .r013)
    #expect(try planner.position() == .outgrown(revision, .r013))
    let up = try planner.up(to: .compositeIndexes)
    #expect(up.isEmpty && up.isAhead && up.revision == revision)
    let refusal = failure { _ = try planner.down(to: nil) }
    #expect(refusal?.kind == .conflict)
    #expect(refusal?.message.contains("with the tables of revision 013") == true)
    #expect(try planner.repairs().isEmpty)
    #expect(planner.recordNote?.contains("tables are those of revision 013") == true)
    #expect(planner.staleRecord == nil)
  }

  @Test func `a later record on tables of 008 names what is missing and what fits`() throws {
    let planner = planner(.at(Revision(rawValue: "013_normalize_enum_casing")), .r008)
    let refusal = failure { _ = try planner.down(to: nil) }
    #expect(refusal?.message.contains("no redeem_codes.rebind_count (009)") == true)
    #expect(refusal?.hint?.contains("migrate stamp 008_add_composite_indexes") == true)
    // The indexes are as they should be all the same.
    #expect(try planner.up(to: .compositeIndexes).isEmpty)
  }

  @Test func `a record before 006 that the tables contradict is no way back`() {
    let planner = planner(.at(Revision(rawValue: "003_remove_gemini")), .r008, state: .absent)
    let refusal = failure { _ = try planner.up(to: .compositeIndexes) }
    #expect(refusal?.hint?.contains("migrate stamp 006_add_commercial_fields") == true)
    #expect(refusal?.hint?.contains("alembic upgrade") == false)
  }

  @Test func `without a record schema invitectl is made, and then the stamp is asked for`() throws {
    for revision in [RecordedRevision.tableMissing, .empty] {
      let planner = planner(revision, .r008, schema: 0)
      #expect(try planner.up(to: .compositeIndexes).steps.map(\.word) == ["schema"])
      #expect(
        planner.refusalAfterSchema(to: .compositeIndexes)?.hint?.contains("stamp 008") == true)
      var without = planner
      without.snapshot.tables[0].kind = nil
      #expect(failure { _ = try without.up(to: .compositeIndexes) }?.kind == .conflict)
    }
    let recorded = planner(.at(.compositeIndexes), .r008, schema: 0)
    #expect(recorded.refusalAfterSchema(to: .compositeIndexes) == nil)
  }

  @Test func `down leaves nothing above its goal, and what no record claims only as it should be`()
    throws
  {
    var planner = planner(.at(.performanceIndexes), .r008)
    let plan = try planner.down(to: nil)
    #expect(plan.steps.map(\.word) == Array(repeating: "drop", count: 11) + ["stamp"])
    #expect(plan.steps.first?.index == PerformanceIndex.all.last)
    for index in 8..<11 {
      planner.snapshot.indexes[index].state = .different(actual: "one", expected: "another")
    }
    #expect(
      try planner.down(to: nil).steps.map(\.word) == Array(repeating: "drop", count: 8) + ["stamp"])
    // Where the goal is where it stands nothing was asked for.
    #expect(try planner.down(to: .performanceIndexes).isEmpty)
  }
}
