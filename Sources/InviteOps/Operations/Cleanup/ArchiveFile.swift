internal import ClientSupport
internal import Glibc
internal import InviteDomain
internal import Localization

/// A file that is written at its end and made durable; every error names its path.
final class ArchiveFile {
  let path: String
  private let descriptor: Int32

  enum Mode {
    /// It must not be there yet. Only its owner may read it: rows hold emails.
    case create
    /// A regular file of this user with no other name: it will be cut off and written.
    case open
    /// The same, to be read.
    case read
  }

  /// A file of a directory that is open. Nothing but a regular file is opened for good, and none is
  /// waited for, such as a pipe nobody writes to.
  ///
  /// - Parameter path: for messages.
  /// - Throws: ``Failure`` with reason ``isStrange`` for what is no regular file of this user's own,
  ///   and ``isInUse`` while another process writes it.
  init(
    _ name: String, _ mode: Mode, in directory: Int32, path: String
  ) throws(Failure) {
    self.path = path
    let flags: Int32 =
      switch mode {
      case .create: O_CREAT | O_EXCL | O_RDWR
      case .open: O_RDWR
      case .read: O_RDONLY
      }
    descriptor = openat(
      directory, name, flags | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY, 0o600)
    guard descriptor >= 0 else {
      switch errno {
      case ELOOP: throw Self.strange(tr("\(path) is a symbolic link"))
      case EISDIR: throw Self.strange(tr("\(path) is a directory"))
      // A pipe that nobody reads, a device that is not there.
      case ENXIO: throw Self.strange(tr("\(path) is no regular file"))
      default: throw Self.failure(.open, path, isThere: mode != .create)
      }
    }
    do throws(Failure) {
      try Self.check(descriptor, path, isOwn: true)
    } catch {
      close(descriptor)
      throw error
    }
    // Who writes holds it (flock(2)), also while its process is stopped. Where a file system has
    // no such locks there are only the writers' own.
    if mode != .read, flock(descriptor, LOCK_EX | LOCK_NB) != 0, errno == EWOULDBLOCK {
      close(descriptor)
      throw Failure(
        .transient, tr("\(path) is still open in another process"), reason: Self.isInUse)
    }
    if mode == .open { lseek(descriptor, 0, SEEK_END) }
  }

  /// A file that somebody named, to be read: a link is what was meant.
  ///
  /// - Throws: ``Failure`` of kind ``Failure/Kind/usage`` where another user can have written it or can
  ///   put another in its place: what is in it becomes rows.
  init(reading path: String) throws(Failure) {
    self.path = path
    descriptor = Glibc.open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)
    guard descriptor >= 0 else { throw Self.failure(.open, path, isThere: true) }
    do throws(Failure) {
      try Self.check(descriptor, path, isOwn: false)
      try ArchiveTrust.check(descriptor, path)
    } catch {
      close(descriptor)
      throw error
    }
  }

  private static func check(_ descriptor: Int32, _ path: String, isOwn: Bool) throws(Failure) {
    var facts = stat()
    guard fstat(descriptor, &facts) == 0 else { throw failure(.look, path) }
    switch facts.st_mode & S_IFMT {
    case S_IFREG: break
    case S_IFDIR: throw strange(tr("\(path) is a directory"))
    default: throw strange(tr("\(path) is no regular file"))
    }
    guard isOwn else { return }
    guard facts.st_uid == geteuid() else {
      throw strange(tr("\(path) belongs to another user (uid \(facts.st_uid))"))
    }
    guard facts.st_nlink == 1 else {
      throw strange(tr("\(path) is one of \(facts.st_nlink) names of its file"))
    }
  }

  /// The reason of a failure to open what is no archive of ours.
  static let isStrange = "STRANGE"

  private static func strange(_ what: String) -> Failure {
    Failure(
      .usage, tr("\(what), and no archive that cleanup-queue wrote"),
      hint: tr("name the .ndjson.gz file that cleanup-queue --archive wrote"), reason: isStrange)
  }

  /// The reason of a failure to open a file that another process writes.
  static let isInUse = "IN_USE"

  deinit {
    close(descriptor)
  }

  func write(_ bytes: [UInt8]) throws(Failure) {
    guard FileWrite.all(bytes, to: descriptor) else { throw Self.failure(.write, path) }
  }

  func synchronize() throws(Failure) {
    guard fsync(descriptor) == 0 else { throw Self.failure(.write, path) }
  }

  /// Cuts it off at `length` and goes on from there.
  func truncate(_ length: Int) throws(Failure) {
    guard ftruncate(descriptor, length) == 0, lseek(descriptor, length, SEEK_SET) == length,
      fsync(descriptor) == 0
    else { throw Self.failure(.shorten, path) }
  }

  /// The next bytes from where reading is; none at the end.
  func read(_ count: Int = 262_144) throws(Failure) -> [UInt8] {
    var buffer = [UInt8](repeating: 0, count: count)
    while true {
      let read = Glibc.read(descriptor, &buffer, count)
      if read >= 0 { return Array(buffer.prefix(read)) }
      guard errno == EINTR else { throw Self.failure(.read, path) }
    }
  }

  /// All of it, up to a limit in bytes; `nil` where it is longer.
  func content(limit: Int) throws(Failure) -> [UInt8]? {
    var bytes: [UInt8] = []
    while bytes.count <= limit {
      let piece = try read()
      if piece.isEmpty { return bytes }
      bytes += piece
    }
    return nil
  }

  func rewind() { lseek(descriptor, 0, SEEK_SET) }

  /// - Parameter isThere: whether it was to be there already.
  static func failure(_ action: Action, _ path: String, isThere: Bool = false) -> Failure {
    let error = errno
    let hint: String? =
      switch error {
      case ENOENT where isThere: tr("correct the path")
      case ENOENT: tr("make the directory first if there is to be one, or correct the path")
      case EACCES where isThere: tr("give this user the right to read it, or name another file")
      case ENOTDIR: tr("name a directory")
      case EACCES, EPERM, EROFS:
        tr("give this user the right to write there, or name another place")
      case ENOSPC, EDQUOT: tr("make room on that disk, then run the same command again")
      default: nil
      }
    return Failure(
      .error, action.failed(path, String(cString: strerror(error))), hint: hint)
  }
}

extension ArchiveFile {
  enum Action {
    case open, look, rename, write, shorten, read

    fileprivate func failed(_ path: String, _ why: String) -> String {
      switch self {
      case .open: tr("could not open \(path): \(why)")
      case .look: tr("could not look at \(path): \(why)")
      case .rename: tr("could not rename \(path): \(why)")
      case .write: tr("could not write \(path): \(why)")
      case .shorten: tr("could not shorten \(path): \(why)")
      case .read: tr("could not read \(path): \(why)")
      }
    }
  }
}
