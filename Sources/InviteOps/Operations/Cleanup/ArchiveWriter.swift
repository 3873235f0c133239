internal import ClientSupport
internal import FoundationEssentials
internal import Gzip
internal import InviteDomain
internal import InviteStorage
internal import SocketStream

/// Writes rows into an archive: one gzip member a batch, on disk before the batch is committed.
final class ArchiveWriter {
  /// The compressed file.
  let path: String
  private let file: ArchiveFile
  private let compressor: GzipCompressor
  private var manifest: ArchiveManifest
  private let hash = MessageDigest(.sha256)
  /// Written and not yet committed.
  private var pending: (bytes: [UInt8], rows: Int)?

  /// Makes the file and its manifest, in state running.
  ///
  /// - Parameter stamp: the moment, for the file's name.
  init(
    directory: String, stamp: String, _ manifest: ArchiveManifest
  ) throws(Failure) {
    self.manifest = manifest
    do {
      compressor = try GzipCompressor()
    } catch {
      throw Failure(.error, "could not compress: \(error)")
    }
    // Two runs within a second have different names.
    let unique = String(UInt32.random(in: .min ... .max), radix: 36)
    path = "\(directory)/\(manifest.table.rawValue)-\(stamp)-\(unique).ndjson.gz"
    // The manifest first: a file without one would not be looked at after a crash.
    try Self.write(manifest, beside: path)
    file = try ArchiveFile(path, .create)
    try ArchiveFile.synchronizeDirectory(of: path)
  }

  /// Writes a batch and makes it durable. ``commit()`` or ``rollBack()`` must follow.
  func write(_ rows: [String]) throws(Failure) {
    var text: [UInt8] = []
    for row in rows {
      text.append(contentsOf: row.utf8)
      text.append(UInt8(ascii: "\n"))
    }
    let bytes = compressor.member(text)
    pending = (bytes, rows.count)
    #if DEBUG
      Failpoint.reach("archive-before-write")
      if Failpoint.isArmed {
        try file.write(Array(bytes.prefix(bytes.count / 2)))
        Failpoint.reach("archive-half-written")
        try file.write(Array(bytes.dropFirst(bytes.count / 2)))
      } else {
        try file.write(bytes)
      }
    #else
      try file.write(bytes)
    #endif
    try file.synchronize()
    #if DEBUG
      Failpoint.reach("archive-synchronized")
    #endif
  }

  /// The rows of the last batch have been deleted.
  func commit() {
    guard let pending else { return }
    hash.update(pending.bytes)
    manifest.rows += pending.rows
    manifest.batches += 1
    manifest.bytes += pending.bytes.count
    self.pending = nil
  }

  /// The rows of the last batch have not been deleted.
  func rollBack() throws(Failure) {
    guard pending != nil else { return }
    pending = nil
    try file.truncate(manifest.bytes)
  }

  /// Completes the manifest. An archive without rows is removed.
  ///
  /// - Returns: the path, if there is a file.
  func finish() throws(Failure) -> String? {
    #if DEBUG
      Failpoint.reach("archive-before-manifest")
    #endif
    return try Self.complete(manifest, path, digest: hash.hexDigest)
  }

  /// Marks an archive as complete, or removes it when it is empty.
  static func complete(
    _ manifest: ArchiveManifest, _ path: String, digest: String?
  ) throws(Failure) -> String? {
    guard manifest.rows > 0 else {
      ArchiveFile.remove(path)
      ArchiveFile.remove(manifestPath(path))
      return nil
    }
    guard let digest else {
      throw Failure(
        .error, "\(path) has no checksum: this machine's OpenSSL refuses SHA-256",
        hint: "run cleanup-queue again where it does not; the archive is whole")
    }
    var complete = manifest
    complete.state = .complete
    complete.sha256 = digest
    try write(complete, beside: path)
    return path
  }

  static func manifestPath(_ path: String) -> String {
    path.hasSuffix(".ndjson.gz")
      ? path.dropLast(".ndjson.gz".count) + ".manifest.json" : path + ".manifest.json"
  }

  private static func write(
    _ manifest: ArchiveManifest, beside path: String
  ) throws(Failure) {
    let encoder = JSONEncoder()
    encoder.keyEncodingStrategy = .convertToSnakeCase
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    do {
      let data = try encoder.encode(manifest)
      try ArchiveFile.replace(manifestPath(path), with: Array(data) + [UInt8(ascii: "\n")])
    } catch {
      throw Failure(of: error, doing: "write the manifest of \(path)")
    }
  }

  /// - Throws: for a manifest that is not there or not understood.
  static func manifest(of path: String) throws(Failure) -> ArchiveManifest {
    let manifestPath = manifestPath(path)
    let file = try ArchiveFile(manifestPath, .read)
    var bytes: [UInt8] = []
    while true {
      let piece = try file.read()
      if piece.isEmpty { break }
      bytes += piece
    }
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    do {
      return try decoder.decode(ArchiveManifest.self, from: Data(bytes))
    } catch {
      throw Failure(
        .error, "\(manifestPath) is not the manifest of an archive",
        hint: "give the .ndjson.gz file that cleanup-queue --archive wrote")
    }
  }
}
