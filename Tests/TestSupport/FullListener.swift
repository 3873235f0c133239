internal import Glibc

/// A port that listens and never takes anybody: whoever connects waits.
public final class FullListener {
  private let listener: LoopbackListener
  private let fillers: [Int32]

  public var port: Int { listener.port }

  public init() throws {
    // Its queue holds one; those after it are not answered (listen(2), tcp_max_syn_backlog).
    let listener = try LoopbackListener(backlog: 0)
    self.listener = listener
    fillers = (0..<4).map { _ in listener.connectLater() }
  }

  deinit {
    for descriptor in fillers { close(descriptor) }
  }
}
