internal import Glibc
internal import InviteDomain
internal import Localization

/// The directory of the archives, held open: what is opened, renamed and removed by name is in this
/// one, wherever its path leads meanwhile. Only directories that nobody else can write are taken: what
/// another user put there would be opened, cut off and completed as an archive.
final class ArchiveDirectory {
  let path: String
  private let descriptor: Int32

  /// - Throws: ``Failure`` where it cannot be opened; of kind ``Failure/Kind/usage`` where others may
  ///   write into it.
  init(_ path: String) throws(Failure) {
    // Else what is in it would be named as if it were in the root.
    let path = path.isEmpty ? "." : path
    self.path = path
    descriptor = Glibc.open(
      path, O_RDONLY | O_DIRECTORY | O_NONBLOCK | O_CLOEXEC)
    guard descriptor >= 0 else { throw ArchiveFile.failure(.open, path) }
    var facts = stat()
    guard fstat(descriptor, &facts) == 0 else { throw ArchiveFile.failure(.look, path) }
    switch FileOwnership().problem(facts) {
    case .foreign(let user):
      throw Failure(
        .usage, tr("\(path) belongs to another user (uid \(user)), who could put files there"),
        hint: tr("name a directory of this user's own"))
    case .writable(let mode):
      throw Failure(
        .usage, tr("\(path) can be written by others (mode \(mode)), who could put files there"),
        hint: tr("'chmod go-w \(ShellWord.quoted(path))', or name a directory of this user's own"))
    case nil: break
    }
  }

  deinit {
    close(descriptor)
  }

  func file(_ name: String, _ mode: ArchiveFile.Mode) throws(Failure) -> ArchiveFile {
    try ArchiveFile(name, mode, in: descriptor, path: path(of: name))
  }

  func path(of name: String) -> String { "\(path)/\(name)" }

  /// Replaces a file's content at once: whoever reads sees the old one or the new one.
  func replace(_ name: String, with bytes: [UInt8]) throws(Failure) {
    let temporary = name + ".new"
    remove(temporary)
    let file = try file(temporary, .create)
    do throws(Failure) {
      try file.write(bytes)
      try file.synchronize()
    } catch {
      // On a disk that is full nobody would come back for it.
      remove(temporary)
      throw error
    }
    guard renameat(descriptor, temporary, descriptor, name) == 0 else {
      throw ArchiveFile.failure(.rename, path(of: temporary))
    }
    try synchronize()
  }

  /// Makes new and renamed names durable: fsync(2) of a file does not.
  func synchronize() throws(Failure) {
    guard fsync(descriptor) == 0 else { throw ArchiveFile.failure(.write, path) }
  }

  func remove(_ name: String) { unlinkat(descriptor, name, 0) }

  /// The names in it, sorted.
  func names() throws(Failure) -> [String] {
    // Of its own: fdopendir(3) takes the descriptor, and its place, for itself.
    let own = openat(descriptor, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard own >= 0, let stream = fdopendir(own) else { throw ArchiveFile.failure(.read, path) }
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
}
