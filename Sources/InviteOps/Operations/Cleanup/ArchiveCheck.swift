internal import InviteDomain
internal import InviteStorage
internal import Localization
internal import PostgresClient
internal import SocketStream

/// What must hold of an archive before rows of it are put back.
enum ArchiveCheck {
  /// The file first, as it is: unpacked it may be a thousand times as long.
  static func content(_ path: String, _ manifest: ArchiveManifest) throws(Failure) {
    let file = try ArchiveFile(reading: path)
    let hash = MessageDigest(.sha256)
    while true {
      let bytes = try file.read()
      if bytes.isEmpty { break }
      hash.update(bytes)
    }
    let isAsWritten = hash.hexDigest.map { $0 == manifest.sha256 } ?? false
    var rows = 0
    if isAsWritten {
      file.rewind()
      do {
        let reader = try ArchiveReader(file)
        while let batch = try reader.next() { rows += batch.rows.count }
      } catch let failure as Failure {
        throw failure
      } catch {
        throw Failure(
          .conflict, tr("\(path) is damaged; nothing was restored"), hint: tr("use a copy of it"))
      }
    }
    guard isAsWritten, rows == manifest.rows else {
      throw Failure(
        .conflict, tr("\(path) is not what its manifest says; nothing was restored"),
        hint: tr("compare 'sha256sum' with the manifest, and use a copy of the archive"))
    }
  }

  /// Rows of another database have ids that mean something else here.
  static func place(
    _ path: String, _ manifest: ArchiveManifest, _ connection: PostgresConnection,
    _ context: OperationContext
  ) throws {
    let deadline = context.requestDeadline
    let database = connection.facts?.database ?? ""
    var system: String?
    if try connection.query(ResyncQueries.maySeeSystem, deadline: deadline).only().bool("readable")
    {
      system = try connection.query(SessionQueries.identity, deadline: deadline).only()
        .string("system")
    }
    guard manifest.database == database, system == nil || manifest.system == system else {
      let (theirs, server) = (manifest.database, manifest.system)
      throw Failure(
        .conflict,
        system.map {
          tr(
            "\(path) is of database \(theirs) of server \(server), and this is \(database) of server "
              + "\($0); nothing was restored")
        }
          ?? tr(
            "\(path) is of database \(theirs) of server \(server), and this is \(database); "
              + "nothing was restored"),
        hint: tr("connect to that one; where this is its copy, add --foreign"))
    }
  }
}
