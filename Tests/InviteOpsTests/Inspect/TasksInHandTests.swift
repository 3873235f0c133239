import LosslessJSON
import Testing

@testable import InviteOps

@Suite struct TasksInHandTests {
  @Test
  func `a task that is begun between the two questions runs, and who has none has ended none`() {
    var tasks = TasksInHand(["a", "b", "c"])
    tasks.note(reserved: [["id": "a"], ["id": "b"], ["id": "x"]], of: "w")
    tasks.note(reserved: [["id": "x"], ["name": "a"]], of: "v")
    tasks.note(active: [["id": "a"]], of: "w")
    #expect(tasks.active == ["w": ["a"]])
    #expect(tasks.reserved == ["w": ["b"]])
    #expect(tasks.missing == ["c"])
    #expect(tasks.isHeld(by: "w") && !tasks.isHeld(by: "v"))
    tasks.note(active: [["id": "b"]], of: "w")
    #expect(tasks.reserved.isEmpty)
    #expect(tasks.active == ["w": ["b"]])
  }

  @Test func `a task that was typed in capitals too is not missing`() {
    let (small, large) = (
      "0f3c04b1-97b9-462f-8a7f-f14f75070966", "0F3C04B1-97B9-462F-8A7F-F14F75070966"
    )
    var tasks = TasksInHand([small, large, "X"])
    tasks.note(active: [["id": .string(small)]], of: "w")
    #expect(tasks.missing == ["X"])
  }
}
