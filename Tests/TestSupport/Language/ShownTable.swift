/// A table among lines that were shown: two blanks between its columns.
public struct ShownTable: CustomStringConvertible {
  /// Its heading, and its rows.
  public let lines: [String]

  public var description: String { lines.joined(separator: "\n") }

  /// The first table whose heading begins with these words; `nil` without one, or without a row.
  public init?(_ text: [String], heading: String) {
    let found = text.firstIndex { line in line.drop { $0 == " " }.hasPrefix(heading) }
    guard let start = found else { return nil }
    // A row has two columns at least.
    let rows = text[(start + 1)...].prefix { Self.columns($0) > 1 }
    guard !rows.isEmpty else { return nil }
    lines = [text[start]] + rows
  }

  /// How many columns its heading has.
  public var columns: Int { Self.columns(lines[0]) }

  /// Whether its columns are lined up: what divides those of the heading divides those of each row, in the
  /// same cells, and the texts of a column begin in one cell, or end in one.
  public var isAligned: Bool {
    let (between, all) = (gutters, cells)
    guard between.count == columns - 1 else { return false }
    let starts = [0] + between.map(\.upperBound)
    let ends = between.map(\.lowerBound) + [all.reduce(0) { max($0, $1.count) }]
    return zip(starts, ends).allSatisfy { start, end in
      let texts = all.compactMap { Self.text(in: $0, start, end) }
      return texts.allSatisfy { $0.lowerBound == texts[0].lowerBound }
        || texts.allSatisfy { $0.upperBound == texts[0].upperBound }
    }
  }

  /// Where the text between two cells is; `nil` where there is none.
  private static func text(in line: [Bool], _ start: Int, _ end: Int) -> Range<Int>? {
    let taken = line.indices.filter { $0 >= start && $0 < end && line[$0] }
    guard let first = taken.first, let last = taken.last else { return nil }
    return first..<last + 1
  }

  /// How many cells it takes without its last column, which may run on.
  public var width: Int { gutters.last?.upperBound ?? 0 }

  private static func columns(_ line: String) -> Int {
    line.split(separator: #/ {2,}/#).count
  }

  /// Of each line, which cells are not blank.
  private var cells: [[Bool]] {
    lines.map { line in
      zip(line, TerminalCells.widths(line)).flatMap { character, width in
        Array(repeating: character != " ", count: width)
      }
    }
  }

  /// Cells that are blank in every line, two and more beside each other, between the first and the last.
  private var gutters: [Range<Int>] {
    let all = cells
    var found: [Range<Int>] = []
    var end: Int?
    for place in 0..<all.reduce(0, { max($0, $1.count) })
    where all.contains(where: { $0.count > place && $0[place] }) {
      if let end, place - end >= 2 { found.append(end..<place) }
      end = place + 1
    }
    return found
  }
}
