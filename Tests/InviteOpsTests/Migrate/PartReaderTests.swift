import Testing

@testable import InviteDomain
@testable import InviteOps
@testable import InviteStorage

/// From the catalog's rows to parts, and from parts to steps, state by state.
@Suite struct PartReaderTests {
  private static let whole = PerformanceIndex.all[3]
  private static let email = "CREATE INDEX x ON public.t USING btree (email)"

  private static func table(
    _ oid: Int, _ name: String, _ kind: String = "r", in parent: Int? = 1, level: Int = 1
  ) -> PartitionTable {
    PartitionTable(
      root: "invite_records", oid: oid, parent: parent, level: level, isDetaching: false,
      schema: "public", isAtHome: true, name: name, identifier: name, kind: kind, owner: "app",
      isOwned: true, canCreateInSchema: true, bytes: 8192, rows: 10)
  }

  private static let root = table(1, "invite_records", "p", in: nil, level: 0)

  private static func index(
    _ oid: Int, _ name: String, on node: Int, attachedTo: Int? = nil, valid: Bool = true,
    kind: String = "i", work: CatalogRelation.Work? = nil, definition: String = email,
    build: IndexBuildProgress? = nil
  ) -> PartitionIndex {
    PartitionIndex(
      node: node, name: name,
      relation: CatalogRelation(
        oid: oid, kind: kind, onTable: "public.t", isValid: valid, isReady: true, isLive: true,
        definition: definition, build: build, dropper: nil, tableHolder: nil, work: work),
      bytes: 8192, attachedTo: attachedTo)
  }

  /// - Parameter valid: of the index of the whole; `nil` without one.
  private static func read(
    _ nodes: [PartitionTable], _ indexes: [PartitionIndex], whole valid: Bool? = nil,
    taken: [Int: [String: String]] = [:]
  ) -> (state: IndexState, parts: [IndexPart]) {
    let found = valid.map {
      CatalogRelation(
        oid: 100, kind: "I", onTable: "public.invite_records", isValid: $0, isReady: true,
        isLive: true, definition: email)
    }
    let own = IndexState(
      whole, found, in: .standard, tableExists: true, expected: whole.definitionWithoutNames,
      readsStats: true, isPartitioned: true)
    return PartReader(
      nodes: [root] + nodes, indexes: indexes, taken: taken,
      expected: \.definitionWithoutNames, readsStats: true
    ).read(whole, found, own: own)
  }

  private static func plan(
    _ found: (state: IndexState, parts: [IndexPart]), repair: Bool = false
  ) throws -> [String] {
    var snapshot = MigrationPlannerTests.snapshot()
    for place in snapshot.tables.indices where snapshot.tables[place].name == "invite_records" {
      snapshot.tables[place].kind = "p"
    }
    snapshot.parts = found.parts
    let planner = MigrationPlanner(snapshot: snapshot, repair: repair)
    return try planner.steps(for: MigrationIndex(index: whole, state: found.state, bytes: nil))
      .flatMap { step in
        if case .join(_, let join) = step { return ["join"] + join.statements }
        return ["\(step.word) \(step.index?.name ?? "")"]
      }
  }

  private static let a = table(2, "a")
  private static let b = table(3, "b")

