internal import ClientSupport
internal import InviteDomain
internal import Localization
internal import PostgresClient
internal import RedisClient
internal import SocketStream

/// Resolves settings one by one and keeps what was found for `doctor`.
struct SettingResolver {
  let layers: SettingLayers
  /// Whose run it is.
  let userID: UInt32
  private(set) var shown: [InviteConfiguration.ResolvedSetting] = []

  init(layers: SettingLayers, userID: UInt32) {
    self.layers = layers
    self.userID = userID
  }

  mutating func show(_ setting: Setting, _ value: String?, _ source: SettingSource) {
    shown.append(.init(name: setting.rawValue, value: value, source: source))
  }

  /// As it was given, but for a login that may be in it.
  private mutating func showGiven(_ setting: Setting, _ value: String?, _ source: SettingSource?) {
    show(setting, value.map(GivenText.shown), source ?? .builtIn)
  }

  mutating func text(_ setting: Setting, default fallback: String) throws(Failure) -> String {
    let found = try layers.value(of: setting)
    showGiven(setting, found?.value ?? fallback, found?.source)
    return found?.value ?? fallback
  }

  mutating func number(
    _ setting: Setting, default fallback: Int, in range: ClosedRange<Int>
  ) throws(Failure) -> Int {
    let found = try layers.value(of: setting)
    guard let found else {
      show(setting, String(fallback), .builtIn)
      return fallback
    }
    guard let number = Int(found.value), range.contains(number) else {
      throw Failure(
        .usage,
        tr("\(found.source): '\(GivenText.shown(found.value))' is not a number of \(range)"),
        hint: tr("correct it, or pass a URL instead, e.g. --redis-url redis://HOST:6379/0"))
    }
    show(setting, String(number), found.source)
    return number
  }

  mutating func duration(
    _ setting: Setting, default fallback: Duration
  ) throws(Failure) -> Duration {
    let found = try layers.value(of: setting)
    guard let found else {
      show(setting, DurationText.format(fallback), .builtIn)
      return fallback
    }
    guard let duration = DurationText.parse(found.value), duration > .zero else {
      throw Failure(
        .usage, tr("\(found.source): '\(GivenText.shown(found.value))' is not a duration"),
        hint: tr("write a number of seconds, or a number with ms, s, m, h or d, e.g. 1.5s"))
    }
    show(setting, DurationText.format(duration), found.source)
    return duration
  }

  mutating func database(
    environment: [String: String]
  ) throws(Failure) -> ConnectionParameters? {
    if let found = try layers.value(of: .databaseURL) {
      let parameters = try withPassword(
        DatabaseURL.parse(found.value, source: found.source))
      show(.databaseURL, parameters.description, found.source)
      return parameters
    }
    // libpq reads these by itself; one of them is enough to mean "this database".
    let libpqs = ["PGSERVICE", "PGHOST", "PGHOSTADDR", "PGDATABASE"]
    if let variable = libpqs.first(where: { environment[$0]?.isEmpty == false }) {
      show(.databaseURL, tr("as libpq's PG* variables say"), .environment(variable: variable))
      return try withPassword(ConnectionParameters([:]))
    }
    show(.databaseURL, nil, .builtIn)
    return nil
  }

  mutating func readDatabase(
    beside main: ConnectionParameters?
  ) throws(Failure) -> ConnectionParameters? {
    guard let found = try layers.value(of: .readDatabaseURL) else {
      show(.readDatabaseURL, nil, .builtIn)
      return nil
    }
    let parameters = try withPassword(
      DatabaseURL.parse(found.value, source: found.source), like: main)
    show(.readDatabaseURL, parameters.description, found.source)
    return parameters
  }

  /// The backend's rule: with `REDIS_URL`, the broker is database 1 and the results are database
  /// 2 of that server; without it host, port and two numbers say where they are.
  mutating func redis() throws(Failure) -> (
    bucket: RedisEndpoint, broker: RedisEndpoint, result: RedisEndpoint
  ) {
    let tls = try redisTLS()
    let base: RedisEndpoint
    var brokerDatabase = 1
    var resultDatabase = 2
    let origin: SettingSource
    if let found = try layers.value(of: .redisURL) {
      let given = try endpoint(found.value, found.source, tls)
      try checkNoHost(beside: found.source, of: given.address)
      base = try withPassword(given, .redisPasswordFile)
      show(.redisURL, base.description, found.source)
      origin = found.source
      brokerDatabase = try ownNumber(.redisBrokerDB, default: 1)
      resultDatabase = try ownNumber(.redisBackendDB, default: 2)
    } else {
      let host = try redisHost()
      let port = try number(.redisPort, default: 6379, in: 1...65535)
      brokerDatabase = try number(.redisBrokerDB, default: 1, in: 0...Int(Int32.max))
      resultDatabase = try number(.redisBackendDB, default: 2, in: 0...Int(Int32.max))
      base = try withPassword(
        RedisEndpoint(address: .tcp(host: host, port: port), database: 0), .redisPasswordFile)
      let hostSource = try layers.value(of: .redisHost)?.source ?? .builtIn
      show(.redisURL, base.description, hostSource)
      origin = hostSource
    }
    let broker = try withPassword(
      other(.brokerURL, base.withDatabase(brokerDatabase), origin, tls), .brokerPasswordFile,
      base: base)
    let result = try withPassword(
      other(.resultURL, base.withDatabase(resultDatabase), origin, tls), .resultPasswordFile,
      base: base)
    return (base, broker, result)
  }

