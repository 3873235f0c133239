import Configuration
import FoundationEssentials

/// What the process was given to configure itself with: the input of ``SettingLayers``.
public struct SettingSources: Sendable {
  /// Values given as flags.
  public var flags: [Setting: String]
  /// The process environment.
  public var environment: [String: String]
  /// `--env-file`; without it, `.env` of the working directory if there is one.
  public var envFile: String?
  /// `--config`; without it the project's, the user's and the machine's file, those that exist.
  public var configFile: String?
  /// The directory that `.env` and `invitectl.json` are looked for in.
  public var workingDirectory: String

  public init(
    flags: [Setting: String] = [:], environment: [String: String], envFile: String? = nil,
    configFile: String? = nil, workingDirectory: String = "."
  ) {
    self.flags = flags
    self.environment = environment
    self.envFile = envFile
    self.configFile = configFile
    self.workingDirectory = workingDirectory
  }

  func layers() throws(Failure) -> SettingLayers {
    var layers = [flagLayer, environmentLayer(environment, .environment)]
    let envPath = envFile ?? join(workingDirectory, ".env")
    if let data = try read(envPath, required: envFile != nil, flag: "--env-file") {
      let values = DotEnv.parse(String(decoding: data, as: UTF8.self))
      layers.append(environmentLayer(values, .envFile(path: envFile ?? ".env")))
    }
    for (path, required) in configPaths {
      guard let data = try read(path, required: required, flag: "--config") else { continue }
      layers.append(try configLayer(data, path: path))
    }
    return SettingLayers(layers: layers)
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
    do {
      let snapshot = try JSONSnapshot(
        data: data.bytes, providerName: path,
        parsingOptions: JSONSnapshot.ParsingOptions(secretsSpecifier: .all))
      return .init(kind: .configFile(path: path), snapshot: snapshot)
    } catch {
      throw Failure(
        .usage, "\(path) is not a JSON object",
        hint: "write it as {\"database\": {\"url\": \"postgresql://…\"}}, or pass --config FILE")
    }
  }

  private var configPaths: [(path: String, required: Bool)] {
    if let configFile { return [(configFile, true)] }
    var paths = [join(workingDirectory, "invitectl.json")]
    if let xdg = environment["XDG_CONFIG_HOME"], xdg.hasPrefix("/") {
      paths.append(join(xdg, "invitectl/config.json"))
    } else if let home = environment["HOME"], !home.isEmpty {
      paths.append(join(home, ".config/invitectl/config.json"))
    }
    paths.append("/etc/invitectl/config.json")
    return paths.map { ($0, false) }
  }

  private func join(_ directory: String, _ name: String) -> String {
    directory.hasSuffix("/") ? directory + name : "\(directory)/\(name)"
  }

  private func read(_ path: String, required: Bool, flag: String) throws(Failure) -> Data? {
    do {
      return try Data(contentsOf: URL(filePath: path))
    } catch let error as CocoaError
      where error.code == .fileReadNoSuchFile || error.code == .fileReadNoPermission
    {
      // An unreadable file of the machine's must not stop a user who never named it.
      guard required else { return nil }
      let why = error.code == .fileReadNoSuchFile ? "there is no such file" : "it may not be read"
      throw Failure(.usage, "\(flag) \(path): \(why)", hint: "pass the path of a readable file")
    } catch {
      guard required else { return nil }
      throw Failure(
        .usage, "\(flag) \(path): it cannot be read", hint: "pass the path of a readable file")
    }
  }
}
