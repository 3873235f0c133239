internal import Glibc
internal import InviteDomain
internal import Localization

/// Reads files that nobody named, where others cannot have written what they say: a setting sends
/// passwords to a server, or turns the checks of TLS off.
struct FileTrust {
  /// Whose run it is.
  let user: UInt32

  enum Answer: Equatable {
    /// There is none, or it may not be read.
    case nothing
    case content([UInt8])
    /// There is one, which does not count. Completes "FILE is passed over: …".
    case passedOver(why: String)
  }

  /// - Parameter isOfWorkingDirectory: whether it is found only because somebody is there: root, who
  ///   goes everywhere, takes none of these.
  func read(_ path: String, isOfWorkingDirectory: Bool) -> Answer {
    read(path, isOfWorkingDirectory: isOfWorkingDirectory, allowsStickyDirectory: false)
  }

  /// - Parameter allowsStickyDirectory: for a file that somebody named: of a directory in which everybody can
  ///   make files and nobody can take away another's, as Kubernetes mounts secrets (mode 1777), it is enough
  ///   that the name in it belongs to this user or to root.
  func read(
    _ path: String, isOfWorkingDirectory: Bool, allowsStickyDirectory: Bool
  ) -> Answer {
    // There no link, which leads to files and directories that are not looked at here; and never
    // waiting for the other end of a pipe.
    let follow = isOfWorkingDirectory ? O_NOFOLLOW : 0
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | follow)
    guard descriptor >= 0 else {
      switch errno {
      case ELOOP: return .passedOver(why: tr("it is a link"))
      case EACCES where isOfWorkingDirectory: return .passedOver(why: tr("it may not be read"))
      default: return .nothing
      }
    }
    defer { close(descriptor) }
    var file = stat()
    guard fstat(descriptor, &file) == 0 else { return .nothing }
    if isOfWorkingDirectory, user == 0 {
      return .passedOver(why: tr("root takes no settings from the directory it happens to be in"))
    }
    guard file.st_mode & S_IFMT == S_IFREG else {
      return .passedOver(why: tr("it is no regular file"))
    }
    if let problem = FileOwnership(user: user).problem(file) {
      return .passedOver(why: Self.sentence(nil, problem))
    }
    if let why = problemOfDirectory(path, allowsSticky: allowsStickyDirectory) {
      return .passedOver(why: why)
    }
    return Self.content(descriptor)
  }

  private func problemOfDirectory(_ path: String, allowsSticky: Bool) -> String? {
    do {
      let found = try FileOwnership(user: user)
        .problemOfDirectory(of: path, allowsSticky: allowsSticky)
      return found.map {
        Self.sentence($0.place == .file ? tr("its name") : tr("its directory"), $0.problem)
      }
    } catch {
      return error.place == .file
        ? tr("it cannot be looked at") : tr("its directory cannot be looked at")
    }
  }

  /// - Parameter what: `nil` for the file itself.
  private static func sentence(_ what: String?, _ problem: FileOwnership.Problem) -> String {
    switch problem {
    case .foreign(let user):
      what.map { tr("\($0) belongs to another user (uid \(user))") }
        ?? tr("it belongs to another user (uid \(user))")
    case .writable(let mode):
      what.map { tr("\($0) can be written by others (mode \(mode))") }
        ?? tr("it can be written by others (mode \(mode))")
    }
  }

  /// Far more than settings are: what is longer is another kind of file.
  private static let most = 1 << 20

  private static func content(_ descriptor: Int32) -> Answer {
    var bytes: [UInt8] = []
    while bytes.count <= most {
      var failed = false
      let part = [UInt8](unsafeUninitializedCapacity: 64 * 1024) { room, count in
        let read = Glibc.read(descriptor, room.baseAddress, room.count)
        failed = read < 0
        count = max(0, read)
      }
      // Half of a password is another one.
      if failed { return .passedOver(why: tr("it cannot be read")) }
      if part.isEmpty { return .content(bytes) }
      bytes += part
    }
    return .passedOver(why: tr("it is longer than 1 MB"))
  }
}

/// A settings file that is there and does not count.
public struct PassedOverFile: Sendable, Equatable, Encodable {
  public let path: String
  /// Completes "PATH is passed over: …".
  public let why: String
  /// The flag that makes it count: `--env-file` or `--config`.
  public let flag: String

  /// What to type to have it count all the same.
  public var hint: String { tr("name it to use it: \(flag) \(path)") }
}
