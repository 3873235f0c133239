// swift-tools-version: 6.2
import PackageDescription

// Set by .ci/run, which builds the tests in the release configuration: a debug build of the argument
// parser checks all its types anew at each start of a program, which is most of what a start takes.
let checked = Context.environment["INVITECTL_CHECKED"] != nil
let whereTested: BuildSettingCondition? = checked ? nil : .when(configuration: .debug)

let common: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
  // Places at which a test may stop or kill the program. Never in a release.
  .define("FAILPOINTS", whereTested),
  // Not in a release: a new compiler's warning stops us and not a user.
  .treatAllWarnings(as: .error, whereTested),
]
// Optimising takes longer than it saves in one run of the tests.
let settings = common + (checked ? [.unsafeFlags(["-Onone", "-enable-testing"])] : [])
// But for what the tests go through in millions of states.
let modelled = common + (checked ? [.unsafeFlags(["-enable-testing"])] : [])

// Shown by --version. A tarball has no git, and then no commit.
let commit = Context.gitInformation.map {
  $0.currentCommit.prefix(12) + ($0.hasUncommittedChanges ? "-modified" : "")
}

let package = Package(
  name: "invitectl",
  platforms: [.macOS(.v15)],
  products: [
    .executable(name: "invitectl", targets: ["invitectl"]),
    // With what stands in its public signatures.
    .library(
      name: "InviteOps",
      targets: [
        "InviteOps", "CeleryProtocol", "CountProtocol", "InviteDomain", "InviteSettings",
        "InviteStorage", "LosslessJSON", "PostgresClient", "PrometheusText", "RedisClient",
        "Telemetry", "ClientSupport",
      ]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    // Without its JSON trait, which would link all of Foundation, ICU included, for a file format that
    // no setting of ours is read from.
    .package(url: "https://github.com/apple/swift-configuration", from: "1.4.0", traits: []),
    .package(url: "https://github.com/apple/swift-distributed-tracing", from: "1.7.3"),
    .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
    .package(url: "https://github.com/apple/swift-system", from: "1.8.1"),
    .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.2"),
  ],
  targets: [
    .systemLibrary(name: "CLibpq", pkgConfig: "libpq", providers: [.apt(["libpq-dev"])]),
    // No pkgConfig: hiredis.pc carries a -D flag that SwiftPM refuses.
    .systemLibrary(name: "CHiredis", providers: [.apt(["libhiredis-dev"])]),
    .systemLibrary(name: "COpenSSL", pkgConfig: "openssl", providers: [.apt(["libssl-dev"])]),
    // No pkgConfig: the flag is -lz everywhere.
    .systemLibrary(name: "CZlib", providers: [.apt(["zlib1g-dev"])]),
    // No pkgConfig: the flag is -lbz2 everywhere.
    .systemLibrary(name: "CBzip2", providers: [.apt(["libbz2-dev"])]),
    // No pkgConfig: the flag is -lcrypt everywhere.
    .systemLibrary(name: "CCrypt", providers: [.apt(["libcrypt-dev"])]),
    .target(
      name: "CBuildInfo",
      cSettings: commit.map { [.define("INVITECTL_COMMIT", to: "\"\($0)\"")] } ?? []),
    // Optimised in the tests, too: a start in Chinese reads the whole catalogue.
    .target(name: "Localization", swiftSettings: modelled),
    .target(name: "ClientSupport", dependencies: ["Localization"], swiftSettings: settings),
    .target(
      name: "PostgresClient",
      dependencies: ["CLibpq", "ClientSupport", "Localization", "SocketStream"],
      swiftSettings: settings),
    .target(
      name: "SocketStream", dependencies: ["COpenSSL", "ClientSupport", "Localization"],
      swiftSettings: settings),
    .target(
      name: "RedisClient",
      dependencies: ["CHiredis", "ClientSupport", "Localization", "SocketStream"],
      swiftSettings: settings),
    .target(name: "Gzip", dependencies: ["CZlib"], swiftSettings: settings),
    .target(name: "Bzip2", dependencies: ["CBzip2"], swiftSettings: settings),
    .target(name: "PasswordHash", dependencies: ["CCrypt"], swiftSettings: settings),
    .target(
      name: "LosslessJSON", dependencies: ["ClientSupport", "Localization"], swiftSettings: settings
    ),
    .target(name: "PrometheusText", dependencies: ["ClientSupport"], swiftSettings: settings),
    .target(
      name: "CountProtocol", dependencies: ["ClientSupport", "Localization"],
      swiftSettings: modelled),
    .target(
      name: "InviteDomain", dependencies: ["ClientSupport", "Localization"], swiftSettings: settings
    ),
    .target(
      name: "CeleryProtocol",
      dependencies: [
        "Bzip2", "ClientSupport", "Gzip", "InviteDomain", "Localization", "LosslessJSON",
      ],
      swiftSettings: settings),
    .target(
      name: "InviteSettings",
      dependencies: [
        "CeleryProtocol", "ClientSupport", "InviteDomain", "Localization", "LosslessJSON",
        "PasswordHash",
        "PostgresClient", "RedisClient", "SocketStream",
        .product(name: "Configuration", package: "swift-configuration"),
      ],
      swiftSettings: settings),
    .target(
      name: "Telemetry",
      dependencies: [
        "ClientSupport", "InviteDomain", "Localization", "LosslessJSON", "PostgresClient",
        "RedisClient",
        "SocketStream",
        .product(name: "Logging", package: "swift-log"),
        .product(name: "Tracing", package: "swift-distributed-tracing"),
      ],
      swiftSettings: settings),
    .target(
      name: "InviteStorage",
      dependencies: [
        "ClientSupport", "CountProtocol", "InviteDomain", "Localization", "PostgresClient",
        "RedisClient",
        "SocketStream",
      ],
      swiftSettings: settings),
    .target(
      name: "InviteOps",
      dependencies: [
        "CeleryProtocol", "ClientSupport", "CountProtocol", "Gzip", "InviteDomain",
        "InviteSettings", "InviteStorage", "Localization", "LosslessJSON", "PasswordHash",
        "PostgresClient",
        "PrometheusText", "RedisClient", "SocketStream", "Telemetry",
        .product(name: "Logging", package: "swift-log"),
      ],
      swiftSettings: settings),
    .executableTarget(
      name: "invitectl",
      dependencies: [
        "CBuildInfo", "CeleryProtocol", "ClientSupport", "CountProtocol", "InviteDomain",
        "InviteOps", "InviteSettings", "InviteStorage", "Localization", "LosslessJSON",
        "PostgresClient",
        "PrometheusText", "RedisClient", "Telemetry",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
        .product(name: "Logging", package: "swift-log"),
        .product(name: "Tracing", package: "swift-distributed-tracing"),
      ],
      swiftSettings: settings),
    .target(
      name: "TestSupport",
      dependencies: [
        "CeleryProtocol", "ClientSupport", "InviteOps", "InviteSettings", "LosslessJSON",
        "PostgresClient", "RedisClient",
        .product(name: "Logging", package: "swift-log"),
        .product(name: "Subprocess", package: "swift-subprocess"),
        .product(name: "SystemPackage", package: "swift-system"),
      ],
      path: "Tests/TestSupport", swiftSettings: settings),
    // What tests run a command against: its databases, its workers.
    .target(
      name: "TestWorlds",
      dependencies: [
        "CeleryProtocol", "ClientSupport", "InviteDomain", "InviteOps", "InviteSettings",
        "InviteStorage", "LosslessJSON", "PostgresClient", "PrometheusText", "RedisClient",
        "TestSupport",
      ],
      path: "Tests/TestWorlds", swiftSettings: settings),
    // Millions of states: optimised, also where nothing else is.
    .target(
      name: "CountModel", dependencies: ["CountProtocol"], path: "Tests/CountModel",
      swiftSettings: common + [.unsafeFlags(["-O"] + (checked ? ["-enable-testing"] : []))]),
    // Run under valgrind by scripts/check-memory.
    .executableTarget(
      name: "client-exercise", dependencies: ["PostgresClient", "RedisClient", "ClientSupport"],
      path: "Tests/ClientExercise", exclude: ["valgrind.supp"], swiftSettings: settings),
    .testTarget(
      name: "ClientSupportTests", dependencies: ["ClientSupport"], swiftSettings: settings),
    .testTarget(
      name: "GzipTests", dependencies: ["Bzip2", "Gzip", "TestSupport"], swiftSettings: settings),
    .testTarget(
      name: "PostgresClientTests",
      dependencies: ["PostgresClient", "ClientSupport", "TestSupport"], swiftSettings: settings),
    .testTarget(
      name: "RedisClientTests",
      dependencies: ["RedisClient", "ClientSupport", "SocketStream", "TestSupport"],
      swiftSettings: settings),
    .testTarget(
      name: "InviteOpsTests",
      dependencies: [
        "CeleryProtocol", "ClientSupport", "CountModel", "CountProtocol", "InviteDomain",
        "InviteOps", "InviteSettings", "InviteStorage", "Localization", "LosslessJSON",
        "PasswordHash", "PostgresClient", "PrometheusText", "RedisClient", "Telemetry",
        "TestSupport",
      ],
      resources: [.copy("Captures")], swiftSettings: settings),
    .testTarget(
      name: "GenerationTests",
      dependencies: [
        "CeleryProtocol", "ClientSupport", "CountProtocol", "InviteDomain", "InviteOps",
        "InviteSettings", "InviteStorage", "LosslessJSON", "PostgresClient", "PrometheusText",
        "RedisClient", "TestSupport", "TestWorlds",
      ],
      swiftSettings: settings),
    .testTarget(
      name: "IntegrationTests",
      dependencies: [
        "CeleryProtocol", "ClientSupport", "CountProtocol", "InviteDomain", "InviteOps",
        "InviteSettings", "InviteStorage", "LosslessJSON", "PostgresClient", "PrometheusText",
        "RedisClient", "TestSupport", "TestWorlds",
      ],
      swiftSettings: settings),
    .testTarget(
      name: "OperatorTests",
      dependencies: [
        "CeleryProtocol", "ClientSupport", "CountProtocol", "InviteDomain", "InviteOps",
        "InviteSettings", "InviteStorage", "LosslessJSON", "PostgresClient", "PrometheusText",
        "RedisClient", "TestSupport", "TestWorlds",
      ],
      swiftSettings: settings),
    .testTarget(
      name: "CLITests",
      dependencies: [
        "InviteDomain", "InviteOps", "InviteSettings", "Localization", "LosslessJSON",
        "TestSupport", "invitectl",
      ],
      swiftSettings: settings),
  ],
  swiftLanguageModes: [.v6]
)
