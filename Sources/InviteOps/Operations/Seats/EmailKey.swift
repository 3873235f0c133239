/// An email as the backend's rule compares it, without regard to case: the bytes of its lower case.
///
/// Bytes, since Swift takes different spellings of one letter for equal and PostgreSQL does not.
struct EmailKey: Hashable {
  private let bytes: [UInt8]
  /// Whether the database must still be asked for its lower case.
  let hasLettersBeyondASCII: Bool

  /// ASCII letters are put in lower case. An email with any other stays as it is: the lower case
  /// of those only the database's locale knows.
  init(_ email: consuming [UInt8]) {
    hasLettersBeyondASCII = email.contains { $0 >= 0x80 }
    if !hasLettersBeyondASCII {
      for index in email.indices where (0x41...0x5A).contains(email[index]) {
        email[index] |= 0x20
      }
    }
    bytes = email
  }

  /// - Parameter lowered: as the database gives it.
  init(lowered: String) {
    hasLettersBeyondASCII = false
    bytes = Array(lowered.utf8)
  }

  var text: String { String(decoding: bytes, as: UTF8.self) }

  static func == (left: Self, right: Self) -> Bool { left.bytes == right.bytes }

  func hash(into hasher: inout Hasher) {
    bytes.withUnsafeBytes { hasher.combine(bytes: $0) }
  }
}
