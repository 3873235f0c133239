import FoundationEssentials
import LosslessJSON
import TestSupport
import Testing

/// The order of the modules is kept by the build: a wrong import, made on purpose in a scratch package
/// with the targets of ours, is refused.
@Suite(.serialized) struct LayeringTests {
  private static let repository = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  /// With the folder for temporary files that scripts/swift has: SwiftPM leaves one for each manifest.
  private static let environment: [String: String] = {
    let folder = repository.appending(path: ".build/tmp")
    try? FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    return ProcessInfo.processInfo.environment.filter { ["PATH", "HOME"].contains($0.key) }
      .merging(["TMPDIR": folder.path]) { $1 }
  }()

  private func swift(_ arguments: [String]) async throws -> CommandResult {
    try await CommandRun.run("/usr/bin/env", ["swift"] + arguments, environment: Self.environment)
  }

  /// What the libraries of Package.swift that are written in Swift list of each other.
  private func dependencies(_ scratch: String) async throws -> [String: [String]] {
    let dump = try await swift([
      "package", "--package-path", Self.repository.path, "--scratch-path", scratch, "dump-package",
    ])
    try #require(dump.exitCode == 0, "\(dump.errors)")
    var graph: [String: [String]] = [:]
    let package = try JSONValue(parsing: dump.output)
    for target in package["targets"]?.array ?? [] {
      guard let name = target["name"]?.string, target["type"]?.string == "regular",
        target["path"]?.string == nil, name != "CBuildInfo"
      else { continue }
      graph[name] = (target["dependencies"]?.array ?? []).compactMap {
        $0["byName"]?.array?.first?.string
      }
    }
    return graph.mapValues { $0.filter { graph[$0] != nil } }
  }

  /// The modules hold nothing but the imports that they may have.
  private func makePackage(_ root: URL) async throws {
    let graph = try await dependencies(root.appending(path: "dump").path)
    #expect(graph.count > 12 && graph["InviteOps"]?.contains("InviteStorage") == true, "\(graph)")
    let targets = graph.sorted { $0.key < $1.key }.map { name, dependencies in
      let list = dependencies.map { "\"\($0)\"" }.joined(separator: ", ")
      return ".target(name: \"\(name)\", dependencies: [\(list)], swiftSettings: settings)"
    }
    let manifest = """
      // swift-tools-version: 6.2
      import PackageDescription
      let settings: [SwiftSetting] = [.enableUpcomingFeature("InternalImportsByDefault")]
      let package = Package(
        name: "scratch",
        targets: [
          \(targets.joined(separator: ",\n    "))
        ], swiftLanguageModes: [.v6])
      """
    try manifest.write(to: root.appending(path: "Package.swift"), atomically: true, encoding: .utf8)
    for (module, dependencies) in graph {
      let folder = root.appending(path: "Sources/\(module)")
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      try dependencies.map { "internal import \($0)\n" }.joined()
        .write(to: folder.appending(path: "Right.swift"), atomically: true, encoding: .utf8)
    }
  }

  /// With the flag of the Makefile.
  private func build(_ root: URL) async throws -> CommandResult {
    try await swift([
      "build", "--package-path", root.path, "--explicit-target-dependency-import-check", "error",
    ])
  }

  @Test(.timeLimit(.minutes(10))) func `a wrong import does not compile`() async throws {
    let makefile = try String(
      contentsOf: Self.repository.appending(path: "Makefile"), encoding: .utf8)
    #expect(makefile.contains("PackageTests --explicit-target-dependency-import-check error"))
    let root = FileManager.default.temporaryDirectory.appending(
      path: "invitectl-layering-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: root) }
    try FileManager.default.createDirectory(at: root, withIntermediateDirectories: true)
    try await makePackage(root)
    let right = try await build(root)
    try #require(right.exitCode == 0, "\(right.output)\(right.errors)")
    // Up, and to the side; each was built just now, so that nothing but the check stands in the way
    // of the second.
    for (module, wrong) in [
      ("ClientSupport", "InviteDomain"), ("InviteStorage", "InviteOps"),
      ("PostgresClient", "RedisClient"), ("CeleryProtocol", "InviteStorage"),
      ("InviteDomain", "LosslessJSON"),
    ] {
      let file = root.appending(path: "Sources/\(module)/Wrong.swift")
      try "internal import \(wrong)\n".write(to: file, atomically: true, encoding: .utf8)
      let built = try await build(root)
      #expect(built.exitCode == 1, "\(module) imports \(wrong)")
      let said = built.output + built.errors
      #expect(
        said.contains("\(module) imports another target (\(wrong))")
          || said.contains("circular dependency between modules '\(module)' and '\(wrong)'"),
        "\(said)")
      try FileManager.default.removeItem(at: file)
    }
    #expect(try await build(root).exitCode == 0)
  }

  @Test(.timeLimit(.minutes(2))) func `the picture of the modules is not stale`() async throws {
    let check = try await CommandRun.run(
      "/usr/bin/env",
      ["python3", Self.repository.appending(path: "scripts/architecture").path]
        + ["--check"], environment: Self.environment)
    #expect(check.exitCode == 0, "\(check.errors)")
  }
}
