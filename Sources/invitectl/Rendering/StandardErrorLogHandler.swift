import Logging

/// swift-log to stderr, one line an event, for --verbose.
struct StandardErrorLogHandler: LogHandler {
  var logLevel: Logger.Level
  var metadata: Logger.Metadata = [:]

  static func logger(verbose: Bool) -> Logger {
    Logger(label: "invitectl") { _ in
      StandardErrorLogHandler(logLevel: verbose ? .debug : .warning)
    }
  }

  subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  func log(event: LogEvent) {
    var line = "invitectl: \(event.level): \(event.message)"
    let fields = metadata.merging(event.metadata ?? [:]) { $1 }
    for (key, value) in fields.sorted(by: { $0.key < $1.key }) {
      line += " \(key)=\(value)"
    }
    StandardStream.error.write(Sanitizing.line(line) + "\n")
  }
}
