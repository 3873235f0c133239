/// Rows in columns of equal width, two spaces apart, without lines around them.
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
      rows.reduce(headers[column].title.count) { max($0, $1[column].count) }
    }
    var text = line(headers.map(\.title), widths) { style.bold($1) }
    for (index, row) in rows.enumerated() {
      text += line(row, widths) { paint(index, $0, $1) }
    }
    return text
  }

  private func line(
    _ cells: [String], _ widths: [Int], _ paint: (Int, String) -> String
  ) -> String {
    var text = ""
    for (column, cell) in cells.enumerated() {
      let padding = String(repeating: " ", count: widths[column] - cell.count)
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
