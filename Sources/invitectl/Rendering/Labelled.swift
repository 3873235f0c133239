import Localization

/// A label that ends with a colon, such as ` next:`, and what it is of.
enum Labelled {
  /// Between the two: a wide colon has its own blank.
  static var blank: String { Speech.language == .chinese ? "" : " " }

  /// On one line, without its break.
  static func text(_ label: String, _ said: String) -> String { label + blank + said }
}
