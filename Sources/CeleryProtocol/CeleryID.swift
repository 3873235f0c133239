internal import FoundationEssentials

/// Identifiers as Celery makes them.
public enum CeleryID {
  /// Whether a text has the form of a UUID, in letters of either kind, with nothing around it.
  public static func isUUID(_ text: String) -> Bool {
    let parts = text.split(separator: "-", omittingEmptySubsequences: false)
    return parts.map(\.count) == [8, 4, 4, 4, 12]
      && parts.allSatisfy { $0.allSatisfy { $0.isASCII && $0.isHexDigit } }
  }

  /// The id that somebody has typed as Celery writes it: Python's `str(uuid4())` is in small letters, and keys and
  /// messages are found by just those. What is no UUID stays as it is, since whoever publishes may choose any text.
  public static func canonical(_ typed: String) -> String {
    isUUID(typed) ? typed.lowercased() : typed
  }

  /// Every id that somebody may mean: as Celery writes it, and as it was typed where that is another.
  public static func meant(_ typed: String) -> [String] {
    let written = canonical(typed)
    return written == typed ? [typed] : [written, typed]
  }

  /// Whether two texts are the same id: of UUIDs in letters of either kind, of all else letter by letter.
  public static func isSame(_ one: String, _ other: String) -> Bool {
    one == other || canonical(one) == canonical(other)
  }

  /// The spellings by which a key of an id may be found: as it was typed, as Celery writes it, and in capitals, as
  /// some programs write UUIDs. What is no UUID has one.
  public static func spellings(_ typed: String) -> [String] {
    guard isUUID(typed) else { return [typed] }
    var spellings = [typed]
    for spelling in [typed.lowercased(), typed.uppercased()] where !spellings.contains(spelling) {
      spellings.append(spelling)
    }
    return spellings
  }

  /// A random UUID in lower case (RFC 9562, version 4), for tasks, tickets, delivery tags and reply
  /// addresses.
  ///
  /// Not by Foundation's `UUID()`: it reads `/dev/urandom`, and where the process has no descriptor
  /// left for that, all of them are the same, 00000000-0000-4000-8000-000000000000: the same task to
  /// Celery, the same redemption to us. Swift's generator asks the kernel without a descriptor.
  public static func random() -> String {
    var generator = SystemRandomNumberGenerator()
    let (high, low) = (generator.next(), generator.next())
    func byte(_ word: UInt64, _ index: UInt64) -> UInt8 {
      UInt8(truncatingIfNeeded: word >> (56 - 8 * index))
    }
    let version = byte(high, 6) & 0x0f | 0x40
    let variant = byte(low, 0) & 0x3f | 0x80
    return UUID(
      uuid: (
        byte(high, 0), byte(high, 1), byte(high, 2), byte(high, 3), byte(high, 4), byte(high, 5),
        version, byte(high, 7), variant, byte(low, 1), byte(low, 2), byte(low, 3), byte(low, 4),
        byte(low, 5), byte(low, 6), byte(low, 7)
      )
    ).uuidString.lowercased()
  }
}
