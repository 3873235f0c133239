internal import ClientSupport
internal import Glibc
internal import Localization

extension PrivateFile {
  /// Makes a new file, mode 0600, and returns when it and its name have reached the disk.
  ///
  /// - Throws: ``Failure/Kind/usage`` where something has the name already; then nothing is changed.
  public static func create(_ path: String, with bytes: [UInt8]) throws(Failure) {
    let descriptor = open(path, O_CREAT | O_EXCL | O_WRONLY | O_NOFOLLOW | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else {
      if errno == EEXIST { throw taken(path) }
      throw unwritable(path)
    }
    let isWritten = FileWrite.all(bytes, to: descriptor) && fsync(descriptor) == 0
    let failure = isWritten ? nil : unwritable(path)
    close(descriptor)
    if let failure = failure ?? syncFolder(of: path) {
      unlink(path)
      throw failure
    }
  }

  /// - Throws: ``Failure/Kind/usage`` where something has the name.
  public static func refuseExisting(_ path: String) throws(Failure) {
    var status = stat()
    if lstat(path, &status) == 0 { throw taken(path) }
  }

  /// Whether nothing has the name; false where that cannot be seen.
  public static func isMissing(_ path: String) -> Bool {
    var status = stat()
    return lstat(path, &status) != 0 && errno == ENOENT
  }

  /// Takes away what ``create(_:with:)`` has made.
  public static func remove(_ path: String) { unlink(path) }

  private static func taken(_ path: String) -> Failure {
    Failure(.usage, tr("\(path) is there already"), hint: tr("name a file that is not there yet"))
  }

  private static func syncFolder(of path: String) -> Failure? {
    let slash = path.lastIndex(of: "/")
    let folder = slash.map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
    let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { return unwritable(path) }
    defer { close(descriptor) }
    // Some file systems cannot do this to a folder, and say so.
    return fsync(descriptor) == 0 || errno == EINVAL ? nil : unwritable(path)
  }

  static func unwritable(_ path: String) -> Failure {
    Failure(
      .error, tr("could not write \(path): \(String(cString: strerror(errno)))"),
      hint: tr("see whether its directory is there, has room, and is this user's to write to"))
  }
}
