import FoundationEssentials
import TestSupport
import Testing

@testable import invitectl

/// What a person meets before the program runs: make, the scripts that package it, and what is installed.
@Suite struct DeliveryTests {
  private static let root = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()
  private static let variables = ["PATH": "/usr/bin:/bin"]

  private static func make(
    _ words: [String], in folder: String = DeliveryTests.root.path,
    environment: [String: String] = DeliveryTests.variables
  ) async throws -> CommandResult {
    try await CommandRun.run("/usr/bin/make", ["-C", folder] + words, environment: environment)
  }

  @Test func `a package for another machine is refused before anything is built`() async throws {
    let script = Self.root.appending(path: "scripts/build-deb").path
    let own = try await CommandRun.run(
      "/usr/bin/dpkg", ["--print-architecture"], environment: Self.variables
    ).output.split(separator: "\n")[0]
    let other = own == "arm64" ? "amd64" : "arm64"
    for words in [["--can"], ["--can", String(own)]] {
      let result = try await CommandRun.run(script, words, environment: Self.variables)
      #expect(result.exitCode == 0, "\(words): \(result.errors)")
    }
    let result = try await CommandRun.run(script, ["--can", other], environment: Self.variables)
    #expect(result.exitCode == 1)
    #expect(
      result.errors.hasPrefix("build-deb: a package for \(other) is made on a machine of that"),
      "\(result.errors)")
    let steps = try await Self.make(["-n", "deb", "ARCH=\(other)"]).output
    let asked = try #require(steps.firstRange(of: "scripts/build-deb --can \(other)\n"), "\(steps)")
    let built = try #require(steps.firstRange(of: "scripts/swift build "), "\(steps)")
    #expect(asked.lowerBound < built.lowerBound, "\(steps)")
  }

  /// Fault N4: a target that ended with the name of a tool that is not here.
  @Test(
    arguments: [
      ("deb", "scripts/bootstrap --minimal --deb packages", "scripts/build-deb\n"),
      ("test-deb", "scripts/bootstrap --minimal --deb packages", "scripts/test-deb\n"),
      ("image", "scripts/bootstrap --minimal --image packages", "scripts/build-image\n"),
      ("test-image", "scripts/bootstrap --minimal --image packages", "scripts/test-image\n"),
      (
        "readme-picture", "scripts/bootstrap --minimal --readme packages",
        "scripts/readme-picture\n"
      ),
    ])
  func `a target brings what it needs`(target: String, brings: String, runs: String) async throws {
    let steps = try await Self.make(["-n", target]).output
    let first = try #require(steps.firstRange(of: brings), "\(steps)")
    let second = try #require(steps.firstRange(of: runs), "\(steps)")
    #expect(first.lowerBound < second.lowerBound, "\(steps)")
  }

  /// Fault N9: packages were installed first.
  @Test(arguments: ["build", "demo", "test", "lint-built", "torture", "bench"])
  func `without Swift that is what is said, and nothing else is done`(
    target: String
  ) async throws {
    let folder = try TemporaryFolder()
    for tool in ["bash", "dirname"] {
      try FileManager.default.createSymbolicLink(
        atPath: folder.file(tool), withDestinationPath: "/usr/bin/\(tool)")
    }
    let result = try await Self.make([target], environment: ["PATH": folder.path])
    #expect(result.exitCode == 2)
    #expect(result.errors.contains("swift: not here: install Swift 6.3"), "\(result.errors)")
    #expect(!result.errors.contains("bootstrap:"), "\(result.errors)")
    withExtendedLifetime(folder) {}
  }

  /// What `make install` looks at, apart from this checkout, with the tests' own program.
  private static func tree() throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    for name in ["Makefile", "man", "completions"] {
      try FileManager.default.copyItem(
        atPath: root.appending(path: name).path, toPath: folder.file(name))
    }
    try FileManager.default.createDirectory(
      atPath: folder.file(".build/release"), withIntermediateDirectories: true)
    try FileManager.default.createSymbolicLink(
      atPath: folder.file(".build/release/invitectl"),
      withDestinationPath: CommandRun.invitectlPath)
    return folder
  }

  private static func sections(_ program: String) async throws -> String {
    let result = try await CommandRun.run(
      "/usr/bin/readelf", ["-SW", program], environment: variables)
    #expect(result.exitCode == 0, "\(result.errors)")
    return result.output
  }

  private static func files(_ folder: String) async throws -> [String] {
    let result = try await CommandRun.run(
      "/usr/bin/find", [folder, "-type", "f", "-printf", "%P\\n"], environment: variables)
    #expect(result.exitCode == 0, "\(result.errors)")
    return result.output.split(separator: "\n").map(String.init)
  }

  /// Faults N10 and N16.
  @Test func `what is installed is stripped, says what is next, and goes again`() async throws {
    let folder = try Self.tree()
    let target = folder.file("there")
    let words = ["DESTDIR=\(target)", "PREFIX=/usr"]
    let installed = try await Self.make(["install"] + words, in: folder.path)
    #expect(installed.exitCode == 0, "\(installed.output)\(installed.errors)")
    #expect(installed.output.contains("a new shell completes commands"), "\(installed.output)")
    #expect(installed.output.contains("invitectl config example"), "\(installed.output)")
    #expect(try await Self.sections(CommandRun.invitectlPath).contains(" .symtab "))
    #expect(try await !Self.sections("\(target)/usr/bin/invitectl").contains(" .symtab "))
    let pages = try await Self.files(folder.file("man"))
    let files = try await Self.files(target)
    #expect(files.count == pages.count + 4, "\(files)")
    #expect(
      pages.allSatisfy {
        let language = $0.hasPrefix("zh_CN/") ? "zh_CN/" : ""
        return files.contains("usr/share/man/\(language)man1/\($0.dropFirst(language.count))")
      }, "\(files)")
    let removed = try await Self.make(["uninstall"] + words, in: folder.path)
    #expect(removed.exitCode == 0, "\(removed.errors)")
    #expect(try await Self.files(target).isEmpty)
    withExtendedLifetime(folder) {}
  }

  @Test func `nothing is built by who installs`() async throws {
    let folder = try Self.tree()
    try FileManager.default.removeItem(atPath: folder.file(".build/release/invitectl"))
    let target = folder.file("there")
    let result = try await Self.make(["install", "DESTDIR=\(target)"], in: folder.path)
    #expect(result.exitCode == 2)
    #expect(result.errors.contains("run make build first, not as root"), "\(result.errors)")
    #expect(!FileManager.default.fileExists(atPath: target))
    withExtendedLifetime(folder) {}
  }

  /// Fault F25: all of Foundation, ICU included, for a file format.
  @Test func `of Foundation it is linked to the essentials alone`() async throws {
    let result = try await CommandRun.run(
      "/usr/bin/readelf", ["-dW", CommandRun.invitectlPath], environment: Self.variables)
    let needed = result.output.split(separator: "\n").filter { $0.contains("(NEEDED)") }
    #expect(needed.contains { $0.contains("[libpq.so") }, "\(result.output)\(result.errors)")
    #expect(
      !needed.contains { $0.contains("[libFoundation.so") || $0.contains("Internationalization") },
      "\(needed)")
  }

  @Test func `Homebrew's formula has every library and the version`() throws {
    func text(_ name: String) throws -> String {
      try String(contentsOf: Self.root.appending(path: name), encoding: .utf8)
    }
    let formula = try text("packaging/homebrew/invitectl.rb")
    #expect(formula.contains("tag: \"v\(Version.number)\""))
    // By what the module of it is called here.
    let names = [
      "CLibpq": "libpq", "CHiredis": "hiredis", "COpenSSL": "openssl@3", "CZlib": "zlib",
      "CBzip2": "bzip2", "CCrypt": "libxcrypt",
    ]
    let modules = try text("Package.swift").matches(of: /systemLibrary\(name: "(?<name>\w+)"/)
    #expect(modules.count >= 6)
    for module in modules {
      let name = try #require(names[String(module.name)], "\(module.name)")
      #expect(formula.contains("depends_on \"\(name)\"\n"), "\(name)")
    }
  }
}
