internal import Localization
internal import SocketStream

/// The query items about TLS, with the names of redis-py (`redis/connection.py`, `SSLConnection`)
/// and, for `ssl_cert_reqs`, also the values of kombu. `ssl_server_name` is our own.
///
/// Unlike there, `optional` asks for a valid certificate too: a server under TLS always sends one.
enum RedisTLSQuery {
  static func settings(
    _ query: [String: String], _ defaults: TLSSettings
  ) throws(RedisURLError) -> TLSSettings {
    var settings = defaults
    if let value = query["ssl_cert_reqs"] {
      switch value.lowercased() {
      case "none", "cert_none": settings.verification = .none
      case "required", "cert_required", "optional", "cert_optional":
        if settings.verification == .none { settings.verification = .full }
      default:
        throw .badTLSOption(name: "ssl_cert_reqs", expected: tr("none, optional or required"))
      }
    }
    if let checks = try flag("ssl_check_hostname", query), settings.verification != .none {
      settings.verification = checks ? .full : .certificate
    }
    if let path = query["ssl_ca_certs"] { settings.authorityFile = path }
    if let path = query["ssl_ca_path"] { settings.authorityDirectory = path }
    if let path = query["ssl_certfile"] { settings.certificateFile = path }
    if let path = query["ssl_keyfile"] { settings.keyFile = path }
    if let name = query["ssl_server_name"] { settings.serverName = name }
    return settings
  }

  static func isAskedFor(_ query: [String: String]) throws(RedisURLError) -> Bool {
    try flag("ssl", query) ?? false
  }

  private static func flag(
    _ name: String, _ query: [String: String]
  ) throws(RedisURLError) -> Bool? {
    switch query[name]?.lowercased() {
    case nil: nil
    case "true", "1", "yes": true
    case "false", "0", "no": false
    default: throw .badTLSOption(name: name, expected: tr("true or false"))
    }
  }
}
