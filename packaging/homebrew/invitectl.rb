# invitectl by Homebrew on Linux; macOS has no Glibc, to which it speaks. Put your repository's address, copy this into
# a tap of yours (brew tap-new you/tap; brew edit), then: brew install you/tap/invitectl
class Invitectl < Formula
  desc "Operations tool for InviteHub: indexes, redemptions, counts, Celery, metrics"
  homepage "https://example.com/invitectl"
  url "https://example.com/invitectl.git", tag: "v0.1.0"
  license "MIT"
  head "https://example.com/invitectl.git", branch: "main"

  depends_on "make" => :build
  depends_on "pkgconf" => :build
  depends_on "swift" => :build
  depends_on "bzip2"
  depends_on "hiredis"
  depends_on "libpq"
  depends_on "libxcrypt"
  depends_on :linux
  depends_on "openssl@3"
  depends_on "zlib"

  def install
    # Swift's linker is not Homebrew's: it is told where the libraries are now, and where they will be.
    libraries = %w[bzip2 hiredis libpq libxcrypt openssl@3 zlib].map { |name| Formula[name] }
    flags = libraries.flat_map do |library|
      ["-Xcc", "-I#{library.opt_include}", "-Xlinker", "-L#{library.opt_lib}",
       "-Xlinker", "-rpath", "-Xlinker", library.opt_lib.to_s]
    end
    # Homebrew has a sandbox of its own, in which SwiftPM's cannot be.
    ENV["INVITECTL_BUILD_FLAGS"] = ["--disable-sandbox", *flags].join(" ")
    # The packages of Debian, which `make build` asks for, are those above.
    system "make", "-o", "packages", "build"
    system "make", "install", "PREFIX=#{prefix}"
  end

  test do
    assert_match "invitectl #{version}", shell_output("#{bin}/invitectl --version")
    # Nothing is at that address, and that is what it says.
    output = shell_output("#{bin}/invitectl doctor --only redis --redis-url redis://127.0.0.1:1/0 2>&1", 1)
    assert_match "127.0.0.1", output
  end
end
