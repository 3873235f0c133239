internal import ClientSupport
internal import Glibc
public import InviteDomain
internal import InviteSettings
internal import Localization
internal import Logging
internal import PasswordHash
internal import SocketStream
internal import Synchronization

/// What a web configuration file asks of who connects: TLS, and who may log in. The file and those that it
/// names are looked at for each connection, and read anew when they have changed.
///
/// What protects may change while it listens, and not go away: a file that is written over in two steps would
/// open everything in between. Whoever means that starts anew.
public final class WebGuard: Sendable {
  struct Policy: Sendable {
    let tls: TLSServerContext?
    let headers: [WebConfig.Header]
    let users: [String: BcryptHash]
  }

  private struct State {
    var policy: Policy
    var files: [FileStamp]
    /// What was last said of files that cannot be used.
    var told: String?
  }

  public let usesTLS: Bool
  private let hasUsers: Bool
  private let path: String
  private let context: OperationContext
  private let state: Mutex<State>

  /// - Throws: ``Failure`` of kind `usage`, with the line or the file that is wrong.
  public init(_ path: String, _ context: OperationContext) throws(Failure) {
    self.path = path
    self.context = context
    let (policy, files) = try Self.load(path)
    usesTLS = policy.tls != nil
    hasUsers = !policy.users.isEmpty
    state = Mutex(State(policy: policy, files: files))
  }

  /// As of now; `nil` where the files cannot be used, which is said once.
  func policy() -> Policy? {
    state.withLock { state in
      if state.told == nil, state.files.allSatisfy(\.isUnchanged) { return state.policy }
      do throws(Failure) {
        let (policy, files) = try Self.load(path)
        try check(policy)
        if state.told != nil { context.logger.warning("the web configuration is in order again") }
        state = State(policy: policy, files: files)
        return policy
      } catch {
        if state.told != error.message {
          context.logger.error(
            "nobody is answered: \(Speech.english(of: error.message))",
            metadata: error.hint.map { ["next": "\(Speech.english(of: $0))"] })
          state.told = error.message
        }
        return nil
      }
    }
  }

  private func check(_ policy: Policy) throws(Failure) {
    let gone =
      usesTLS && policy.tls == nil
      ? tr("\(path) asks for no TLS any more")
      : hasUsers && policy.users.isEmpty
        ? tr("\(path) asks for no login any more")
        : !usesTLS && policy.tls != nil ? tr("\(path) asks for TLS now") : nil
    guard let gone else { return }
    throw Failure(
      .usage, gone, hint: tr("start metrics-dump anew if that is meant"))
  }

  private static func load(_ path: String) throws(Failure) -> (Policy, [FileStamp]) {
    var files: [FileStamp] = []
    func read(_ path: String, _ what: String) throws(Failure) -> [UInt8] {
      // Before it is read: what is written meanwhile is a change.
      files.append(FileStamp(path))
      return try TrustedFile.read(path, as: what)
    }
    let config = try WebConfig(read(path, tr("the web configuration file")), path: path)
    var tls: TLSServerContext?
    if let wanted = config.tls {
      func pem(_ path: String, _ what: String) throws(Failure) -> TLSServerSettings.PEM {
        TLSServerSettings.PEM(path: path, bytes: try read(path, what))
      }
      var settings = TLSServerSettings(
        certificate: try pem(wanted.certificateFile, "cert_file"),
        key: try pem(wanted.keyFile, "key_file"))
      settings.clientAuthority = try wanted.clientAuthorityFile.map { path throws(Failure) in
        try pem(path, "client_ca_file")
      }
      settings.clientCertificates = wanted.clientCertificates.inTLS
      settings.minimum = wanted.minimum.inTLS
      settings.maximum = wanted.maximum.inTLS
      do {
        tls = try TLSServerContext(settings)
      } catch {
        throw Failure(
          .usage, "\(error)", hint: tr("name PEM files that belong together in \(path)"))
      }
    }
    return (Policy(tls: tls, headers: config.headers, users: config.users), files)
  }
}

extension WebConfig.ClientCertificates {
  fileprivate var inTLS: TLSServerSettings.ClientCertificates {
    switch self {
    case .none: .none
    case .checkedIfGiven: .checkedIfGiven
    case .required: .required
    }
  }
}

extension WebConfig.Version {
  fileprivate var inTLS: TLSServerSettings.Version {
    switch self {
    case .tls12: .tls12
    case .tls13: .tls13
    }
  }
}
