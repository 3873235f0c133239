import Foundation
import TestSupport
import TestWorlds
import Testing

@testable import InviteOps
@testable import InviteStorage

/// Every requirement of every command, broken on real servers and whole.
@Suite struct RequirementTests {
  /// One way to break a requirement, and the commands that meet it.
  struct Breakage: Sendable, CustomTestStringConvertible {
    let requirement: Requirement
    let way: String
    let purposes: [Purpose]

    var testDescription: String {
      "\(requirement.rawValue) \(way) × \(purposes.map(\.rawValue).joined(separator: "; "))"
    }

    /// What cannot be broken on the servers here is in RequirementFactsTests.
    static let all: [Breakage] = Requirement.allCases
      .filter { $0 != .postgresVersion && $0 != .redisVersion }
      .flatMap { requirement in
        let purposes = Purpose.allCases.filter { $0.requirements.contains(requirement) }
        var ways: [String: [Purpose]] = [:]
        for purpose in purposes {
          for way in RequirementWorld.ways(of: requirement, for: purpose) {
            ways[way, default: []].append(purpose)
          }
        }
        return ways.sorted { $0.key < $1.key }
          .map { Breakage(requirement: requirement, way: $0.key, purposes: $0.value) }
      }
  }

  /// One command line for each purpose; `restore` wants an archive.
  static func command(_ purpose: Purpose, archive: String) -> [String] {
    switch purpose {
    case .look: ["inspect-workers"]
    case .doctor: ["doctor"]
    case .migrateLook: ["migrate", "status"]
    case .migrate: ["migrate", "down", "--yes"]
    case .redeem: ["redeem", "LINUXDO5", "requirement@example.com"]
    case .redeemByHTTP: ["redeem", "LINUXDO5", "requirement@example.com", "--via", "http"]
    case .redeemLook: ["redeem", "LINUXDO5", "requirement@example.com", "--explain"]
    case .redeemUpkeep: ["redeem", "bucket", "DIRECT10", "--init"]
    case .refund: ["redeem", "refund", "DIRECT10", "--task", "requirement", "--force"]
    case .retryLook, .retryPlan:
      ["redeem", "retry", "-n", "--email", "nobody@example.com"]
    case .retry: ["redeem", "retry", "--yes", "--email", "nobody@example.com"]
    case .retryWaiting:
      ["redeem", "retry", "--waiting", "--yes", "--email", "nobody@example.com"]
    case .sync: ["sync-counts"]
    case .syncLook: ["sync-counts", "--dry-run"]
    case .countHistory: ["sync-counts", "history", "DIRECT10"]
    case .resync: ["force-resync", "--all", "--dry-run"]
    case .resyncHistory: ["force-resync", "history"]
    case .audit: ["force-resync", "audit", "--all"]
    case .cleanup: ["cleanup-queue", "--yes"]
    case .cleanupLook: ["cleanup-queue", "--dry-run"]
    case .recordsCleanup: ["cleanup-queue", "--invite-records", "400d", "--yes"]
    case .recordsCleanupLook: ["cleanup-queue", "--invite-records", "400d", "--dry-run"]
    case .restore: ["cleanup-queue", "restore", archive]
    case .stuckLook: ["cleanup-queue", "--stuck", "--dry-run"]
    case .stuck: ["cleanup-queue", "--stuck", "--yes"]
    case .seats: ["refresh-seats"]
    case .metrics: ["metrics-dump"]
    case .trace: ["trace", "bound@example.com"]
    case .runs: ["runs"]
    case .forecast: ["forecast"]
    }
  }

  private struct Spoken: Decodable {
    struct Detail: Decodable {
      let message: String
      let hint: String?
      let reason: String?
    }
    let error: Detail
  }

  private struct Shown: Decodable {
    struct Check: Decodable {
      let name: String
      let verdict: String
      let detail: String
    }
    let checks: [Check]
  }

  /// What a command said on stderr about a requirement.
  private func sentence(_ errors: String, _ requirement: Requirement) -> String? {
    for line in errors.split(separator: "\n") {
      guard let spoken = try? JSONDecoder().decode(Spoken.self, from: Data(line.utf8)) else {
        continue
      }
      if spoken.error.reason == requirement.rawValue { return spoken.error.message }
    }
    return nil
  }

