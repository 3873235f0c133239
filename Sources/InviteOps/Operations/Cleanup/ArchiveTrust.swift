internal import Glibc
internal import InviteDomain
internal import Localization

/// Whether what is in an archive can be another user's words: its rows go into the database with the
/// rights of who restores it.
enum ArchiveTrust {
  /// - Parameters:
  ///   - descriptor: of the file, open.
  ///   - path: as it was named; it may be a link.
  /// - Throws: ``Failure`` of kind ``Failure/Kind/usage``, which names what others can write.
  static func check(_ descriptor: Int32, _ path: String) throws(Failure) {
    var facts = stat()
    guard fstat(descriptor, &facts) == 0 else { throw ArchiveFile.failure(.look, path) }
    if let problem = FileOwnership().problem(facts) { throw failure(path, problem) }
    try checkDirectory(of: path)
    // Of what a link leads to, too.
    guard let real = realpath(path, nil) else { throw ArchiveFile.failure(.look, path) }
    defer { free(real) }
    let target = String(cString: real)
    if target != path { try checkDirectory(of: target) }
  }

  private static func checkDirectory(of path: String) throws(Failure) {
    let found: (place: FileOwnership.Place, problem: FileOwnership.Problem)?
    do {
      found = try FileOwnership().problemOfDirectory(of: path, allowsSticky: true)
    } catch {
      throw ArchiveFile.failure(.look, name(error.place, path))
    }
    if let found { throw failure(name(found.place, path), found.problem) }
  }

  private static func name(_ place: FileOwnership.Place, _ path: String) -> String {
    switch place {
    case .file: path
    case .directory(let directory): directory
    }
  }

  private static func failure(_ path: String, _ problem: FileOwnership.Problem) -> Failure {
    switch problem {
    case .writable(let mode):
      Failure(
        .usage,
        tr(
          "\(path) can be written by others (mode \(mode)), who could have put rows into the archive; "
            + "nothing was restored"),
        hint: tr("once you know that the archive is right, 'chmod go-w \(ShellWord.quoted(path))'"))
    case .foreign(let user):
      Failure(
        .usage,
        tr(
          "\(path) belongs to another user (uid \(user)), who could have put rows into the "
            + "archive; nothing was restored"),
        hint:
          tr(
            "once you know that the archive is right, copy it and its manifest into a directory of "
              + "this user's own, and restore that"))
    }
  }
}
