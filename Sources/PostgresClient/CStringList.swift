/// Strings as C wants them: NUL-terminated, in one block, their pointers in an array that ends
/// with a null pointer. Freed with the object.
final class CStringList {
  private let block: UnsafeMutablePointer<CChar>
  private(set) var pointers: [UnsafePointer<CChar>?]
  /// How many strings, the null pointer at the end not counted.
  let count: Int

  /// - Throws: ``PostgresError/embeddedNUL(_:)`` naming the place of the string in the list.
  init(_ strings: [String?], naming name: (Int) -> String) throws(PostgresError) {
    var total = 0
    for (position, string) in strings.enumerated() {
      guard let string else { continue }
      if string.utf8.contains(0) { throw .embeddedNUL(name(position)) }
      total += string.utf8.count + 1
    }
    block = .allocate(capacity: max(1, total))
    pointers = []
    count = strings.count
    pointers.reserveCapacity(strings.count + 1)
    var next = block
    for string in strings {
      guard var string else {
        pointers.append(nil)
        continue
      }
      pointers.append(UnsafePointer(next))
      string.withUTF8 { bytes in
        next.withMemoryRebound(to: UInt8.self, capacity: bytes.count + 1) { target in
          if let source = bytes.baseAddress { target.update(from: source, count: bytes.count) }
          target[bytes.count] = 0
        }
        next += bytes.count + 1
      }
    }
    pointers.append(nil)
  }

  deinit {
    block.deallocate()
  }
}