  /// Whether doctor says what a command says. Where a command lists the tables that it lacks, doctor lists those
  /// of all commands.
  private func says(_ doctor: String, _ command: String) -> Bool {
    let middle = " lacks privileges on invitectl."
    guard let end = command.firstRange(of: middle) else { return doctor.contains(command) }
    let start = command[..<end.lowerBound] + " lacks privileges on "
    guard doctor.hasPrefix(start) else { return false }
    let told = Set(doctor.dropFirst(start.count).split(separator: ", "))
    return told.isSuperset(of: command.dropFirst(start.count).split(separator: ", "))
  }

  @Test(arguments: Breakage.all)
  func `broken, each command refuses and doctor says the same`(breakage: Breakage) async throws {
    let world = try RequirementWorld()
    // Only one command reads it.
    var archive: Archive?
    if breakage.purposes.contains(.restore) { archive = try await Archive(world) }
    try world.broken(breakage.requirement, breakage.way)
    let before = try world.content()
    let doctor = try await world.run([
      "doctor", "-o", "json", "--skip", "workers", "--skip", "python-sync",
    ])
    let shown = try JSONDecoder().decode(Shown.self, from: Data(doctor.output.utf8))
    for purpose in breakage.purposes {
      let command = Self.command(purpose, archive: archive?.file ?? "")
      let result = try await world.run(command + ["-o", "json"])
      let text = "\(command): \(result.output)\(result.errors)"
      // A dump without PostgreSQL still has the rest.
      #expect(result.exitCode == (purpose == .metrics ? 8 : 1), "\(text)")
      guard var sentence = sentence(result.errors, breakage.requirement) else {
        Issue.record("nothing about \(breakage.requirement.rawValue): \(text)")
        continue
      }
      // The collectors that it stopped stand before it.
      if purpose == .metrics { sentence = String(sentence.drop { $0 != ":" }.dropFirst(2)) }
      #expect(try world.content() == before, "\(text)")
      let said = shown.checks.filter { says($0.detail, sentence) }
      #expect(
        said.contains { ["fail", "warn"].contains($0.verdict) },
        "\(sentence) is not in \(shown.checks.map(\.detail))")
    }
  }

  @Test func `whole, every command does its work and doctor passes`() async throws {
    let world = try RequirementWorld()
    let archive = try await Archive(world)
    for purpose in Purpose.allCases where purpose != .doctor {
      let result = try await world.run(Self.command(purpose, archive: archive.file))
      // Without a worker the fleet is found empty, and no API runs here.
      let expected: Set<Int32> = purpose == .redeemByHTTP ? [75] : [0, 69]
      #expect(expected.contains(result.exitCode ?? -1), "\(purpose): \(result.errors)")
    }
    let doctor = try await world.run([
      "doctor", "-o", "json", "--skip", "workers", "--skip", "python-sync",
    ])
    let shown = try JSONDecoder().decode(Shown.self, from: Data(doctor.output.utf8))
    for name in Set(Requirement.allCases.map(\.check)) {
      let check = try #require(shown.checks.first { $0.name == name.rawValue })
      #expect(check.verdict == "pass", "\(check)")
    }
  }

  /// A file of deleted rows to be restored.
  private final class Archive {
    let file: String
    private let directory: URL

    init(_ world: RequirementWorld) async throws {
      directory = URL(filePath: Sandbox.temporaryPath())
      try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: false)
      try world.database.run(
        """
        INSERT INTO invite_queue (email, status, created_at, processed_at)
        VALUES ('old@example.com', 'SUCCESS', '2020-01-01', '2020-01-01')
        """)
      let result = try await world.run(
        ["cleanup-queue", "--yes", "--archive", directory.path])
      let files = try FileManager.default.contentsOfDirectory(atPath: directory.path)
      let name = try #require(files.first { !$0.contains("manifest") }, "\(files) \(result.errors)")
      file = directory.appending(path: name).path
    }

    deinit { try? FileManager.default.removeItem(at: directory) }
  }
}
