internal import Foundation
internal import Synchronization

/// A generation of the backend that fixtures exist for, named by its newest revision.
public enum FixtureGeneration: Int, Sendable, CaseIterable, CustomStringConvertible {
  case g008 = 8
  case g013 = 13
  case g019 = 19
  case g023 = 23
  case g026 = 26

  public var description: String { "g" + String(1000 + rawValue).dropFirst() }
}

/// How a backend's tables came to be.
public enum FixtureMaking: String, Sendable, CaseIterable {
  /// By Alembic, revision by revision, with the invite_queue of the create_all at 006.
  case migrated
  /// By the models alone: no alembic_version, no server defaults, other labels.
  case createAll = "create_all"
}

extension TestDatabase {
  /// A database as a live backend of this generation has it, made by Tests/alembic.
  ///
  /// The first of its kind on a server takes some seconds; the others are copies of that one.
  ///
  /// - Parameters:
  ///   - seed: whether the rows of seed-small.sql are in it.
  ///   - prepared: whether `migrate up` ran in it, before there were rows.
  public convenience init(
    generation: FixtureGeneration, made: FixtureMaking = .migrated, seed: Bool = true,
    prepared: Bool = false
  ) throws {
    let template = try GenerationTemplate.name(generation, made)
    try self.init(template: prepared ? PreparedTemplates.name(of: template) : template)
    if seed { try load(["models-on", "seed-small", "models-off"]) }
  }
}

/// The databases that those of tests are copies of.
private enum GenerationTemplate {
  /// By kind.
  private static let known = Mutex<[String: String]>([:])

  static func name(_ generation: FixtureGeneration, _ made: FixtureMaking) throws -> String {
    let kind = "\(generation)_\(made.rawValue)"
    if let name = known.withLock({ $0[kind] }) { return name }
    let fixtures = URL(filePath: try Sandbox.variable("INVITECTL_TEST_FIXTURES"))
    let directory = fixtures.deletingLastPathComponent().appending(path: "alembic")
    let name = try TemplateDatabase.named("fixture_\(kind)_\(digest(directory))") { draft in
      let result = try PythonPeer.runNow(
        [directory.appending(path: "generation.py").path, "\(generation.rawValue)", made.rawValue],
        environment: ["DATABASE_URL": Sandbox.url(of: draft), "PYTHONDONTWRITEBYTECODE": "1"],
        limit: .seconds(110))
      guard result.exitCode == 0 else {
        throw Sandbox.Missing(description: "no fixture \(kind): \(result.errors)")
      }
    }
    known.withLock { $0[kind] = name }
    return name
  }

  /// Of all that makes them: a server that outlives a change of it makes them anew (FNV-1a).
  private static func digest(_ directory: URL) throws -> String {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    let files = try ["versions", "later", ""].flatMap { folder in
      try FileManager.default.contentsOfDirectory(
        at: directory.appending(path: folder), includingPropertiesForKeys: nil)
    }
    for file in files.filter({ $0.pathExtension == "py" }).sorted(by: { $0.path < $1.path }) {
      for byte in try Data(contentsOf: file) {
        hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3
      }
    }
    return String(hash, radix: 36)
  }
}
