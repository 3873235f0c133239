/// What of the sources is not wrapped and translated yet, by the catalogue's area that it belongs to. A path is
/// what a file's path below Sources begins with. The lists only get shorter, and go with the last of them.
enum NotYetTranslated {
  static let paths: [String] = []
}
