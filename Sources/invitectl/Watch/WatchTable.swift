/// A table that is cut to the screen's width.
struct WatchTable {
  struct Column {
    /// Where a text that is too long gives way: a dotted name says most at its end.
    enum Cut {
      case head, tail
    }

    let title: String
    let alignment: TextTable.Alignment
    let cuts: Cut

    init(_ title: String, _ alignment: TextTable.Alignment, cuts: Cut = .tail) {
      self.title = title
      self.alignment = alignment
      self.cuts = cuts
    }
  }

  let columns: [Column]
  let rows: [[String]]

  func lines(
    width: Int, style: Style, paint: (_ row: Int, _ line: String) -> String
  ) -> [String] {
    var widths = columns.indices.map { column in
      rows.reduce(DisplayWidth.of(columns[column].title)) { max($0, DisplayWidth.of($1[column])) }
    }
    // The first column, a name, gives way before others are cut off.
    let excess = widths.reduce(0, +) + 2 * (widths.count - 1) - width
    if excess > 0 { widths[0] = max(12, widths[0] - excess) }
    let title = style.bold(line(columns.map(\.title), widths, width, isTitle: true))
    return [title] + rows.enumerated().map { paint($0, line($1, widths, width)) }
  }

  private func line(
    _ cells: [String], _ widths: [Int], _ width: Int, isTitle: Bool = false
  ) -> String {
    let padded = zip(zip(cells, widths), columns).map { cell, column in
      let text = Self.fit(Sanitizing.line(cell.0), cell.1, isTitle ? .tail : column.cuts)
      let space = DisplayWidth.blanks(cell.1 - DisplayWidth.of(text))
      return column.alignment == .left ? text + space : space + text
    }
    return Self.fit(padded.joined(separator: "  "), width)
  }

  /// Cut with an ellipsis where it is too long.
  static func fit(_ text: String, _ width: Int, _ cut: Column.Cut = .tail) -> String {
    guard DisplayWidth.of(text) > width else { return text }
    if cut == .head, width > 1 { return "…" + DisplayWidth.suffix(text, width - 1) }
    return width > 1
      ? DisplayWidth.prefix(text, width - 1) + "…" : String(DisplayWidth.prefix(text, width))
  }
}

/// Numbers as a line of eight heights.
enum Sparkline {
  private static let bars: [Character] = ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"]

  static func text(_ values: [Int], width: Int) -> String {
    let shown = values.suffix(width)
    guard let top = shown.max(), top > 0 else {
      return String(repeating: "▁", count: shown.count)
    }
    return String(shown.map { bars[min(7, $0 * 8 / (top + 1))] })
  }
}
