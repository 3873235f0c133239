extension Unicode.Scalar {
  /// Whether it may move the cursor, change a colour or the writing direction, or is not seen at all:
  /// nothing to print as it is.
  public var isUnsafeToShow: Bool {
    switch properties.generalCategory {
    case .control, .lineSeparator, .paragraphSeparator: true
    // Two join letters in several scripts and emoji.
    case .format: self != "\u{200C}" && self != "\u{200D}"
    default: false
    }
  }
}
