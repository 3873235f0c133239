import InviteDomain
import InviteOps
import Localization

/// How much is shown of very many rows: some of each kind, and the others by their number.
enum RetryExtent {
  /// Rows that are named where `--limit` asks for no more.
  static let rows = 20
  /// Errors and reasons that are said.
  static let reasons = 10

  /// Rows that a table leaves out, of which the same is said.
  struct Kind {
    let verdict: RetryRow.Verdict
    /// What was done, or would be.
    let value: String?
    /// Of the first of them.
    let evidence: String
    let count: Int
  }

  /// The rows of a table: of each kind the first, as many as there is room for, in the order of all.
  static func sample<Row>(_ rows: [Row], most: Int, kind: (Row) -> String) -> [Row] {
    guard rows.count > most else { return rows }
    let kinds = rows.indices.groupedInOrder { kind(rows[$0]) }
    var chosen: [Int] = []
    var turn = 0
    while chosen.count < most {
      for places in kinds where turn < places.count && chosen.count < most {
        chosen.append(places[turn])
      }
      turn += 1
    }
    return chosen.sorted().map { rows[$0] }
  }

  /// What `shown` has not of `rows`, the most first.
  static func rest(
    of rows: [RetryRow], besides shown: [RetryRow], _ value: (RetryRow) -> String?
  ) -> [Kind] {
    let named = Set(shown.map(place))
    let groups = rows.filter { !named.contains(place($0)) }.groupedInOrder { row in
      "\(row.verdict) \(value(row) ?? "") \(anonymous(row.evidence, row))"
    }
    let kinds = groups.map { group in
      Kind(
        verdict: group[0].verdict, value: value(group[0]), evidence: group[0].evidence,
        count: group.count)
    }
    let order = kinds.indices.sorted { (kinds[$1].count, $0) < (kinds[$0].count, $1) }
    return order.map { kinds[$0] }
  }

  /// Reasons and commands that name rows of their own are the same but for those.
  static func digest(_ rows: [RetryRow]) -> FindingRendering.Digest {
    let byPlace = Dictionary(rows.map { (place($0), $0) }) { first, _ in first }
    return FindingRendering.Digest(
      most: reasons,
      key: { finding in
        let text = finding.reason + "\u{0}" + finding.hint
        guard let id = finding.id, let row = byPlace["\(finding.table) \(id)"] else { return text }
        return anonymous(text, row)
      },
      all: tr(
        "what is to be done about each of the others: the same with -n -o json --show, or with "
          + "--code and its code"))
  }

  private static func place(_ row: RetryRow) -> String { "\(row.source.rawValue) \(row.id)" }

  private static func anonymous(_ text: String, _ row: RetryRow) -> String {
    FindingRendering.withoutNumbers(
      row.ownNames.reduce(text) { $0.replacing($1, with: "#") })
  }
}
