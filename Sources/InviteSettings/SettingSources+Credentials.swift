import Configuration
internal import Glibc
internal import InviteDomain
internal import Localization

/// What systemd hands to a unit as credentials
/// (https://systemd.io/CREDENTIALS/: files in `$CREDENTIALS_DIRECTORY`, which the unit's user alone reads).
extension SettingSources {
  /// The name of a setting's credential, e.g. `invitectl.database-password`; `nil` for a setting that is
  /// no secret.
  static func credential(_ setting: Setting) -> String? {
    let name: String
    switch setting {
    case .databasePasswordFile, .redisPasswordFile, .brokerPasswordFile, .resultPasswordFile:
      name = setting.components[0] + "-password"
    case .databaseURL, .redisURL, .brokerURL, .resultURL: name = setting.components[0] + "-url"
    case .readDatabaseURL: name = "database-read-url"
    default: return nil
    }
    return "invitectl.\(name)"
  }

  /// URLs by what is in their files, passwords by the paths of theirs.
  ///
  /// - Returns: `nil` where there are none.
  /// - Throws: ``Failure`` of kind ``Failure/Kind/usage`` for a file that is there and cannot be one.
  func credentialLayer() throws(Failure) -> SettingLayers.Layer? {
    guard let directory = environment["CREDENTIALS_DIRECTORY"], directory.hasPrefix("/") else {
      return nil
    }
    var values: [AbsoluteConfigKey: ConfigValue] = [:]
    for setting in Setting.allCases {
      guard let name = Self.credential(setting) else { continue }
      let path = directory.hasSuffix("/") ? directory + name : "\(directory)/\(name)"
      guard access(path, F_OK) == 0 else { continue }
      var value = path
      if setting.mayHoldSecret {
        do {
          value = try PasswordFile(user: userID).read(path)
        } catch {
          throw Failure(.usage, tr("\(path): \(error.why)"), hint: error.hint)
        }
      }
      values[AbsoluteConfigKey(setting.components)] = ConfigValue(.string(value), isSecret: true)
    }
    guard !values.isEmpty else { return nil }
    return .init(
      kind: .credentials(directory: directory),
      snapshot: InMemoryProvider(name: directory, values: values).snapshot())
  }
}
