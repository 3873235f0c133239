internal import FoundationEssentials
internal import PasswordHash
internal import SocketStream
internal import Synchronization

/// HTTP's basic login (RFC 7617) against hashes that take long on purpose. Who was let in once is known
/// again without that; and whether it is the name or the password that is wrong cannot be told by the time.
final class LoginCheck: Sendable {
  enum Answer {
    case admitted
    case refused
    /// Too many are being looked at already.
    case busy
  }

  private struct Credentials {
    let user: String?
    let password: [UInt8]
    let bytes: [UInt8]
  }

  private static let mostKnown = 64

  private let turns = LoginTurns()
  /// Digests of logins with the hash that they were right for. With random bytes before them: what is compared
  /// of them tells nothing.
  private let known = Mutex<Set<String>>([])
  private let salt = (0..<4).flatMap { _ in
    withUnsafeBytes(of: UInt64.random(in: .min ... .max), Array.init)
  }

  /// - Parameters:
  ///   - authorization: the header's value.
  ///   - users: hashes by name; without any everybody is admitted.
  ///   - peer: whose turn it takes.
  func answer(
    _ authorization: String?, _ users: [String: BcryptHash], peer: String
  ) -> Answer {
    guard !users.isEmpty else { return .admitted }
    guard let credentials = authorization.flatMap(Self.credentials) else { return .refused }
    let hash = credentials.user.flatMap { users[$0] }
    let key = hash.flatMap { self.key(of: credentials, $0) }
    if let key, known.withLock({ $0.contains(key) }) { return .admitted }
    let most = users.values.map(\.cost).max() ?? 0
    let isRight = turns.take(peer) {
      if let hash, hash.matches(credentials.password) { return true }
      for cost in Self.costs(after: hash?.cost, to: most) {
        BcryptHash.spend(cost: cost, on: credentials.password)
      }
      return false
    }
    guard let isRight else { return .busy }
    guard isRight else { return .refused }
    if let key {
      known.withLock { known in
        if known.count >= Self.mostKnown { known.removeAll() }
        known.insert(key)
      }
    }
    return .admitted
  }

  /// What is left to be done after a hash of `cost` was compared (`nil` for none), so that it takes as long as
  /// one of cost `most`: one more takes twice the time, so once each from `cost` to the one below `most`.
  static func costs(after cost: Int?, to most: Int) -> [Int] {
    guard let cost else { return [most] }
    return Array(cost..<max(cost, most))
  }

  private static func credentials(_ header: String) -> Credentials? {
    let words = header.split(separator: " ", maxSplits: 1)
    guard words.count == 2, words[0].lowercased() == "basic",
      let data = Data(base64Encoded: String(words[1]))
    else { return nil }
    let bytes = Array(data)
    guard let colon = bytes.firstIndex(of: UInt8(ascii: ":")) else { return nil }
    return Credentials(
      user: String(validating: bytes[..<colon], as: UTF8.self),
      password: Array(bytes[(colon + 1)...]), bytes: bytes)
  }

  private func key(of credentials: Credentials, _ hash: BcryptHash) -> String? {
    let digest = MessageDigest(.sha256)
    digest.update(salt)
    digest.update(hash.text.utf8)
    digest.update(credentials.bytes)
    return digest.hexDigest
  }
}
