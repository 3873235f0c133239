internal import ClientSupport
internal import InviteDomain
internal import InviteStorage
internal import Localization
internal import PostgresClient

/// Archives all rows of a partition, and holds what is in the file against what is in the table.
struct PartitionArchive {
  let connection: PostgresConnection
  let context: OperationContext
  let lock: RunLock
  let stop: CleanupStop
  let directory: ArchiveDirectory
  /// For the names of files.
  let stamp: String
  /// Without the rows.
  let manifest: ArchiveManifest
  /// Of the table.
  let columns: [ArchiveColumn]

  /// How many rows, and two sums of their hashes: of equal rows these are equal, in whatever order.
  struct Digest: Equatable {
    var rows = 0
    var first = "0"
    var second = "0"
  }

  /// The run is to end before it is done.
  struct Stopped: Error {}

  /// Blocks of one batch: up to some 12,000 rows.
  private static let blocks = 128

  /// An archive with just the rows that the partition has: one that is there already, or a new one.
  ///
  /// One of no rows, too: by its archive a later run knows what was detached.
  ///
  /// - Returns: its path, and how many rows it has.
  func provide() throws -> (path: String, rows: Int) {
    let table = try digestOfTable()
    if let path = try found(table) { return (path, table.rows) }
    for _ in 0..<3 {
      let path = try write()
      if let digest = try proved(path) { return (path, digest.rows) }
      // Somebody has written to it meanwhile: what is in the file never was the partition.
      try remove(path)
    }
    throw Failure(
      .transient, tr("its rows keep changing while they are archived"),
      hint: tr("see who writes to so old a month, then run the same command again"))
  }

  /// Whether the table has just the rows of an archive, whose file is as its manifest says.
  ///
  /// - Returns: what both are; `nil` when they differ.
  func proved(_ path: String) throws -> Digest? {
    let table = try digestOfTable()
    return try digest(of: path) == table ? table : nil
  }

  /// A complete archive of this very partition with these rows, from a run that came no further.
  private func found(_ table: Digest) throws -> String? {
    for name in try directory.names() where name.hasSuffix(ArchiveManifest.suffix) {
      let archive =
        String(name.dropLast(ArchiveManifest.suffix.count)) + ArchiveManifest.archiveSuffix
      guard let other = try? ArchiveManifest(directory.file(name, .read)), other.state == .complete,
        other.database == manifest.database, other.system == manifest.system,
        other.partition == manifest.partition, other.partitionNumber == manifest.partitionNumber
      else { continue }
      let path = directory.path(of: archive)
      if let content = try? digest(of: path), content == table { return path }
    }
    return nil
  }

  private func remove(_ path: String) throws(Failure) {
    let name = String(path.dropFirst(directory.path.count + 1))
    directory.remove(name)
    directory.remove(ArchiveManifest.name(of: name))
    try directory.synchronize()
  }

  private func leaves() throws(PostgresError) -> PostgresRows {
    try connection.query(
      PartitionCleanupQueries.leaves, [manifest.partitionNumber.map { String($0) }],
      deadline: context.requestDeadline)
  }

  private func write() throws -> String {
    let writer = try ArchiveWriter(directory: directory, stamp: stamp, manifest)
    do {
      try write(into: writer)
    } catch {
      // Its rows are in the table: a part of them is worth nothing.
      try? remove(writer.path)
      throw error
    }
    try writer.finish()
    return writer.path
  }

  private func write(into writer: ArchiveWriter) throws {
    for leaf in try leaves() {
      let (place, blocks) = (try leaf.string("place"), try leaf.int("blocks"))
      for start in stride(from: 0, to: blocks, by: Self.blocks) {
        if stop.isDue { throw Stopped() }
        try lock.keepAlive()
        let rows = try connection.query(
          PartitionCleanupQueries.batch(place, columns),
          ["(\(start),0)", "(\(start + Self.blocks),0)"],
          deadline: context.longDeadline)
        if rows.isEmpty { continue }
        try writer.write(try rows.map { row in try kept(row) })
        writer.commit()
      }
    }
  }

  private func kept(_ row: PostgresRow) throws -> String {
    let hint = tr("without it the month cannot be taken out: delete or change that row")
    if let column = try row.optionalStrings("lost")?.compactMap({ $0 }).first {
      throw Failure(
        .error, tr("column \(column) has a value that an archive cannot keep to the last bit"),
        hint: hint)
    }
    if try row.bool("recoded") {
      throw Failure(
        .error, tr("a row has a character that would come back as another one"), hint: hint)
    }
    return try row.string("row")
  }

  private func digestOfTable() throws -> Digest {
    var digest = Digest()
    for leaf in try leaves() {
      try lock.keepAlive()
      try add(
        connection.query(
          PartitionCleanupQueries.digest(try leaf.string("place"), columns),
          [digest.first, digest.second],
          deadline: context.longDeadline), to: &digest)
    }
    return digest
  }

  private func digest(of path: String) throws -> Digest {
    try ArchiveCheck.content(
      path, ArchiveManifest(ArchiveFile(reading: ArchiveManifest.name(of: path))))
    var digest = Digest()
    let reader = try ArchiveReader(ArchiveFile(reading: path))
    while let batch = try reader.next() {
      try lock.keepAlive()
      try add(
        connection.query(
          PartitionCleanupQueries.digestOfLines,
          [digest.first, digest.second, PostgresArray.literal(batch.rows.map(String.init))],
          deadline: context.longDeadline), to: &digest)
    }
    return digest
  }

  private func add(_ rows: PostgresRows, to digest: inout Digest) throws {
    let row = try rows.only()
    digest.rows += try row.int("rows")
    (digest.first, digest.second) = (try row.string("first"), try row.string("second"))
  }
}
