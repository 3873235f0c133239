extension Sequence {
  /// What has the same key together: the groups in the order in which their first elements come, none of them empty.
  func groupedInOrder<Key: Hashable>(by key: (Element) -> Key) -> [[Element]] {
    var groups: [[Element]] = []
    var places: [Key: Int] = [:]
    for element in self {
      let name = key(element)
      if let place = places[name] {
        groups[place].append(element)
      } else {
        places[name] = groups.count
        groups.append([element])
      }
    }
    return groups
  }
}
