internal import Foundation
internal import Glibc

extension PrivateRedis {
  /// Whether the server of this run was built with TLS. Without certificates one that was refuses to
  /// start, too, but for another reason.
  public static let speaksTLS: Bool = {
    let text = said(["--port", "0", "--tls-port", "1"])
    return !text.contains("FATAL CONFIG FILE ERROR") && !text.contains("Failed finding TLS support")
  }()

  /// Whether it has the settings that came with Redis 7.0, as every Valkey has.
  public static let hasSettingsOf7 = !said(["--version"]).contains(" v=6.")

  /// For a node of a cluster. Its bus has a port of its own choice since Redis 7.0; before, it is the
  /// port of clients plus 10,000.
  public static func clusterArguments() throws -> [String] {
    let bus = hasSettingsOf7 ? ["--cluster-port", String(try freePort())] : []
    return ["--cluster-enabled", "yes", "--databases", "1"] + bus
  }

  /// What the program prints before it ends.
  private static func said(_ arguments: [String]) -> String {
    let result = try? ChildProcess.run(["timeout", "20", program] + arguments)
    return String(decoding: result?.output ?? [], as: UTF8.self)
  }
}

extension PrivatePostgres {
  /// A PostgreSQL built without libxml and without pg_stat_statements; `nil` where
  /// scripts/bootstrap matrix has not installed it.
  public static let plainPrograms: String? = {
    let servers = getenv("INVITECTL_TEST_SERVERS").map { String(cString: $0) } ?? ""
    let directory = servers + "/postgresql-16-plain/bin"
    return access(directory + "/postgres", X_OK) == 0 ? directory : nil
  }()
}
