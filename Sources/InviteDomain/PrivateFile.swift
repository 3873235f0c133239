internal import ClientSupport
internal import Glibc
internal import Localization

/// A file for its owner's eyes only, such as a plan or the state of a batch: mode 0600, replaced as a
/// whole, never reached through a link, and never waited for.
public enum PrivateFile {
  /// Replaces the file: whoever reads sees the old one or the new one.
  ///
  /// - Parameter isDurable: whether that holds after a crash of the machine as well.
  /// - Throws: ``Failure/Kind/usage`` where something else than a file of this user has the name.
  public static func replace(
    _ path: String, with bytes: [UInt8], isDurable: Bool = true
  ) throws(Failure) {
    var status = stat()
    if lstat(path, &status) == 0 { try check(status, path) }
    let temporary = "\(path).\(String(UInt64.random(in: .min ... .max), radix: 36)).new"
    let descriptor = open(
      temporary, O_CREAT | O_EXCL | O_WRONLY | O_NOFOLLOW | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw unwritable(path) }
    do throws(Failure) {
      defer { close(descriptor) }
      try write(bytes, descriptor, path)
      guard !isDurable || fsync(descriptor) == 0 else { throw unwritable(path) }
    } catch {
      unlink(temporary)
      throw error
    }
    guard rename(temporary, path) == 0 else {
      let failure = unwritable(path)
      unlink(temporary)
      throw failure
    }
  }

  private static func write(
    _ bytes: [UInt8], _ descriptor: Int32, _ path: String
  ) throws(Failure) {
    guard FileWrite.all(bytes, to: descriptor) else { throw unwritable(path) }
  }

  /// The file's text, in UTF-8; `nil` when there is none.
  ///
  /// - Parameter limit: bytes; a longer file is refused.
  /// - Throws: ``Failure/Kind/usage`` for what is no regular file of this user or of root, that
  ///   others may write, or that an editor has saved in another encoding.
  public static func read(_ path: String, limit: Int) throws(Failure) -> [UInt8]? {
    // Opening a FIFO would wait for its writer.
    let descriptor = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
    guard descriptor >= 0 else {
      if errno == ENOENT { return nil }
      if errno == ELOOP { throw strange(tr("\(path) is a symbolic link")) }
      throw unreadable(path)
    }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw unreadable(path) }
    try check(status, path)
    guard status.st_size <= limit else {
      throw strange(tr("\(path) is \(status.st_size) bytes long, more than \(limit)"))
    }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 65_536)
    while bytes.count <= limit {
      let count = Glibc.read(descriptor, &buffer, buffer.count)
      if count == 0 { return try TextFile.utf8(bytes, name: path) }
      if count > 0 {
        bytes += buffer.prefix(count)
      } else if errno != EINTR {
        throw unreadable(path)
      }
    }
    throw strange(tr("\(path) is longer than \(limit) bytes"))
  }

  private static func check(_ status: stat, _ path: String) throws(Failure) {
    switch status.st_mode & S_IFMT {
    case S_IFREG: break
    case S_IFLNK: throw strange(tr("\(path) is a symbolic link"))
    case S_IFDIR: throw strange(tr("\(path) is a directory"))
    default: throw strange(tr("\(path) is no regular file"))
    }
    switch FileOwnership().problem(status) {
    case .foreign(let user): throw strange(tr("\(path) is a file of another user (\(user))"))
    case .writable:
      throw Failure(
        .usage, tr("\(path) may be written by others"),
        hint: tr("see that it says what you wrote, then chmod go-w it, or name another file"))
    case nil: break
    }
  }

  private static func strange(_ message: String) -> Failure {
    Failure(.usage, message, hint: tr("name another file"))
  }

  private static func unreadable(_ path: String) -> Failure {
    Failure(
      .error, tr("could not read \(path): \(String(cString: strerror(errno)))"),
      hint: tr("see whether its directory is there, has room, and is this user's to write to"))
  }
}