  @Test func `without anything each is built and then all are put together`() throws {
    let found = Self.read([Self.a, Self.b], [])
    #expect(found.state == .absent)
    #expect(
      try Self.plan(found) == [
        "build ix_a_email", "build ix_b_email", "join",
        "CREATE INDEX ix_invite_records_email ON ONLY public.invite_records (email)",
        "ALTER INDEX public.ix_invite_records_email ATTACH PARTITION public.ix_b_email",
        "ALTER INDEX public.ix_invite_records_email ATTACH PARTITION public.ix_a_email",
      ])
  }

  @Test func `without partitions there is nothing to attach`() throws {
    #expect(
      try Self.plan(Self.read([], [])) == [
        "join", "CREATE INDEX ix_invite_records_email ON ONLY public.invite_records (email)",
      ])
    #expect(Self.read([], [], whole: true).state == .valid)
  }

  @Test func `levels are made from the top and attached from the bottom`() throws {
    let divided = Self.table(4, "c", "p")
    let leaf = Self.table(5, "d", in: 4, level: 2)
    let found = Self.read([Self.a, divided, leaf], [Self.index(9, "e", on: 5)])
    #expect(
      try Self.plan(found) == [
        "build ix_a_email", "join",
        "CREATE INDEX ix_invite_records_email ON ONLY public.invite_records (email)",
        "CREATE INDEX ix_c_email ON ONLY public.c (email)",
        #"ALTER INDEX public.ix_c_email ATTACH PARTITION public."e""#,
        "ALTER INDEX public.ix_invite_records_email ATTACH PARTITION public.ix_c_email",
        "ALTER INDEX public.ix_invite_records_email ATTACH PARTITION public.ix_a_email",
      ])
  }

  @Test func `what is attached and valid is done`() throws {
    let found = Self.read(
      [Self.a, Self.b],
      [Self.index(8, "x", on: 2, attachedTo: 100), Self.index(9, "y", on: 3, attachedTo: 100)],
      whole: true)
    #expect(found.state == .valid)
    #expect(try Self.plan(found).isEmpty)
  }

  @Test func `half of it is completed and the other half left alone`() throws {
    let found = Self.read(
      [Self.a, Self.b], [Self.index(8, "x", on: 2, attachedTo: 100)], whole: false)
    #expect(
      found.state == .partial(PartialIndex(total: 2, attached: 1, isStuck: false)))
    #expect(
      try Self.plan(found) == [
        "build ix_b_email", "join",
        "ALTER INDEX public.ix_invite_records_email ATTACH PARTITION public.ix_b_email",
      ])
  }

  /// Each state of an index under our name, and what comes before the putting together.
  @Test func `every state of a part has its own steps`() throws {
    let sighting = IndexBuildProgress(pid: 7, phase: .sorting)
    let cases: [(PartitionIndex, [String])] = [
      (Self.index(9, "ix_a_email", on: 2), []),
      (
        Self.index(9, "ix_a_email", on: 2, valid: false, work: .build),
        ["clear ix_a_email", "build ix_a_email"]
      ),
      (Self.index(9, "ix_a_email", on: 2, valid: false, build: sighting), ["attach ix_a_email"]),
      (
        Self.index(9, "ix_a_email", on: 2, valid: false, work: .drop),
        ["clear ix_a_email", "build ix_a_email"]
      ),
      (Self.index(9, "by_hand", on: 2), []),
      // A part of another index cannot be one of this.
      (Self.index(9, "x", on: 2, attachedTo: 55), ["build ix_a_email"]),
      (Self.index(9, "x", on: 2, valid: false), ["build ix_a_email"]),
    ]
    for (index, steps) in cases {
      #expect(try Self.plan(Self.read([Self.a], [index])).prefix { $0 != "join" } == steps[...])
    }
  }

  @Test func `what cannot be is refused`() {
    func kind(_ found: (state: IndexState, parts: [IndexPart])) -> Failure.Kind? {
      do {
        _ = try Self.plan(found)
        return nil
      } catch { return (error as? Failure)?.kind }
    }
    let other = "CREATE INDEX x ON public.a USING btree (email DESC)"
    #expect(kind(Self.read([Self.table(2, "a", "f")], [])) == .conflict)
    #expect(
      kind(Self.read([Self.a], [Self.index(9, "ix_a_email", on: 2, definition: other)]))
        == .conflict)
    #expect(kind(Self.read([Self.a], [], taken: [2: ["ix_a_email": "a view"]])) == .conflict)
    #expect(
      kind(Self.read([Self.a], [Self.index(9, "ix_a_email", on: 2, valid: false)])) == .debris)
    #expect(
      kind(
        Self.read(
          [Self.a], [Self.index(9, "x", on: 2, attachedTo: 100, valid: false)], whole: false))
        == .debris)
    // All attached, and the server was never asked again.
    let stuck = Self.read([Self.a], [Self.index(9, "x", on: 2, attachedTo: 100)], whole: false)
    #expect(stuck.state == .partial(PartialIndex(total: 1, attached: 1, isStuck: true)))
    #expect(kind(stuck) == .debris)
  }

  @Test func `repair makes anew what no ATTACH can make valid`() throws {
    let stuck = Self.read([Self.a], [Self.index(9, "x", on: 2, attachedTo: 100)], whole: false)
    #expect(
      try Self.plan(stuck, repair: true) == [
        "drop ix_invite_records_email", "build ix_a_email", "join",
        "CREATE INDEX ix_invite_records_email ON ONLY public.invite_records (email)",
        "ALTER INDEX public.ix_invite_records_email ATTACH PARTITION public.ix_a_email",
      ])
    let broken = Self.read(
      [Self.a, Self.b],
      [
        Self.index(9, "x", on: 2, attachedTo: 100, valid: false),
        Self.index(10, "ix_b_email", on: 3),
      ],
      whole: false)
    #expect(
      try Self.plan(broken, repair: true) == [
        "reindex x", "join",
        "ALTER INDEX public.ix_invite_records_email ATTACH PARTITION public.ix_b_email",
      ])
  }

  @Test func `names are the same each time, within 63 bytes, and told apart`() {
    let long = String(repeating: "ä", count: 31)
    let name = Self.whole.partName(on: long)
    #expect(name.utf8.count <= 63 && name.hasPrefix("ix_ää"))
    #expect(name == Self.whole.partName(on: long))
    #expect(name != Self.whole.partName(on: long + "x"))
    #expect(name != PerformanceIndex.all[2].partName(on: long))
    #expect(Self.whole.partName(on: "invite_records_2027_01") == "ix_invite_records_2027_01_email")
    // The longest that fits as it is.
    let fits = String(repeating: "a", count: 63 - "ix__email".count)
    #expect(Self.whole.partName(on: fits) == "ix_\(fits)_email")
    #expect(Self.whole.partName(on: fits + "a").utf8.count == 63)
  }
}
