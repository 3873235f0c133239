import Configuration
import FoundationEssentials
internal import Glibc
internal import InviteDomain
internal import Localization
internal import LosslessJSON

/// What the process was given to configure itself with: the input of ``SettingLayers``.
public struct SettingSources: Sendable {
  /// Values given as flags.
  public var flags: [Setting: String]
  /// The process environment.
  public var environment: [String: String]
  /// `--env-file`; without it, `.env` of the working directory if there is one that counts.
  public var envFile: String?
  /// `--config`; without it the project's, the user's and the machine's file, those that count.
  public var configFile: String?
  /// The directory that `.env` and `invitectl.json` are looked for in.
  public var workingDirectory: String
  /// The user whose files count without being named, see ``FileTrust``.
  public var userID: UInt32

  public init(
    flags: [Setting: String] = [:], environment: [String: String], envFile: String? = nil,
    configFile: String? = nil, workingDirectory: String = ".", userID: UInt32? = nil
  ) {
    self.flags = flags
    self.environment = environment
    self.envFile = envFile
    self.configFile = configFile
    self.workingDirectory = workingDirectory
    self.userID = userID ?? geteuid()
  }

  func layers() throws(Failure) -> SettingLayers {
    try checkFlags()
    var layers = [flagLayer, environmentLayer(environment, .environment)]
    if let credentials = try credentialLayer() { layers.append(credentials) }
    var passedOver: [PassedOverFile] = []
    if let envFile {
      layers.append(try envLayer(try read(envFile, flag: "--env-file"), envFile))
    } else if let data = find(
      join(workingDirectory, ".env"), isOfWorkingDirectory: true, "--env-file", &passedOver)
    {
      layers.append(try envLayer(data, ".env"))
    }
    if let configFile {
      layers.append(try configLayer(try read(configFile, flag: "--config"), path: configFile))
    } else {
      for (path, isOfWorkingDirectory) in configPaths {
        guard
          let data = find(
            path, isOfWorkingDirectory: isOfWorkingDirectory, "--config", &passedOver)
        else { continue }
        layers.append(try configLayer(data, path: path))
      }
    }
    return SettingLayers(layers: layers, passedOver: passedOver)
  }

  private func envLayer(_ data: Data, _ path: String) throws(Failure) -> SettingLayers.Layer {
    let text = String(decoding: try TextFile.utf8([UInt8](data), name: path), as: UTF8.self)
    return environmentLayer(DotEnv.parse(text), .envFile(path: path))
  }

  /// A file that nobody named.
  private func find(
    _ path: String, isOfWorkingDirectory: Bool, _ flag: String, _ passedOver: inout [PassedOverFile]
  ) -> Data? {
    switch FileTrust(user: userID).read(path, isOfWorkingDirectory: isOfWorkingDirectory) {
    case .nothing: return nil
    case .content(let bytes): return Data(bytes)
    case .passedOver(let why):
      passedOver.append(PassedOverFile(path: path, why: why, flag: flag))
      return nil
    }
  }

  /// A variable may be empty in a place where it is meant not to be set. A flag is empty where a variable of the
  /// shell was not set, and another server would be taken.
  private func checkFlags() throws(Failure) {
    guard let flag = flags.filter({ $0.value.isEmpty }).keys.compactMap(\.flag).min() else {
      return
    }
    throw Failure(
      .usage, tr("\(flag) is empty"),
      hint: tr("give it a value, or leave it out: then the environment and files decide"))
  }

  private var flagLayer: SettingLayers.Layer {
    var values: [AbsoluteConfigKey: ConfigValue] = [:]
    for (setting, value) in flags {
      values[AbsoluteConfigKey(setting.components)] =
        ConfigValue(.string(value), isSecret: setting.mayHoldSecret)
    }
    return .init(kind: .flags, snapshot: InMemoryProvider(values: values).snapshot())
  }

  private func environmentLayer(
    _ values: [String: String], _ kind: SettingLayers.Layer.Kind
  ) -> SettingLayers.Layer {
    let provider = EnvironmentVariablesProvider(
      environmentVariables: values, secretsSpecifier: .all)
    return .init(kind: kind, snapshot: provider.snapshot())
  }

  private func configLayer(_ data: Data, path: String) throws(Failure) -> SettingLayers.Layer {
    let bytes = try TextFile.utf8([UInt8](data), name: path)
    guard case .object(let object)? = try? JSONValue(parsing: bytes) else {
      throw Failure(
        .usage, tr("\(path) is not a JSON object"),
        hint: tr("write it as {\"database\": {\"url\": \"postgresql://…\"}}, or pass --config FILE")
      )
    }
    var values: [AbsoluteConfigKey: ConfigValue] = [:]
    collect(object, below: [], &values)
    return .init(
      kind: .configFile(path: path),
      snapshot: InMemoryProvider(name: path, values: values).snapshot())
  }

  /// Members of members by the path that leads to them; swift-configuration's own reader would link
  /// all of Foundation.
  private func collect(
    _ object: JSONObject, below path: [String], _ values: inout [AbsoluteConfigKey: ConfigValue]
  ) {
    for (name, value) in object.members {
      let key = path + [name]
      let content: ConfigContent
      switch value {
      case .object(let inner):
        collect(inner, below: key, &values)
        continue
      case .string(let text): content = .string(text)
      case .number(let number): content = number.int.map { .int($0) } ?? .double(number.double)
      case .bool(let flag): content = .bool(flag)
      // Of no type that a setting has: whoever asks for it is told.
      case .null, .array: content = .stringArray([])
      }
      values[AbsoluteConfigKey(key)] = ConfigValue(content, isSecret: true)
    }
  }

  /// The project's, the user's and the machine's.
  private var configPaths: [(path: String, isOfWorkingDirectory: Bool)] {
    var paths = [(join(workingDirectory, "invitectl.json"), true)]
    if let xdg = environment["XDG_CONFIG_HOME"], xdg.hasPrefix("/") {
      paths.append((join(xdg, "invitectl/config.json"), false))
    } else if let home = environment["HOME"], !home.isEmpty {
      paths.append((join(home, ".config/invitectl/config.json"), false))
    }
    paths.append(("/etc/invitectl/config.json", false))
    return paths
  }

  private func join(_ directory: String, _ name: String) -> String {
    directory.hasSuffix("/") ? directory + name : "\(directory)/\(name)"
  }

  /// A file that was named.
  private func read(_ path: String, flag: String) throws(Failure) -> Data {
    do {
      return try Data(contentsOf: URL(filePath: path))
    } catch let error as CocoaError where error.code == .fileReadNoSuchFile {
      throw Self.unreadable(path, flag, tr("there is no such file"))
    } catch let error as CocoaError where error.code == .fileReadNoPermission {
      throw Self.unreadable(path, flag, tr("it may not be read"))
    } catch {
      throw Self.unreadable(path, flag, tr("it cannot be read"))
    }
  }

  private static func unreadable(_ path: String, _ flag: String, _ why: String) -> Failure {
    Failure(.usage, tr("\(flag) \(path): \(why)"), hint: tr("pass the path of a readable file"))
  }
}
