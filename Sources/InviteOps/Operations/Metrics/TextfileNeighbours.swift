internal import Glibc
public import InviteDomain
internal import Localization
internal import PrometheusText

/// Other files of invitectl's in the directory of a textfile. node_exporter takes all of them as one
/// exposition: of a series that two have it keeps one and reports the other as an error, so that two files
/// must not have the same collectors.
public struct TextfileNeighbours: Sendable {
  private let path: String
  /// More files are no directory of textfiles.
  private static let most = 1000
  private static let longest = 8 << 20

  public init(of path: String) {
    self.path = path
  }

  /// - Returns: why some of these collectors are seen twice; `nil` where they are not.
  public func failure(_ collectors: [MetricsCollectorName]) -> Failure? {
    let wanted = Set(collectors.map(\.rawValue))
    for name in names {
      let shared = Self.collectors(in: directory + name).intersection(wanted).sorted()
      guard !shared.isEmpty else { continue }
      let all = shared.joined(separator: ", ")
      return Failure(
        .partial,
        tr(
          shared.count,
          """
          \(directory)\(name) has the collector \(all), too: node_exporter keeps one of the two and \
          reports an error
          """,
          """
          \(directory)\(name) has the collectors \(all), too: node_exporter keeps one of the two and \
          reports an error
          """),
        hint: tr(
          shared.count,
          """
          delete that file if nobody writes it any more, or leave it out of one of both with \
          --collectors
          """,
          """
          delete that file if nobody writes it any more, or leave them out of one of both with \
          --collectors
          """))
    }
    return nil
  }

  private var directory: String { path.lastIndex(of: "/").map { String(path[...$0]) } ?? "./" }

  /// Of the others that node_exporter reads.
  private var names: [String] {
    guard let stream = opendir(directory) else { return [] }
    defer { closedir(stream) }
    let own = path.lastIndex(of: "/").map { path[path.index(after: $0)...] } ?? path[...]
    var names: [String] = []
    while names.count < Self.most, let entry = readdir(stream) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
        pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name.hasSuffix(".prom"), name[...] != own { names.append(name) }
    }
    return names.sorted()
  }

  /// The collectors that a file is of; none where it is not ours, or cannot be read.
  private static func collectors(in file: String) -> Set<String> {
    // Opening a FIFO would wait for its writer.
    let descriptor = open(file, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
    guard descriptor >= 0 else { return [] }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG,
      status.st_size <= longest
    else { return [] }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 65_536)
    while bytes.count <= longest {
      let count = read(descriptor, &buffer, buffer.count)
      guard count > 0 else { break }
      bytes += buffer.prefix(count)
    }
    let start = "\(MetricsDump.success.name){collector=\""
    var found: Set<String> = []
    for line in String(decoding: bytes, as: UTF8.self).split(separator: "\n")
    where line.hasPrefix(start) {
      found.insert(String(line.dropFirst(start.count).prefix { $0 != "\"" }))
    }
    return found
  }
}
