internal import LosslessJSON

/// A plan as EXPLAIN (FORMAT JSON) writes it (src/backend/commands/explain.c).
struct ProofPlan {
  let root: JSONValue
  private let execution: Double?

  init?(_ text: String) {
    guard let answer = try? JSONValue(parsing: Array(text.utf8)), let plan = answer[0]?["Plan"]
    else { return nil }
    root = plan
    execution = answer[0]?["Execution Time"]?.double
  }

  /// The indexes that it reads, from the top.
  var indexes: [String] { Self.indexes(root) }

  private static func indexes(_ node: JSONValue) -> [String] {
    (node["Index Name"]?.string.map { [$0] } ?? [])
      + (node["Plans"]?.array ?? []).flatMap(indexes)
  }

  /// - Parameter names: those of the index that the plan is asked about, which goes before others.
  func shown(preferring names: [String]) -> IndexProofs.Plan {
    let found = indexes
    var plan = IndexProofs.Plan(
      cost: root["Total Cost"]?.double ?? 0,
      index: found.first { names.contains($0) } ?? found.first)
    guard let execution else { return plan }
    plan.milliseconds = execution
    plan.rows = Self.rows(root)
    let buffers = ["Shared Hit Blocks", "Shared Read Blocks"].compactMap { root[$0]?.int }
    plan.buffers = buffers.reduce(0, +)
    return plan
  }

  /// Of the nodes that read the table: those that have none below them.
  private static func rows(_ node: JSONValue) -> Int {
    let below = node["Plans"]?.array ?? []
    guard below.isEmpty else { return below.reduce(0) { $0 + rows($1) } }
    return Int(((node["Actual Rows"]?.double ?? 0) * (node["Actual Loops"]?.double ?? 1)).rounded())
  }
}
