/// Uses every call of the clients once or twice, on the good path and on the bad ones, so that
/// scripts/check-memory can look for leaks and wrong accesses.
@main
struct ClientExercise {
  static func main() throws {
    try PostgresExercise.run()
    try RedisExercise.run()
    print("client-exercise: done")
  }
}
