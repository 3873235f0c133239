internal import InviteDomain
internal import PostgresClient

/// One of the eleven indexes as the catalog has it.
struct IndexFacts: Sendable {
  let name: String
  let isValid: Bool
  /// Whether somebody builds it at this moment.
  let isBuilding: Bool
  let table: String
  let definition: String
  let isPlain: Bool
  /// Whether it is the index of a partitioned table, which is invalid until every partition has its part.
  let isDivided: Bool

  init(_ row: PostgresRow) throws(PostgresError) {
    name = try row.string("name")
    isValid = try row.bool("valid")
    isBuilding = try row.bool("building")
    table = try row.string("on_table")
    definition = try row.string("definition")
    isPlain = try row.bool("plain")
    isDivided = try row.bool("divided")
  }

  func isWell(_ index: PerformanceIndex) -> Bool { isValid && !isBuilding && matches(index) }

  func matches(_ index: PerformanceIndex) -> Bool {
    isPlain && table == index.table && definition == index.columns.joined(separator: ", ")
  }
}

/// Compares the indexes that are there with those of revisions 007 and 008.
enum IndexExamination {
  /// - Parameters:
  ///   - tables: the tables that are there; an index of another one is not missed.
  ///   - isBeyond: whether they are those of a revision after 008, where `migrate up` builds none.
  static func check(
    _ facts: [IndexFacts], tables: Set<String>, isBeyond: Bool
  ) -> DoctorReport.Check {
    let expected = PerformanceIndex.all.filter { tables.contains($0.table) }
    var missing: [String] = []
    var invalid: [String] = []
    var building: [String] = []
    var different: [String] = []
    var partial: [String] = []
    for index in expected {
      guard let fact = facts.first(where: { $0.name == index.name }) else {
        missing.append(index.name)
        continue
      }
      if fact.isBuilding {
        building.append(index.name)
      } else if !fact.isValid, fact.isDivided {
        partial.append(index.name)
      } else if !fact.isValid {
        invalid.append(index.name)
      } else if !fact.matches(index) {
        different.append(index.name)
      }
    }
    let wanting = missing + invalid + building + different + partial
    let well = expected.count - wanting.count
    let parts = [
      ("being built", building), ("missing", missing), ("invalid", invalid),
      ("different", different), ("not on every partition", partial),
    ]
    .filter { !$0.1.isEmpty }.map { "\($0.0): \($0.1.joined(separator: ", "))" }
    let detail = (["\(well) of \(expected.count) are well"] + parts).joined(separator: "; ")
    let fix =
      !invalid.isEmpty || (isBeyond && different.isEmpty && building.isEmpty)
      ? "invitectl migrate repair"
      : !different.isEmpty
        ? "invitectl migrate verify"
        : !building.isEmpty
          ? "wait for the build; 'invitectl migrate status' shows it" : "invitectl migrate up"
    let verdict: DoctorReport.Verdict =
      well == expected.count ? .pass : invalid.isEmpty && different.isEmpty ? .warn : .fail
    return .init(
      .indexes, verdict, detail,
      why: "queries read whole tables; an invalid index is kept up by every write and never used",
      fix: fix)
  }
}
