extension ChineseCatalogue {
  static let servers = #"""
    """#
}
