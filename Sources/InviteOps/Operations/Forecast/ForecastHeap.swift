/// Numbers of which the least is at hand.
struct ForecastHeap {
  private var items: [Double] = []

  var count: Int { items.count }
  var least: Double? { items.first }

  mutating func insert(_ item: Double) {
    items.append(item)
    var place = items.count - 1
    while place > 0, items[place] < items[(place - 1) / 2] {
      items.swapAt(place, (place - 1) / 2)
      place = (place - 1) / 2
    }
  }

  /// Does nothing where there is none.
  mutating func removeLeast() {
    guard let last = items.popLast(), !items.isEmpty else { return }
    items[0] = last
    var place = 0
    while true {
      var least = place
      for child in [2 * place + 1, 2 * place + 2]
      where child < items.count && items[child] < items[least] {
        least = child
      }
      guard least != place else { return }
      items.swapAt(place, least)
      place = least
    }
  }
}
