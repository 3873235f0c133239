import Glibc

/// The first three descriptors, where the caller has closed some of them (`2>&-`): the next file or socket that
/// is opened would have their number, and what is said on standard error would go to a server.
enum StandardDescriptors {
  /// Must be called before anything is opened. What takes the place can be used for nothing, as if it were closed:
  /// each use fails with EBADF.
  static func occupy() {
    let contrary = [
      (STDIN_FILENO, O_WRONLY), (STDOUT_FILENO, O_RDONLY), (STDERR_FILENO, O_RDONLY),
    ]
    for (descriptor, mode) in contrary where fcntl(descriptor, F_GETFD) < 0 {
      // The lowest number that is free, which is this one.
      if open("/dev/null", mode) < 0 { _ = open("/", O_RDONLY) }
    }
  }
}
