internal import ClientSupport
internal import Gzip
internal import InviteDomain
internal import InviteStorage
internal import Localization
internal import PostgresClient
internal import SocketStream

/// Settles archives that a run which died has left in state running.
///
/// Their batches but the last have been deleted, since each was begun after the commit of the one
/// before. Of the last it is not known whether the commit took place: the rows that are still in the
/// table were not deleted, and are taken out of the archive; those that are gone stay in it. A batch
/// that is not whole was never committed, because the file is made durable first.
struct ArchiveRecovery {
  let connection: PostgresConnection
  let context: OperationContext
  let lock: RunLock
  let directory: ArchiveDirectory
  let database: String
  let system: String

  struct Answer {
    var settled: [CleanupOutcome.Recovered] = []
    /// Archives that a process has open which lost the lock: it may be stopped, and would write on
    /// when it wakes.
    var inUse: [String] = []
    /// What has the name of an archive or of a manifest and is none of ours, as sentences.
    var strange: [String] = []

    /// What a person is to know of what was not settled.
    var notes: [String] {
      inUse.map {
        tr(
          "\($0) is still open in a process that has lost the lock, perhaps because it is stopped; "
            + "end that process ('fuser \(ShellWord.quoted($0))' names it), "
            + "and the next run settles the file")
      } + strange.map { tr("\($0): passed over") }
    }
  }

  /// - Precondition: the lock is held, so that the session of the run that died has ended, with its
  ///   last transaction.
  func settle() throws -> Answer {
    var answer = Answer()
    for name in try directory.names() where name.hasSuffix(ArchiveManifest.suffix) {
      let archive =
        String(name.dropLast(ArchiveManifest.suffix.count)) + ArchiveManifest.archiveSuffix
      do {
        let manifest = try ArchiveManifest(directory.file(name, .read))
        guard manifest.state == .running, manifest.database == database, manifest.system == system
        else { continue }
        if manifest.partition != nil {
          try discard(archive)
          continue
        }
        answer.settled.append(try settle(archive, manifest))
      } catch let failure as Failure where failure.reason == ArchiveFile.isInUse {
        answer.inUse.append(directory.path(of: archive))
      } catch let failure as Failure where failure.reason == ArchiveFile.isStrange {
        answer.strange.append(failure.message)
      }
    }
    return answer
  }

  /// A partition is taken away only after its archive is complete: nothing is lost with one that is not.
  private func discard(_ archive: String) throws(Failure) {
    if try directory.names().contains(archive) { _ = try directory.file(archive, .open) }
    directory.remove(archive)
    directory.remove(ArchiveManifest.name(of: archive))
    try directory.synchronize()
  }

  private func settle(
    _ archive: String, _ running: ArchiveManifest
  ) throws -> CleanupOutcome.Recovered {
    var manifest = running
    (manifest.rows, manifest.batches, manifest.bytes) = (0, 0, 0)
    // The manifest comes first: the run may have died before it made the file.
    let path = directory.path(of: archive)
    guard try directory.names().contains(archive) else {
      _ = try manifest.complete(archive, in: directory, digest: nil)
      return .init(archive: path, rows: 0, removed: 0)
    }
    let file = try directory.file(archive, .open)
    let (last, end) = try survey(file, &manifest)
    var removed = 0
    var tail: [UInt8] = []
    if let last {
      let rows = try connection.query(
        manifest.table.present, [last.json], deadline: context.longDeadline)
      var present: Set<Int> = []
      for row in rows { present.insert(try row.int("position") - 1) }
      removed = present.count
      if removed > 0 {
        let gone = last.rows.indices.filter { !present.contains($0) }.map { last.rows[$0] }
        if !gone.isEmpty {
          tail = try GzipCompressor().member(Array((gone.joined(separator: "\n") + "\n").utf8))
        }
        manifest.rows -= removed
        manifest.batches -= gone.isEmpty ? 1 : 0
      }
    }
    let kept = removed > 0 ? last?.offset ?? end : end
    try file.truncate(kept)
    if !tail.isEmpty {
      try file.write(tail)
      try file.synchronize()
    }
    manifest.bytes = kept + tail.count
    _ = try manifest.complete(archive, in: directory, digest: try digest(file))
    return .init(archive: path, rows: manifest.rows, removed: removed)
  }

  /// Counts what is whole; the last batch, and where it ends.
  private func survey(
    _ file: ArchiveFile, _ manifest: inout ArchiveManifest
  ) throws -> (last: ArchiveReader.Batch?, end: Int) {
    file.rewind()
    let reader = try ArchiveReader(file)
    var last: ArchiveReader.Batch?
    var end = 0
    do {
      while let batch = try reader.next() {
        try lock.keepAlive()
        manifest.rows += batch.rows.count
        manifest.batches += 1
        end = batch.offset + batch.length
        last = batch
      }
    } catch ArchiveReader.Ending.torn(let offset) {
      end = offset
    }
    return (last, end)
  }

  private func digest(_ file: ArchiveFile) throws(Failure) -> String? {
    file.rewind()
    let hash = MessageDigest(.sha256)
    while true {
      try lock.keepAlive()
      let bytes = try file.read()
      if bytes.isEmpty { return hash.hexDigest }
      hash.update(bytes)
    }
  }
}
