extension ChineseCatalogue {
  static let workers = #"""
    """#
}
