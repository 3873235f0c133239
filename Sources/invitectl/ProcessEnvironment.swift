import Glibc

/// The environment of this process. Read through `environ`, since Foundation's `ProcessInfo` would
/// cost the start-up more than the whole command.
func processEnvironment() -> [String: String] {
  var values: [String: String] = [:]
  var entry: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?> = environ
  while let pointer = entry.pointee {
    let text = String(cString: pointer)
    if let equals = text.firstIndex(of: "=") {
      values[String(text[..<equals])] = String(text[text.index(after: equals)...])
    }
    entry += 1
  }
  return values
}
