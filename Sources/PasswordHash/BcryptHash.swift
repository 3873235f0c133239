internal import CCrypt
internal import Glibc

/// The bcrypt hash of a password, as `htpasswd -B` writes it; compared by the system's crypt(3).
package struct BcryptHash: Sendable, Hashable {
  /// As it is written: `$2y$10$`, 22 characters of salt, 31 of digest.
  package let text: String
  /// The binary logarithm of the rounds, 4 to 31: one more takes twice the time.
  package let cost: Int

  private static let saltedLength = 29
  private static let length = 60

  /// `nil` for what is no bcrypt hash. `$2x$` is none either: it stands for hashes of a version that made
  /// the same one of different passwords (crypt(5)).
  package init?(_ text: String) {
    let bytes = Array(text.utf8)
    guard bytes.count == Self.length, ["$2a$", "$2b$", "$2y$"].contains(text.prefix(4)),
      bytes[6] == UInt8(ascii: "$"), bytes[4...5].allSatisfy(Self.isDigit),
      bytes[7...].allSatisfy({ Self.isDigit($0) || Self.isLetter($0) || $0 == 46 || $0 == 47 })
    else { return nil }
    let cost = Int(bytes[4] - 48) * 10 + Int(bytes[5] - 48)
    guard (4...31).contains(cost) else { return nil }
    self.text = text
    self.cost = cost
  }

  private static func isDigit(_ byte: UInt8) -> Bool { (48...57).contains(byte) }

  private static func isLetter(_ byte: UInt8) -> Bool {
    (65...90).contains(byte) || (97...122).contains(byte)
  }

  /// Whether it is of this password; takes as long for any of the same length.
  ///
  /// - Parameter password: its first 72 bytes count, as everywhere with bcrypt.
  package func matches(_ password: [UInt8]) -> Bool {
    // crypt(3) would take what is before a zero for the whole of it.
    let isText = !password.contains(0)
    let made = Self.crypt(password.filter { $0 != 0 }, String(text.prefix(Self.saltedLength)))
    guard let made, made.count == Self.length else { return false }
    // Not the salt: of its last character crypt(3) writes the bits that count.
    var difference: UInt8 = isText ? 0 : 1
    for (one, other) in zip(made[Self.saltedLength...], Array(text.utf8)[Self.saltedLength...]) {
      difference |= one ^ other
    }
    return difference == 0
  }

  /// Takes as long as a comparison with a hash of this cost.
  package static func spend(cost: Int, on password: [UInt8]) {
    let digits = cost < 10 ? "0\(cost)" : "\(cost)"
    _ = crypt(password.filter { $0 != 0 }, "$2b$\(digits)$......................")
  }

  private static func crypt(_ password: [UInt8], _ setting: String) -> [UInt8]? {
    // crypt_ra(3) makes its own memory, so that threads do not meet in it.
    var memory: UnsafeMutableRawPointer?
    var size: Int32 = 0
    defer {
      if let memory { explicit_bzero(memory, Int(size)) }
      free(memory)
    }
    let phrase = password.map(CChar.init(bitPattern:)) + [0]
    guard let result = crypt_ra(phrase, setting, &memory, &size) else { return nil }
    return Array(String(cString: result).utf8)
  }
}
