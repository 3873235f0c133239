internal import FoundationEssentials
internal import InviteDomain
internal import InviteStorage
internal import Localization

/// The file beside an archive that says what is in it.
struct ArchiveManifest: Codable, Sendable, Equatable {
  enum State: String, Codable, Sendable {
    /// Being written, or left so by a run that died: the last batch may not have been deleted.
    case running
    /// Every row in it has been deleted, and it is not written any more; or every row of a partition is in it.
    case complete
  }

  /// Of the first version all values are as `row_to_json` writes them, which loses some.
  var schemaVersion = 2
  var table: CleanupTable
  /// The partition whose rows are all in it, as it is typed: they are in the table until the archive is
  /// complete.
  var partition: String?
  /// The partition's number in the catalog: another table may have its name later.
  var partitionNumber: Int?
  var database: String
  /// PostgreSQL's system identifier, which a copy of the server shares and another server does not.
  var system: String
  /// Rows older than this were deleted, in UTC.
  var cutoff: String
  var createdAt: String
  var state: State
  var rows = 0
  var batches = 0
  var bytes = 0
  /// Of the compressed file; only when complete.
  var sha256: String?
}

extension ArchiveManifest {
  /// Whether what JSON does not keep is written as text; see ``ArchiveColumn``.
  var writesText: Bool { schemaVersion > 1 }

  static let latest = 2

  static let suffix = ".manifest.json"
  static let archiveSuffix = ".ndjson.gz"

  /// The manifest's name or path, by that of its archive.
  static func name(of archive: String) -> String {
    archive.hasSuffix(archiveSuffix)
      ? archive.dropLast(archiveSuffix.count) + suffix : archive + suffix
  }

  /// The archive's name or path, by that of itself or of its manifest.
  static func archive(named path: String) -> String {
    path.hasSuffix(suffix) ? path.dropLast(suffix.count) + archiveSuffix : path
  }

  /// Far more than one has.
  private static let limit = 1 << 20

  /// - Parameter file: the manifest.
  /// - Throws: ``Failure`` with reason ``ArchiveFile/isStrange`` for one that is not understood.
  init(_ file: ArchiveFile) throws(Failure) {
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    guard let bytes = try file.content(limit: Self.limit),
      let manifest = try? decoder.decode(Self.self, from: Data(bytes))
    else {
      throw Failure(
        .error, tr("\(file.path) is not the manifest of an archive"),
        hint: tr("give the .ndjson.gz file that cleanup-queue --archive wrote"),
        reason: ArchiveFile.isStrange)
    }
    self = manifest
  }

  /// - Parameter archive: its file's name.
  func write(beside archive: String, in directory: ArchiveDirectory) throws(Failure) {
    let encoder = JSONEncoder()
    encoder.keyEncodingStrategy = .convertToSnakeCase
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    do {
      let data = try encoder.encode(self)
      try directory.replace(Self.name(of: archive), with: Array(data) + [UInt8(ascii: "\n")])
    } catch {
      throw Failure(of: error, doing: tr("write the manifest of \(directory.path(of: archive))"))
    }
  }

  /// Marks an archive as complete, or removes it when it is empty and no partition's.
  ///
  /// - Returns: its path, if there is a file.
  func complete(
    _ archive: String, in directory: ArchiveDirectory, digest: String?
  ) throws(Failure) -> String? {
    guard rows > 0 || partition != nil else {
      directory.remove(archive)
      directory.remove(Self.name(of: archive))
      return nil
    }
    let path = directory.path(of: archive)
    guard let digest else {
      throw Failure(
        .error, tr("\(path) has no checksum: this machine's OpenSSL refuses SHA-256"),
        hint: tr("run cleanup-queue again where it does not; the archive is whole"))
    }
    var complete = self
    complete.state = .complete
    complete.sha256 = digest
    try complete.write(beside: archive, in: directory)
    return path
  }
}
