internal import Localization

/// Where a value came from, for `doctor` and for errors that must name what to change.
public enum SettingSource: Sendable, Equatable, CustomStringConvertible, Encodable {
  case flag(String)
  case environment(variable: String)
  /// A file that systemd handed to the unit.
  case credential(path: String)
  case envFile(path: String, variable: String)
  case configFile(path: String, key: String)
  case derived(from: String)
  case builtIn

  public var description: String {
    switch self {
    case .flag(let flag): flag
    case .environment(let variable): tr("environment \(variable)")
    case .credential(let path): path
    case .envFile(let path, let variable): "\(path) \(variable)"
    case .configFile(let path, let key): "\(path) \(key)"
    case .derived(let origin): tr("from \(origin)")
    case .builtIn: tr("default")
    }
  }

  /// Whether it was said to invitectl, not to the backend: a flag, a name of ours, a file of ours.
  package var isOurs: Bool {
    switch self {
    case .flag, .configFile, .credential: true
    case .environment(let variable), .envFile(_, let variable): variable.hasPrefix("INVITECTL_")
    case .derived, .builtIn: false
    }
  }

  /// As its description, which is what `doctor` prints.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}
