/// Colours for text on a terminal, and how much of it a line holds.
struct Style: Sendable {
  /// Whether there are colours.
  let isOn: Bool
  /// `nil` where lines may be of any length: what is piped is for other programs.
  let columns: Int?

  init(isOn: Bool, columns: Int?) {
    self.isOn = isOn
    self.columns = columns
  }

  /// `--color` decides; `auto` follows the terminal, `NO_COLOR` and `TERM=dumb`.
  init(_ choice: ColorChoice, stream: StandardStream, environment: [String: String]) {
    columns = stream.columns
    switch choice {
    case .always: isOn = true
    case .never: isOn = false
    case .auto:
      isOn =
        stream.isTerminal && environment["NO_COLOR", default: ""].isEmpty
        && environment["TERM"] != "dumb"
    }
  }

  func bold(_ text: String) -> String { wrap(text, "1") }
  func dim(_ text: String) -> String { wrap(text, "2") }
  func good(_ text: String) -> String { wrap(text, "32") }
  /// Magenta: yellow cannot be read on a light terminal.
  func warning(_ text: String) -> String { wrap(text, "35") }
  func bad(_ text: String) -> String { wrap(text, "31") }

  func reversed(_ text: String) -> String { wrap(text, "7") }

  /// All that it writes, for ``Sanitizing/screen(_:)``.
  static let sequences = ["0", "1", "2", "7", "31", "32", "35"].map { "\u{1B}[\($0)m" }

  private func wrap(_ text: String, _ code: String) -> String {
    isOn ? "\u{1B}[\(code)m\(text)\u{1B}[0m" : text
  }
}
