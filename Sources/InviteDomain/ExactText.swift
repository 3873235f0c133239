/// A text that is the same as another one only when its bytes are: a code, an email or an id, as PostgreSQL, Redis
/// and Python tell them apart.
///
/// Swift's `String` is equal, hashed and ordered by canonical equivalence: é in one letter and in two, the Kelvin
/// sign and K are one there. Those are two codes, with a row and a bucket each.
package struct ExactText: Sendable, Hashable, Comparable {
  package let text: String

  package init(_ text: String) { self.text = text }

  /// The text trimmed and in capitals, as the backend makes a code of what it is asked for
  /// (`code.strip().upper()` in its routes): by it what is meant in any case is looked for among many.
  ///
  /// PostgreSQL folds letters beyond ASCII as far as its collation does, and trims fewer blanks: whether a row
  /// is meant is for `InviteKey` to say.
  package init(folding text: String) { self.text = PythonText.stripped(text).uppercased() }

  package static func == (one: ExactText, other: ExactText) -> Bool {
    one.text.utf8.count == other.text.utf8.count && one.text.utf8.elementsEqual(other.text.utf8)
  }

  /// By bytes, which is the order of code points and that of collation C.
  package static func < (one: ExactText, other: ExactText) -> Bool {
    one.text.utf8.lexicographicallyPrecedes(other.text.utf8)
  }

  package func hash(into hasher: inout Hasher) {
    var text = self.text
    text.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
    // No byte of UTF-8, so that two texts in one value are not another two.
    hasher.combine(0xFF as UInt8)
  }
}
