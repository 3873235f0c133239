extension ChineseCatalogue {
  static let syncCounts = #"""
    """#
}
