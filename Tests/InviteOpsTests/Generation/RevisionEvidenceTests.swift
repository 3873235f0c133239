import Testing

@testable import InviteDomain

/// The recorded revision held against the tables: which is ahead, and by what.
@Suite struct RevisionEvidenceTests {
  private func evidence(_ recorded: Int, _ tables: BackendTables) -> RevisionEvidence {
    var marks = GenerationTests.marks(tables)
    if tables >= .r010 { marks.columns["rebind_history"] = ["id"] }
    if tables >= .r017 { marks.columns["orders"]?.insert("coupon_code") }
    return RevisionEvidence(recorded: recorded, BackendGeneration(Self.whole(marks)))
  }

  /// With what revision 006 makes.
  private static func whole(_ marks: GenerationMarks) -> GenerationMarks {
    var marks = marks
    marks.columns["redeem_codes"]?.formUnion(["validity_days", "activated_at", "bound_email"])
    marks.columns["invite_records"]?.insert("is_rebind")
    return marks
  }

  @Test(arguments: BackendTables.allCases)
  func `what was recorded when the tables were made goes with them`(tables: BackendTables) {
    let found = evidence(tables.rawValue, tables)
    #expect(found.early == [] && found.missing == [] && !found.isStale)
  }

  @Test(arguments: BackendTables.allCases, [6, 7, 8] + Array(9...26))
  func `the one that is behind is told by what lies between`(tables: BackendTables, recorded: Int) {
    let found = evidence(recorded, tables)
    for part in found.early {
      #expect(part.revision > recorded && part.revision <= tables.rawValue)
    }
    for part in found.missing {
      #expect(part.revision <= recorded && part.revision > tables.rawValue)
    }
    // Each generation's own mark is among them: of columns and tables where they are there, of all
    // where they are not.
    let labels: Set<Int> = [11, 13, 20, 21, 25]
    let between = BackendTables.allCases.map(\.rawValue)
    for number in between where number > 8 {
      if number > recorded, number <= tables.rawValue, !labels.contains(number) {
        #expect(found.early.contains { $0.revision == number || $0.revision == number - 1 })
      }
      if number <= recorded, number > tables.rawValue {
        #expect(found.missing.contains { $0.revision == number || $0.revision == number - 1 })
      }
    }
    #expect(found.isStale == (tables == .r008 && recorded > 8))
  }

  @Test func `tables alone are no newer tables, and labels of an old type no older ones`() {
    var marks = GenerationTests.marks(.r012)
    marks.columns["rebind_history"] = ["id"]
    marks.columns["orders"] = ["id", "email"]
    let tables = RevisionEvidence(recorded: 12, BackendGeneration(Self.whole(marks)))
    #expect(tables.early.map(\.what) == ["table orders", "orders.email"])
    #expect(!tables.tablesAreAhead && !tables.recordIsAhead)
    marks = GenerationTests.marks(.r026)
    marks.labels["invitestatus"] = ["pending", "success", "failed"]
    marks.columns["teams"]?.remove("mailbox_id")
    marks.columns["rebind_history"] = ["id"]
    marks.columns["orders"]?.insert("coupon_code")
    #expect(
      !RevisionEvidence(recorded: 26, BackendGeneration(Self.whole(marks))).recordIsAhead)
  }

  @Test func `003, which the entrypoint records, on tables of 008`() {
    let found = evidence(3, .r008)
    #expect(found.isStale && found.tablesAreAhead)
    #expect(found.early.first?.description == "redeem_codes.validity_days (006)")
    #expect(
      RevisionEvidence.list(found.early)
        == "redeem_codes.validity_days (006), redeem_codes.activated_at (006) and 2 more")
    #expect(!evidence(3, .r013).isStale)
  }
}
