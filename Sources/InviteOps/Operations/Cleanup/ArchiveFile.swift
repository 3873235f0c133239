internal import ClientSupport
internal import Glibc
internal import InviteDomain

/// A file that is written at its end and made durable; every error names its path.
final class ArchiveFile {
  let path: String
  private let descriptor: Int32

  enum Mode {
    /// It must not be there yet. Only its owner may read it: rows hold emails.
    case create
    case open
    case read
  }

  init(_ path: String, _ mode: Mode) throws(Failure) {
    self.path = path
    let flags: Int32 =
      switch mode {
      case .create: O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC
      case .open: O_RDWR | O_CLOEXEC
      case .read: O_RDONLY | O_CLOEXEC
      }
    descriptor = Glibc.open(path, flags, 0o600)
    guard descriptor >= 0 else { throw Self.failure("open", path, isThere: mode != .create) }
    // Who writes holds it (flock(2)), also while its process is stopped. Where a file system has
    // no such locks there are only the writers' own.
    if mode != .read, flock(descriptor, LOCK_EX | LOCK_NB) != 0, errno == EWOULDBLOCK {
      close(descriptor)
      throw Failure(
        .transient, "\(path) is still open in another process", reason: Self.isInUse)
    }
    if mode == .open { lseek(descriptor, 0, SEEK_END) }
  }

  /// The reason of a failure to open a file that another process writes.
  static let isInUse = "IN_USE"

  deinit {
    close(descriptor)
  }

  func write(_ bytes: [UInt8]) throws(Failure) {
    guard FileWrite.all(bytes, to: descriptor) else { throw Self.failure("write", path) }
  }

  func synchronize() throws(Failure) {
    guard fsync(descriptor) == 0 else { throw Self.failure("write", path) }
  }

  /// Cuts it off at `length` and goes on from there.
  func truncate(_ length: Int) throws(Failure) {
    guard ftruncate(descriptor, length) == 0, lseek(descriptor, length, SEEK_SET) == length,
      fsync(descriptor) == 0
    else { throw Self.failure("shorten", path) }
  }

  /// The next bytes from where reading is; none at the end.
  func read(_ count: Int = 262_144) throws(Failure) -> [UInt8] {
    var buffer = [UInt8](repeating: 0, count: count)
    while true {
      let read = Glibc.read(descriptor, &buffer, count)
      if read >= 0 { return Array(buffer.prefix(read)) }
      guard errno == EINTR else { throw Self.failure("read", path) }
    }
  }

  func rewind() { lseek(descriptor, 0, SEEK_SET) }

  /// Replaces a file's content at once: whoever reads sees the old one or the new one.
  static func replace(_ path: String, with bytes: [UInt8]) throws(Failure) {
    let temporary = path + ".new"
    unlink(temporary)
    let file = try ArchiveFile(temporary, .create)
    try file.write(bytes)
    try file.synchronize()
    guard rename(temporary, path) == 0 else { throw failure("rename", temporary) }
    try synchronizeDirectory(of: path)
  }

  /// Makes a new or renamed name durable: fsync(2) of a file does not.
  static func synchronizeDirectory(of path: String) throws(Failure) {
    let directory = path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
    let descriptor = Glibc.open(directory.isEmpty ? "/" : directory, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw failure("open", directory) }
    defer { close(descriptor) }
    guard fsync(descriptor) == 0 else { throw failure("write", directory) }
  }

  static func remove(_ path: String) { unlink(path) }

  /// The names in a directory, sorted.
  static func names(in directory: String) throws(Failure) -> [String] {
    guard let stream = opendir(directory) else { throw failure("open", directory) }
    defer { closedir(stream) }
    var names: [String] = []
    while let entry = readdir(stream) {
      let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
        String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      names.append(name)
    }
    return names.sorted()
  }

  /// - Parameter isThere: whether it was to be there already.
  private static func failure(_ verb: String, _ path: String, isThere: Bool = false) -> Failure {
    let hint: String? =
      switch errno {
      case ENOENT where isThere: "correct the path"
      case ENOENT: "make the directory first if there is to be one, or correct the path"
      case EACCES where isThere: "give this user the right to read it, or name another file"
      case EACCES, EPERM, EROFS: "give this user the right to write there, or name another place"
      case ENOSPC, EDQUOT: "make room on that disk, then run the same command again"
      default: nil
      }
    return Failure(
      .error, "could not \(verb) \(path): \(String(cString: strerror(errno)))", hint: hint)
  }
}
