package import Glibc

/// Who can have written a file, or can put another in its place: this user and root, or somebody
/// else. The one home of that rule; what follows from it, and in which words, is the caller's.
package struct FileOwnership {
  package enum Problem: Equatable {
    /// It belongs to another user, of this uid.
    case foreign(UInt32)
    /// Its group or everybody may write to it; the mode in octal.
    case writable(mode: String)
  }

  /// Which of the two things that are looked at.
  package enum Place: Equatable {
    /// The file, or in a directory with the sticky bit its name.
    case file
    /// The directory that has the name.
    case directory(String)
  }

  /// It cannot be looked at, which `errno` explains.
  package struct Unseen: Error {
    package let place: Place
  }

  /// Whose run it is.
  private let user: UInt32

  package init(user: UInt32 = geteuid()) { self.user = user }

  private func isOurs(_ facts: stat) -> Bool { facts.st_uid == user || facts.st_uid == 0 }

  package func problem(_ facts: stat) -> Problem? {
    guard isOurs(facts) else { return .foreign(facts.st_uid) }
    guard facts.st_mode & (S_IWGRP | S_IWOTH) == 0 else {
      return .writable(mode: String(facts.st_mode & 0o7777, radix: 8))
    }
    return nil
  }

  /// Who may write into its directory may put another file there.
  ///
  /// - Parameter allowsSticky: of a directory in which everybody can make files and nobody can take
  ///   away another's (mode 1777, as /tmp has), it is enough that the name in it is ours.
  package func problemOfDirectory(
    of path: String, allowsSticky: Bool
  ) throws(Unseen) -> (place: Place, problem: Problem)? {
    let slash = path.utf8.lastIndex(of: UInt8(ascii: "/"))
    let directory = slash.map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
    var facts = stat()
    guard stat(directory, &facts) == 0 else { throw Unseen(place: .directory(directory)) }
    if allowsSticky, facts.st_mode & S_ISVTX != 0, isOurs(facts) {
      var name = stat()
      guard lstat(path, &name) == 0 else { throw Unseen(place: .file) }
      return isOurs(name) ? nil : (.file, .foreign(name.st_uid))
    }
    return problem(facts).map { (.directory(directory), $0) }
  }
}
