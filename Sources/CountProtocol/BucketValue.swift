internal import Localization

/// What a token bucket holds, by the one rule that every command and every script goes by.
///
/// A count is what Redis itself takes for an integer (string2ll in src/util.c: digits without a
/// leading zero, `-` the only sign, no blanks), within ±(2^31 - 1), which is what `max_uses` and
/// `used_count` can hold. ``BucketValueScript`` says the same in Lua.
public enum BucketValue: Sendable, Hashable {
  case count(Int)
  case defect(BucketDefect)

  /// The counts there can be.
  public static let range = -Int(Int32.max)...Int(Int32.max)

  public init(_ bytes: some Collection<UInt8>) {
    let isNegative = bytes.first == UInt8(ascii: "-")
    let digits = bytes.dropFirst(isNegative ? 1 : 0)
    guard let first = digits.first, digits.allSatisfy({ (0x30...0x39).contains($0) }) else {
      self = .defect(.notInteger)
      return
    }
    if first == UInt8(ascii: "0") {
      self = digits.count == 1 && !isNegative ? .count(0) : .defect(.notInteger)
      return
    }
    guard digits.count <= 10 else {
      self = .defect(.outOfRange)
      return
    }
    let magnitude = digits.reduce(0) { $0 * 10 + Int($1 & 0x0F) }
    let number = isNegative ? 0 - magnitude : magnitude
    self = Self.range.contains(number) ? .count(number) : .defect(.outOfRange)
  }

  public var count: Int? {
    guard case .count(let number) = self else { return nil }
    return number
  }
}

/// Why nobody can count with a bucket.
public enum BucketDefect: String, Sendable, Hashable, CaseIterable, Encodable {
  /// Text that is no integer, or a key of another type.
  case notInteger = "not_integer"
  /// An integer that no code's count can be.
  case outOfRange = "out_of_range"

  /// What is wrong, after "the bucket of CODE".
  public var words: String {
    switch self {
    case .notInteger: tr("does not hold an integer")
    case .outOfRange: tr("is out of range: a count lies within ±\(Int32.max)")
    }
  }
}
