import Testing

@testable import InviteDomain
@testable import InviteOps
@testable import InviteStorage

@Suite struct IndexStateTests {
  private let index = PerformanceIndex.all[0]

  private func found(_ change: (inout CatalogRelation) -> Void = { _ in }) -> CatalogRelation {
    var found = CatalogRelation(
      oid: 1, kind: "i", onTable: "public.team_members", isValid: true, isReady: true, isLive: true,
      definition:
        "CREATE INDEX ix_team_members_team_id ON public.team_members USING btree (team_id)",
      build: nil, dropper: nil, tableHolder: nil, work: nil)
    change(&found)
    return found
  }

  private func state(
    _ found: CatalogRelation?, tableExists: Bool = true, readsStats: Bool = true
  ) -> IndexState {
    IndexState(
      index, found, in: .standard, tableExists: tableExists, expected: index.definitionWithoutNames,
      readsStats: readsStats)
  }

  @Test func `the catalog decides`() {
    #expect(state(nil) == .absent)
    #expect(state(nil, tableExists: false) == .tableMissing)
    #expect(state(found()) == .valid)
    #expect(state(found { $0.kind = "S" }) == .nameTaken(by: "a sequence"))
    #expect(
      state(found { $0.onTable = "public.teams" }) == .nameTaken(by: "an index on public.teams"))
    #expect(
      state(
        found {
          $0.isLive = false
          $0.isValid = false
        }) == .dropping(pid: nil))
    #expect(
      state(
        found {
          $0.isValid = false
          $0.dropper = 5
        }) == .dropping(pid: 5))
    #expect(
      state(
        found {
          $0.isValid = false
          $0.work = .drop
        }) == .dropping(pid: nil))
  }

  @Test func `invalid also means being built`() {
    let sighting = IndexBuildProgress(pid: 3, phase: .sorting)
    #expect(
      state(
        found {
          $0.isValid = false
          $0.build = sighting
        }) == .building(sighting))
    #expect(
      state(
        found {
          $0.isValid = false
          $0.work = .build
          $0.isReady = false
        })
        == .invalid(InvalidIndex(isOurs: true, matches: true, costsWrites: false)))
    #expect(
      state(
        found {
          $0.isValid = false
          $0.definition = "CREATE INDEX a ON b USING hash (c)"
        })
        == .invalid(InvalidIndex(isOurs: false, matches: false, costsWrites: true)))
  }

  @Test func `who may not see builds takes a held table for one`() {
    let hidden = found {
      $0.isValid = false
      $0.tableHolder = 8
    }
    #expect(state(hidden, readsStats: false) == .building(IndexBuildProgress(pid: 8, phase: nil)))
    #expect(
      state(hidden) == .invalid(InvalidIndex(isOurs: false, matches: true, costsWrites: true)))
  }

  @Test func `a definition is compared without its names`() {
    #expect(
      IndexDefinition.withoutNames(#"CREATE UNIQUE INDEX "a b" ON ONLY public.t USING btree (x)"#)
        == "CREATE UNIQUE INDEX USING btree (x)")
    for index in PerformanceIndex.all {
      let text =
        "CREATE INDEX \(index.name) ON public.\(index.table) USING btree "
        + "(\(index.columns.joined(separator: ", ")))"
      #expect(IndexDefinition.withoutNames(text) == index.definitionWithoutNames)
    }
  }
}
