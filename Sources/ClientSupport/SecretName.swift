/// Tells by its name whether a setting holds a secret.
package enum SecretName {
  /// Words of a name that make its value a secret.
  private static let words: Set<String> = [
    "pass", "password", "passwd", "passphrase", "pwd", "pw", "secret", "secrets", "token", "tokens",
    "credential", "credentials", "auth", "authorization", "signature", "cookie", "dsn", "salt",
    "jwt", "bearer", "apikey",
  ]

  /// The same within a name that is written without gaps.
  private static let parts = [
    "password", "passwd", "passphrase", "secret", "apikey", "accesskey", "privatekey", "authkey",
    "credential", "connectionstring",
  ]

  /// What `key` is beside: a key of these is a secret, one of routing or of a prefix is not.
  private static let kindsOfKeys: Set<String> = [
    "access", "account", "aes", "api", "auth", "connection", "encryption", "fernet", "hmac",
    "license", "master", "private", "sas", "secret", "security", "service", "session", "shared",
    "signing", "ssh", "storage",
  ]

  /// E.g. `sentinel_password`, `SECRET_KEY`, `apiToken`; not `routing_key`, `global_keyprefix`.
  package static func isSecret(_ name: String) -> Bool {
    let plain = name.lowercased().filter { $0.isLetter || $0.isNumber }
    if parts.contains(where: plain.contains) { return true }
    let segments = segments(name)
    if !segments.isDisjoint(with: words) { return true }
    return (segments.contains("key") || segments.contains("keys"))
      && !segments.isDisjoint(with: kindsOfKeys)
  }

  /// Whether it is a path of names, such as a task's: what is under it is no value of a setting.
  package static func isPath(_ name: String) -> Bool { name.contains(".") }

  private static func segments(_ name: String) -> Set<String> {
    var segments: Set<String> = []
    var segment = ""
    var wasSmall = false
    for character in name {
      let isWord = character.isLetter || character.isNumber
      if !isWord || (wasSmall && character.isUppercase) {
        segments.insert(segment)
        segment = ""
      }
      if isWord { segment += character.lowercased() }
      wasSmall = character.isLowercase
    }
    segments.insert(segment)
    return segments
  }
}