  /// A database beside a URL: the backend's own variable does not count there, see
  /// ``OlderCelery``, but what was said to us on purpose does.
  private mutating func ownNumber(
    _ setting: Setting, default fallback: Int
  ) throws(Failure) -> Int {
    guard let found = try layers.value(of: setting), found.source.isOurs else { return fallback }
    return try number(setting, default: fallback, in: 0...Int(Int32.max))
  }

  /// The other rule for where Celery's broker and results are, where the backend's variables for it
  /// are given beside a URL and lead elsewhere.
  func olderCelery(than broker: RedisEndpoint) throws(Failure) -> OlderCelery? {
    guard try layers.value(of: .redisURL) != nil, try layers.value(of: .brokerURL) == nil else {
      return nil
    }
    let settings = [Setting.redisHost, .redisPort, .redisBrokerDB, .redisBackendDB]
    var given: [Setting: String] = [:]
    var variables: [String] = []
    for setting in settings {
      guard let found = try layers.value(of: setting), !found.source.isOurs else { continue }
      given[setting] = found.value
      variables.append("\(found.source)")
    }
    // A number that is none is the backend's to complain of: with the newer rule it is not read.
    let host = given[.redisHost] ?? "localhost"
    guard !variables.isEmpty, GivenText.isHost(host), let port = Int(given[.redisPort] ?? "6379"),
      let brokerDatabase = Int(given[.redisBrokerDB] ?? "1"),
      let resultDatabase = Int(given[.redisBackendDB] ?? "2"), (1...65535).contains(port),
      brokerDatabase >= 0, resultDatabase >= 0
    else { return nil }
    let address = RedisEndpoint.Address.tcp(
      host: GivenText.withoutBrackets(host), port: port)
    // Given next to a URL of the same server, the login is most likely the same too.
    let login = broker.address == address ? broker : RedisEndpoint(address: address)
    let older = OlderCelery(
      broker: login.withDatabase(brokerDatabase), result: login.withDatabase(resultDatabase),
      variables: variables)
    return older.broker == broker ? nil : older
  }

  /// What holds for `rediss://` URLs that say nothing else themselves.
  private mutating func redisTLS() throws(Failure) -> TLSSettings {
    var settings = TLSSettings()
    let found = try layers.value(of: .redisTLSVerify)
    if let found {
      guard let verification = TLSSettings.Verification(rawValue: found.value) else {
        throw Failure(
          .usage,
          tr(
            "\(found.source): '\(GivenText.shown(found.value))' is not a way to verify a certificate"
          ),
          hint: tr("write full, certificate (whichever host) or none"))
      }
      settings.verification = verification
    }
    show(.redisTLSVerify, settings.verification.rawValue, found?.source ?? .builtIn)
    settings.authorityFile = try optional(.redisTLSCAFile)
    settings.certificateFile = try optional(.redisTLSCertFile)
    settings.keyFile = try optional(.redisTLSKeyFile)
    settings.serverName = try optional(.redisTLSServerName)
    return settings
  }

  mutating func optional(_ setting: Setting) throws(Failure) -> String? {
    let found = try layers.value(of: setting)
    showGiven(setting, found?.value, found?.source)
    return found?.value
  }

  private mutating func other(
    _ setting: Setting, _ derived: RedisEndpoint, _ origin: SettingSource, _ tls: TLSSettings
  ) throws(Failure) -> RedisEndpoint {
    guard let found = try layers.value(of: setting) else {
      show(setting, derived.description, .derived(from: "\(origin)"))
      return derived
    }
    let endpoint = try endpoint(found.value, found.source, tls)
    show(setting, endpoint.description, found.source)
    return endpoint
  }

  private func endpoint(
    _ url: String, _ source: SettingSource, _ tls: TLSSettings
  ) throws(Failure) -> RedisEndpoint {
    do {
      return try RedisEndpoint.parse(url: url, tls: tls)
    } catch {
      throw Failure(
        .usage, tr("\(source) is not a Redis URL: \(error)"),
        hint: tr(
          "write it as redis://HOST:PORT/DB, rediss://… for TLS, sentinel://H1,H2/NAME/DB or "
            + "unix:///PATH?db=DB"))
    }
  }
}
