internal import Glibc

/// An open file, closed with its object.
final class Descriptor: Sendable {
  let number: Int32

  init(_ path: String, _ flags: Int32) throws {
    number = Glibc.open(path, flags | O_CLOEXEC, 0o600)
    guard number >= 0 else { throw ChildProcess.CannotStart(call: "open \(path)", code: errno) }
  }

  /// - Parameter number: its own from now on.
  init(_ number: Int32) { self.number = number }

  deinit { close(number) }

  static func nowhere(_ flags: Int32) throws -> Descriptor { try Descriptor("/dev/null", flags) }

  /// A file without a name that holds `bytes`, at its beginning.
  static func scratch(_ bytes: [UInt8] = []) throws -> Descriptor {
    let name = Sandbox.temporaryPath()
    let file = try Descriptor(name, O_CREAT | O_EXCL | O_RDWR)
    unlink(name)
    guard pwrite(file.number, bytes, bytes.count, 0) == bytes.count else {
      throw ChildProcess.CannotStart(call: "pwrite", code: errno)
    }
    return file
  }

  /// All of the file.
  func content() -> [UInt8] {
    var size = stat()
    guard fstat(number, &size) == 0, size.st_size > 0 else { return [] }
    var bytes = [UInt8](repeating: 0, count: Int(size.st_size))
    let count = pread(number, &bytes, bytes.count, 0)
    return Array(bytes.prefix(max(0, count)))
  }
}
