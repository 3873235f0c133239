internal import Foundation
internal import Glibc

extension PrivateRedis {
  /// Whether the server of this run was built with TLS. Without certificates one that was refuses to
  /// start, too, but for another reason.
  public static let speaksTLS: Bool = {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["timeout", "20", program, "--port", "0", "--tls-port", "1"]
    process.currentDirectoryURL = URL(fileURLWithPath: "/")
    let output = Pipe()
    process.standardOutput = output
    process.standardError = output
    process.standardInput = FileHandle.nullDevice
    guard (try? process.run()) != nil else { return true }
    let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    return !text.contains("FATAL CONFIG FILE ERROR") && !text.contains("Failed finding TLS support")
  }()
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
