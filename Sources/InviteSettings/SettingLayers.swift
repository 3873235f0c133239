import Configuration
internal import InviteDomain
internal import Localization

/// The places a setting can come from, strongest first: flags, environment, credentials, env file,
/// config files. Each place is a snapshot of swift-configuration; asking them one by one instead of
/// through one merged reader keeps the answer to "who said so?".
struct SettingLayers: Sendable {
  struct Layer: Sendable {
    enum Kind: Sendable {
      case flags
      case environment
      case credentials(directory: String)
      case envFile(path: String)
      case configFile(path: String)
    }
    let kind: Kind
    let snapshot: any ConfigSnapshot
  }

  let layers: [Layer]
  /// Files that are there and do not count.
  let passedOver: [PassedOverFile]

  /// The strongest value of `setting`. Empty values count as not set, as they do for the backend.
  func value(of setting: Setting) throws(Failure) -> (value: String, source: SettingSource)? {
    for layer in layers {
      for key in layer.keys(of: setting) {
        guard let found = try layer.string(at: key), !found.isEmpty else { continue }
        return (found, layer.source(of: setting, key: key))
      }
    }
    return nil
  }

  /// How strongly it is given: less is stronger, and a name of ours is stronger than the backend's in the same place.
  /// `nil` where it is not given.
  func rank(of setting: Setting) throws(Failure) -> Int? {
    for (place, layer) in layers.enumerated() {
      for (name, key) in layer.keys(of: setting).enumerated() {
        guard let found = try layer.string(at: key), !found.isEmpty else { continue }
        return 2 * place + name
      }
    }
    return nil
  }
}

extension SettingLayers.Layer {
  fileprivate func keys(of setting: Setting) -> [[String]] {
    switch kind {
    case .flags, .configFile, .credentials:
      [setting.components]
    case .environment, .envFile:
      [["invitectl"] + setting.components] + (setting.isBackends ? [setting.components] : [])
    }
  }

  fileprivate func string(at key: [String]) throws(Failure) -> String? {
    let absolute = AbsoluteConfigKey(key)
    do {
      return try text(snapshot.value(forKey: absolute, type: .string))
    } catch {
      // In JSON a port may well be a number; everything else is a mistake worth naming.
      do {
        return try text(snapshot.value(forKey: absolute, type: .int))
      } catch {
        throw Failure(
          .usage, tr("\(name): \(key.joined(separator: ".")) must be a string or a number"),
          hint: tr("correct the file, or pass another one with --config FILE"))
      }
    }
  }

  private func text(_ result: LookupResult) -> String? {
    switch result.value?.content {
    case .string(let text)?: text
    case .int(let number)?: String(number)
    default: nil
    }
  }

  private var name: String {
    switch kind {
    case .flags: tr("command line")
    case .environment: tr("environment")
    case .envFile(let path), .configFile(let path), .credentials(let path): path
    }
  }

  fileprivate func source(of setting: Setting, key: [String]) -> SettingSource {
    switch kind {
    case .flags: .flag(setting.flag ?? setting.rawValue)
    case .environment: .environment(variable: Self.variable(key))
    case .credentials(let directory):
      .credential(path: "\(directory)/\(SettingSources.credential(setting) ?? "")")
    case .envFile(let path): .envFile(path: path, variable: Self.variable(key))
    case .configFile(let path): .configFile(path: path, key: setting.rawValue)
    }
  }

  /// `redis.brokerDb` is `REDIS_BROKER_DB`, as swift-configuration's own encoder has it.
  static func variable(_ key: [String]) -> String {
    key.map { component in
      component.reduce(into: "") { name, character in
        if character.isUppercase { name += "_" }
        name += character.uppercased()
      }
    }.joined(separator: "_")
  }
}
