/// Rows of a name and its value, the values below each other.
enum NamedRows {
  /// Each row with its line break.
  ///
  /// - Parameters:
  ///   - width: cells of the names with the blanks behind them; `nil` for the longest of them and two blanks.
  ///   - indent: blanks before each name.
  ///   - paint: colours a name, which has its blanks already.
  static func text(
    _ rows: [(String, String)], width: Int? = nil, indent: Int = 0,
    paint: (String) -> String = { $0 }
  ) -> String {
    let cells = width ?? rows.reduce(0) { max($0, DisplayWidth.of($1.0)) } + 2
    return rows.map { name, value in
      DisplayWidth.blanks(indent) + paint(DisplayWidth.padded(name, to: cells))
        + Sanitizing.line(value) + "\n"
    }.joined()
  }
}
