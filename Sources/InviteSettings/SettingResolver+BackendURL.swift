internal import InviteDomain
internal import Localization
internal import RedisClient

extension SettingResolver {
  /// The setting ``Setting/backendURL``; `nil` where it is not given.
  ///
  /// - Throws: ``Failure/Kind/usage`` without the value, which may hold a password.
  mutating func backendURL() throws(Failure) -> BackendURL? {
    guard let found = try layers.value(of: .backendURL) else {
      show(.backendURL, nil, .builtIn)
      return nil
    }
    guard let url = BackendURL(found.value) else {
      throw Failure(
        .usage, tr("\(found.source) is not the URL of an API"),
        hint: tr("write it as \(BackendURL.standard), without a user, a query or a fragment"))
    }
    show(.backendURL, url.description, found.source)
    return url
  }

  /// The backend's `REDIS_URL` where it has no path, as it may be shown.
  ///
  /// - Parameter endpoint: what it was understood as.
  func redisURLWithoutPath(
    _ endpoint: RedisEndpoint
  ) throws(Failure) -> (source: SettingSource, shown: String)? {
    guard let found = try layers.value(of: .redisURL), !found.source.isOurs,
      case .tcp(let host, let port) = endpoint.address,
      let scheme = found.value.firstRange(of: "://"),
      !found.value[scheme.upperBound...].contains("/")
    else { return nil }
    return (found.source, "\(found.value[..<scheme.lowerBound])://\(host):\(port)")
  }
}
