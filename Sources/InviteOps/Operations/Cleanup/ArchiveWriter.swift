internal import ClientSupport
internal import Gzip
internal import InviteDomain
internal import InviteStorage
internal import Localization
internal import SocketStream

/// Writes rows into an archive: one gzip member a batch, on disk before the batch is committed.
final class ArchiveWriter {
  private let directory: ArchiveDirectory
  /// The compressed file.
  private let name: String
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
    directory: ArchiveDirectory, stamp: String, _ manifest: ArchiveManifest
  ) throws(Failure) {
    self.directory = directory
    self.manifest = manifest
    do {
      compressor = try GzipCompressor()
    } catch {
      throw Failure(.error, tr("could not compress: \(error)"))
    }
    // Two runs within a second have different names.
    let unique = String(UInt32.random(in: .min ... .max), radix: 36)
    name = "\(manifest.table.rawValue)-\(stamp)-\(unique).ndjson.gz"
    // The manifest first: a file without one would not be looked at after a crash.
    try manifest.write(beside: name, in: directory)
    file = try directory.file(name, .create)
    try directory.synchronize()
  }

  var path: String { directory.path(of: name) }

  /// Writes a batch and makes it durable. ``commit()`` or ``rollBack()`` must follow.
  func write(_ rows: [String]) throws(Failure) {
    var text: [UInt8] = []
    for row in rows {
      text.append(contentsOf: row.utf8)
      text.append(UInt8(ascii: "\n"))
    }
    let bytes = compressor.member(text)
    pending = (bytes, rows.count)
    #if FAILPOINTS
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
    #if FAILPOINTS
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
    try file.truncate(manifest.bytes)
    pending = nil
  }

  /// Completes the manifest for a run that ends early, where it is known of every row in the file that it was
  /// deleted. If not, or when that fails, the next run settles it, as after one that died.
  ///
  /// - Returns: the path, if there is a file.
  func close() -> String? {
    if pending == nil { _ = try? finish() }
    return pending != nil || manifest.rows > 0 ? path : nil
  }

  /// Completes the manifest. An archive without rows is removed, unless it is a partition's.
  ///
  /// - Returns: the path, if there is a file.
  @discardableResult
  func finish() throws(Failure) -> String? {
    #if FAILPOINTS
      Failpoint.reach("archive-before-manifest")
    #endif
    return try manifest.complete(name, in: directory, digest: hash.hexDigest)
  }
}
