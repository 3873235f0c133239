internal import Glibc
internal import InviteDomain

/// Whether what is in an archive can be another user's words: its rows go into the database with the
/// rights of who restores it.
enum ArchiveTrust {
  /// - Parameters:
  ///   - descriptor: of the file, open.
  ///   - path: as it was named; it may be a link.
  /// - Throws: ``Failure`` of kind ``Failure/Kind/usage``, which names what others can write.
  static func check(_ descriptor: Int32, _ path: String) throws(Failure) {
    var facts = stat()
    guard fstat(descriptor, &facts) == 0 else { throw ArchiveFile.failure("look at", path) }
    try check(facts, path)
    try checkDirectory(of: path)
    // Of what a link leads to, too.
    guard let real = realpath(path, nil) else { throw ArchiveFile.failure("look at", path) }
    defer { free(real) }
    let target = String(cString: real)
    if target != path { try checkDirectory(of: target) }
  }

  private static func checkDirectory(of path: String) throws(Failure) {
    let slash = path.utf8.lastIndex(of: UInt8(ascii: "/"))
    let directory = slash.map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
    var facts = stat()
    guard stat(directory, &facts) == 0 else { throw ArchiveFile.failure("look at", directory) }
    // In one like /tmp nobody can replace another's file.
    if facts.st_mode & S_ISVTX != 0, isOurs(facts) {
      var name = stat()
      guard lstat(path, &name) == 0 else { throw ArchiveFile.failure("look at", path) }
      guard isOurs(name) else { throw another(path, name) }
      return
    }
    try check(facts, directory)
  }

  private static func check(_ facts: stat, _ path: String) throws(Failure) {
    guard isOurs(facts) else { throw another(path, facts) }
    guard facts.st_mode & (S_IWGRP | S_IWOTH) == 0 else {
      let mode = String(facts.st_mode & 0o7777, radix: 8)
      throw Failure(
        .usage,
        "\(path) can be written by others (mode \(mode)), who could have put rows into the archive; "
          + "nothing was restored",
        hint: "once you know that the archive is right, 'chmod go-w \(ShellWord.quoted(path))'")
    }
  }

  private static func another(_ path: String, _ facts: stat) -> Failure {
    Failure(
      .usage,
      "\(path) belongs to another user (uid \(facts.st_uid)), who could have put rows into the "
        + "archive; nothing was restored",
      hint: "once you know that the archive is right, copy it and its manifest into a directory of "
        + "this user's own, and restore that")
  }

  private static func isOurs(_ facts: stat) -> Bool {
    facts.st_uid == geteuid() || facts.st_uid == 0
  }
}
