internal import InviteDomain
internal import Localization
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
    isPlain && table == index.table && columns == index.columns
  }

  /// Whether it has the index's columns, in another order.
  func isSwapped(_ index: PerformanceIndex) -> Bool {
    isPlain && table == index.table && columns != index.columns
      && columns.sorted() == index.columns.sorted()
  }

  private var columns: [String] { definition.split(separator: ", ").map { String($0) } }
}

/// Compares the indexes that are there with those of revisions 007 and 008, and says what they are worth.
enum IndexExamination {
  /// Indexes by what is the matter with them.
  private struct Findings {
    var missing: [String] = []
    var invalid: [String] = []
    var building: [String] = []
    var different: [String] = []
    var partial: [String] = []
    var isSwapped = false

    /// Each list with what it is.
    var named: [(String, [String])] {
      [
        (tr("being built"), building), (tr("missing"), missing), (tr("invalid"), invalid),
        (tr("different"), different), (tr("not on every partition"), partial),
      ]
    }

    mutating func note(_ index: PerformanceIndex, _ facts: [IndexFacts]) {
      guard let fact = facts.first(where: { $0.name == index.name }) else {
        return missing.append(index.name)
      }
      if fact.isBuilding {
        building.append(index.name)
      } else if !fact.isValid, fact.isDivided {
        partial.append(index.name)
      } else if !fact.isValid {
        invalid.append(index.name)
      } else if fact.isSwapped(index) {
        different.append(tr("\(index.name) (its columns in another order)"))
        isSwapped = true
      } else if !fact.matches(index) {
        different.append(index.name)
      }
    }

    func fixes(isBeyond: Bool) -> [String] {
      let first =
        !invalid.isEmpty || (isBeyond && different.isEmpty && building.isEmpty)
        ? "invitectl migrate repair"
        : !different.isEmpty
          ? "invitectl migrate verify"
          : !building.isEmpty
            ? tr("wait for the build; 'invitectl migrate status' shows it") : "invitectl migrate up"
      return [first] + (isSwapped ? ["invitectl migrate prove"] : [])
    }
  }

  /// - Parameters:
  ///   - uses: what the server has counted of those that are there.
  ///   - tables: the tables that are there; an index of another one is not missed.
  ///   - isBeyond: whether they are those of a revision after 008, where `migrate up` builds none.
  static func check(
    _ facts: [IndexFacts], _ uses: [IndexUse], tables: Set<String>, isBeyond: Bool
  ) -> DoctorReport.Check {
    let expected = PerformanceIndex.all.filter { tables.contains($0.table) }
    var findings = Findings()
    for index in expected { findings.note(index, facts) }
    let named = findings.named.filter { !$0.1.isEmpty }
    let well = expected.count - named.reduce(0) { $0 + $1.1.count }
    let isWell = Set(
      expected.filter { index in facts.contains { $0.name == index.name && $0.isWell(index) } }
        .map(\.name))
    let parts =
      named.map { tr("\($0.0): \($0.1.joined(separator: ", "))") }
      + worth(
        uses.filter { isWell.contains($0.name) },
        beside: Set(PerformanceIndex.all.map(\.name)).subtracting(isWell))
    let verdict: DoctorReport.Verdict =
      well == expected.count
      ? .pass : findings.invalid.isEmpty && findings.different.isEmpty ? .warn : .fail
    return .init(
      .indexes, verdict,
      ([tr("\(well) of \(expected.count) are well")] + parts).joined(separator: tr("; ")),
      why: tr(
        "queries read whole tables; an invalid index is kept up by every write and never used"),
      fixes: findings.fixes(isBeyond: isBeyond))
  }

  /// Those that cost their writes and may give nothing for it: no fault, and nothing to do in haste.
  private static func worth(_ uses: [IndexUse], beside unsound: Set<String>) -> [String] {
    let covered = uses.count { $0.verdict(beside: unsound) == .covered }
    let unused = uses.filter { $0.verdict(beside: unsound) == .unused }
    var parts: [String] = []
    if covered > 0 { parts.append(tr("\(covered) covered by another")) }
    if let first = unused.first { parts.append(tr("\(unused.count) not scanned \(first.rest)")) }
    guard !parts.isEmpty else { return [] }
    return parts + [tr("'invitectl migrate prove' says which, and what each is worth")]
  }
}
