internal import ClientSupport
internal import InviteDomain
internal import Localization
internal import RedisClient

/// The host and port of Redis, where no URL says where it is.
extension SettingResolver {
  /// A name or an address, and nothing that would be shown as one.
  mutating func redisHost() throws(Failure) -> String {
    let host = try text(.redisHost, default: "localhost")
    guard GivenText.isHost(host) else {
      let source = try layers.value(of: .redisHost)?.source ?? .builtIn
      throw Failure(
        .usage, tr("\(source) is no name or address of a host"),
        hint: tr(
          "write a host alone, its port into REDIS_PORT; a URL goes into REDIS_URL or --redis-url"))
    }
    // As the backend has it, which makes a URL of it.
    return GivenText.withoutBrackets(host)
  }

  /// A URL takes the place of host and port, as in the backend. What was given to invitectl by a name of its own,
  /// and more strongly than the URL, is not passed over for another server (docs/decisions/0272).
  ///
  /// - Parameter server: the one of the URL.
  func checkNoHost(beside url: SettingSource, of server: RedisEndpoint.Address) throws(Failure) {
    guard let urls = try layers.rank(of: .redisURL) else { return }
    let host = try layers.value(of: .redisHost)?.value ?? "localhost"
    let port = try layers.value(of: .redisPort)?.value ?? "6379"
    // An image may set all of them, and means one server.
    if let port = Int(port), server == .tcp(host: GivenText.withoutBrackets(host), port: port) {
      return
    }
    for setting in [Setting.redisHost, .redisPort] {
      guard let found = try layers.value(of: setting), found.source.isOurs,
        let own = try layers.rank(of: setting), own < urls
      else { continue }
      throw Failure(
        .usage, tr("\(found.source) does not count beside \(url)"),
        hint: tr("name the server by INVITECTL_REDIS_URL or --redis-url, or take one of both away"))
    }
  }
}
