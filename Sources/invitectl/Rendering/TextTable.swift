/// Rows in columns of equal width, two spaces apart, without lines around them. On a terminal that
/// is too narrow each row becomes a block of its own, a line a column, as psql's `\x auto` does.
struct TextTable {
  enum Alignment { case left, right }

  private let headers: [(title: String, alignment: Alignment)]
  private var rows: [[String]] = []

  init(_ headers: [(title: String, alignment: Alignment)]) {
    self.headers = headers
  }

  mutating func add(_ cells: [String]) {
    rows.append(cells.map(Sanitizing.line))
  }

  /// The table with a final line break. `paint` colours a cell after its width has been counted.
  func render(
    style: Style, paint: (_ row: Int, _ column: Int, _ text: String) -> String = { $2 }
  ) -> String {
    let widths = headers.indices.map { column in
      rows.reduce(DisplayWidth.of(headers[column].title)) { max($0, DisplayWidth.of($1[column])) }
    }
    if let columns = style.columns, !fits(widths, columns) { return blocks(style, paint) }
    var text = line(headers.map(\.title), widths) { style.bold($1) }
    for (index, row) in rows.enumerated() {
      text += line(row, widths) { paint(index, $0, $1) }
    }
    return text
  }

  /// What is last and on the left may run on into the next line: it is the text of the row, and
  /// nothing is lined up with it.
  private func fits(_ widths: [Int], _ columns: Int) -> Bool {
    guard let last = headers.last, let width = widths.last else { return true }
    let needed = last.alignment == .left ? min(width, DisplayWidth.of(last.title)) : width
    return widths.dropLast().reduce(needed) { $0 + $1 + 2 } <= columns
  }

  private func blocks(
    _ style: Style, _ paint: (_ row: Int, _ column: Int, _ text: String) -> String
  ) -> String {
    let width = headers.reduce(0) { max($0, DisplayWidth.of($1.title)) }
    return rows.enumerated().map { index, row in
      zip(headers, row).enumerated().map { column, cell in
        return style.bold(cell.0.title) + DisplayWidth.blanks(width - DisplayWidth.of(cell.0.title))
          + "  "
          + paint(index, column, cell.1) + "\n"
      }.joined()
    }.joined(separator: "\n")
  }

  private func line(
    _ cells: [String], _ widths: [Int], _ paint: (Int, String) -> String
  ) -> String {
    var text = ""
    for (column, cell) in cells.enumerated() {
      let padding = DisplayWidth.blanks(widths[column] - DisplayWidth.of(cell))
      switch headers[column].alignment {
      case .left:
        text += paint(column, cell) + (column == cells.count - 1 ? "" : padding)
      case .right: text += padding + paint(column, cell)
      }
      if column < cells.count - 1 { text += "  " }
    }
    return text + "\n"
  }
}
