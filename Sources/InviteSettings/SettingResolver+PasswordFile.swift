internal import ClientSupport
internal import Glibc
internal import InviteDomain
internal import Localization
internal import PostgresClient
internal import RedisClient

/// Passwords from files. One that a URL has itself goes before, and no server is given what was meant for
/// another.
extension SettingResolver {
  /// What the file of a setting has in it; `nil` where none is named. It is read where it is needed.
  private func password(_ setting: Setting) throws(Failure) -> String? {
    guard let found = try layers.value(of: setting) else { return nil }
    do {
      return try PasswordFile(user: userID).read(found.value)
    } catch {
      throw Failure(
        .usage, tr("\(found.source) \(Self.shownPath(found.value)): \(error.why)"),
        hint: error.hint)
    }
  }

  /// - Parameter main: the database that the file belongs to; the same user has the same password on its
  ///   replicas.
  func withPassword(
    _ parameters: ConnectionParameters, like main: ConnectionParameters? = nil
  ) throws(Failure) -> ConnectionParameters {
    guard parameters["password"] == nil, main == nil || main?["user"] == parameters["user"],
      let password = try password(.databasePasswordFile)
    else { return parameters }
    var complete = parameters.with("password", password)
    complete.passwordSource = try source(of: .databasePasswordFile)
    return complete
  }

  /// - Parameter base: the server that redis.passwordFile is for.
  func withPassword(
    _ endpoint: RedisEndpoint, _ setting: Setting, base: RedisEndpoint? = nil
  ) throws(Failure) -> RedisEndpoint {
    guard endpoint.password == nil else { return endpoint }
    if let password = try password(setting) {
      return endpoint.withPassword(password, from: try source(of: setting))
    }
    guard let base, base.isSameServer(as: endpoint), base.username == endpoint.username,
      let password = try password(.redisPasswordFile)
    else { return endpoint }
    return endpoint.withPassword(password, from: try source(of: .redisPasswordFile))
  }

  /// E.g. `/run/secrets/db (database.passwordFile)`: the path as it was given.
  private func source(of setting: Setting) throws(Failure) -> String? {
    try layers.value(of: setting).map { tr("\(Self.shownPath($0.value)) (\(setting.rawValue))") }
  }

  /// What is no file and does not look like the path of one may be the password itself.
  private static func shownPath(_ value: String) -> String {
    let isPath = ["/", "./", "../"].contains { value.hasPrefix($0) }
    return isPath || access(value, F_OK) == 0 ? GivenText.shown(value) : ForeignText.hidden
  }

  mutating func showPasswordFiles() throws(Failure) {
    let settings: [Setting] = [
      .databasePasswordFile, .redisPasswordFile, .brokerPasswordFile, .resultPasswordFile,
    ]
    for setting in settings {
      let found = try layers.value(of: setting)
      show(setting, found.map { Self.shownPath($0.value) }, found?.source ?? .builtIn)
    }
  }
}
