/// A 128-bit digest that is the same in every process (FNV-1a), to recognise what was seen before.
/// Nothing is secured by it.
enum StableDigest {
  /// Over the parts with a separator that none of them can contain, in hexadecimal.
  static func hex(_ parts: String...) -> String {
    let digits = String(value(parts), radix: 16)
    return String(repeating: "0", count: 32 - digits.count) + digits
  }

  /// The same value in the form of a UUID (version 8: the maker's own).
  static func uuid(_ parts: String...) -> String {
    var bytes = withUnsafeBytes(of: value(parts).bigEndian) { Array($0) }
    bytes[6] = bytes[6] & 0x0F | 0x80
    bytes[8] = bytes[8] & 0x3F | 0x80
    var text: [UInt8] = []
    text.reserveCapacity(36)
    for (index, byte) in bytes.enumerated() {
      if [4, 6, 8, 10].contains(index) { text.append(UInt8(ascii: "-")) }
      text.append(digit(byte >> 4))
      text.append(digit(byte & 15))
    }
    return String(decoding: text, as: UTF8.self)
  }

  private static func digit(_ value: UInt8) -> UInt8 {
    value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") + value - 10
  }

  /// Offset basis and prime of the 128-bit variant, from the FNV authors' page.
  private static func value(_ parts: [String]) -> UInt128 {
    let prime: UInt128 = 0x0000_0000_0100_0000_0000_0000_0000_013B
    var hash: UInt128 = 0x6C62_272E_07BB_0142_62B8_2175_6295_C58D
    for part in parts {
      for byte in part.utf8 { hash = (hash ^ UInt128(byte)) &* prime }
      // No UTF-8 text has this byte.
      hash = (hash ^ 0xFF) &* prime
    }
    return hash
  }
}
