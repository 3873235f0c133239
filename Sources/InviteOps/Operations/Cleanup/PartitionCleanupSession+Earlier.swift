internal import InviteDomain
internal import InviteStorage
internal import Localization
internal import PostgresClient

/// What earlier runs have archived and detached, and left.
extension PartitionCleanupSession {
  private struct Left {
    let due: Due
    let path: String
    let rows: Int

    func partition(_ state: PartitionCleanupOutcome.State) -> PartitionCleanupOutcome.Partition {
      .init(
        table: due.table, partition: due.place, until: nil, rows: rows, state: state, archive: path)
    }
  }

  private func left(_ directory: ArchiveDirectory) throws -> [Left] {
    let (database, system) = (try moment.string("database"), try moment.string("system"))
    var found: [Left] = []
    for name in try directory.names() where name.hasSuffix(ArchiveManifest.suffix) {
      guard let manifest = try? ArchiveManifest(directory.file(name, .read)),
        manifest.state == .complete, manifest.database == database, manifest.system == system,
        let place = manifest.partition, let number = manifest.partitionNumber
      else { continue }
      let rows = try connection.query(
        PartitionCleanupQueries.isFree, [place, String(number)], deadline: context.requestDeadline)
      guard try rows.first?.bool("free") == true else { continue }
      found.append(
        Left(
          due: Due(
            table: manifest.table, root: "\(connection.backend).\(manifest.table.rawValue)",
            place: place, number: number, hasDefault: false, isDetaching: false),
          path: directory.path(of: ArchiveManifest.archive(named: name)), rows: manifest.rows))
    }
    return found
  }

  /// With `--drop` a plan shows them, too: they are what it cannot bring back.
  func planEarlier(_ outcome: inout PartitionCleanupOutcome) throws {
    guard request.drops else { return }
    guard let archives else {
      outcome.notes.append(tr("with --archive DIR, what earlier runs detached would be shown, too"))
      return
    }
    for left in try left(archives) { outcome.partitions.append(left.partition(.dueDrop)) }
  }

  func dropEarlier(
    _ outcome: inout PartitionCleanupOutcome, _ directory: ArchiveDirectory
  ) throws {
    for left in try left(directory) {
      var partition = left.partition(.dropped)
      do {
        try drop(
          left.due, left.path, archive(left.due, directory),
          otherwise: tr(
            "somebody has written to it since: look at it, and where nothing of it is "
              + "missed, drop it with psql: \(PartitionCleanupQueries.drop(left.due.place))"))
      } catch let failure as Failure where !failure.isAboutConnection {
        partition.fail(failure)
      }
      outcome.partitions.append(partition)
    }
  }
}
