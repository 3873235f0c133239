import InviteDomain
import Localization
import TestSupport
import Testing

@testable import invitectl

/// What the program speaks, and when.
@Suite struct LanguageTests {
  @Test(
    arguments: [
      ("", .english), ("C", .english), ("POSIX", .english), ("C.UTF-8", .english),
      ("en_US.UTF-8", .english), ("de_DE@euro", .english), ("zh", .chinese), ("zh_CN", .chinese),
      ("zh_CN.UTF-8", .chinese), ("zh_CN.utf8", .chinese), ("zh_SG.UTF-8", .chinese),
      ("zh-Hans-CN", .chinese), ("zh_Hans.UTF-8", .chinese), ("zh_CN.UTF-8@pinyin", .chinese),
      ("zh_CN.GB18030", .english), ("zh_TW.UTF-8", .english), ("zh_HK.UTF-8", .english),
      ("zha", .english), ("@", .english), (".", .english),
    ] as [(String, Language)])
  func `a locale has a language`(locale: String, language: Language) {
    #expect(Language(locale: locale) == language)
  }

  /// POSIX, Base Definitions, 8.2.
  @Test func `the first variable that says something decides`() {
    func language(_ variables: [String: String]) -> Language {
      Language { variables[$0] }
    }
    #expect(language([:]) == .english)
    #expect(language(["LANG": "zh_CN.UTF-8"]) == .chinese)
    #expect(language(["LANG": "zh_CN.UTF-8", "LC_MESSAGES": "C"]) == .english)
    #expect(language(["LANG": "C", "LC_MESSAGES": "zh_CN.UTF-8"]) == .chinese)
    #expect(language(["LC_MESSAGES": "zh_CN.UTF-8", "LC_ALL": "C"]) == .english)
    #expect(language(["LANG": "zh_CN.UTF-8", "LC_ALL": "", "LC_MESSAGES": ""]) == .chinese)
    #expect(language(["LANGUAGE": "zh_CN", "LANG": "en_US.UTF-8"]) == .english)
    #expect(language(["LC_CTYPE": "zh_CN.UTF-8"]) == .english)
  }

  @Test(
    arguments: [
      (["--lang", "zh", "doctor"], .chinese, ["doctor"]),
      (["doctor", "--lang=zh", "-q"], .chinese, ["doctor", "-q"]),
      (["help", "doctor", "--lang", "zh"], .chinese, ["help", "doctor"]),
      (["--lang", "zh", "--lang", "en"], .english, []),
      (["doctor", "--lang", "zh", "-o", "json"], .english, ["doctor", "-o", "json"]),
      (["doctor", "-qo", "jsonl", "--lang=zh"], .english, ["doctor", "-qo", "jsonl"]),
      (["doctor", "--output=json", "--lang=zh"], .english, ["doctor", "--output=json"]),
      (["redeem", "--batch", "f", "--lang=zh"], .english, ["redeem", "--batch", "f"]),
      (["doctor", "-o", "text", "--lang=zh"], .chinese, ["doctor", "-o", "text"]),
      (["redeem", "--", "--lang", "zh"], .english, ["redeem", "--", "--lang", "zh"]),
    ] as [([String], Language, [String])])
  func `the command line names it`(typed: [String], language: Language, left: [String]) throws {
    let spoken = SpokenLanguage(typed) { _ in nil }
    try spoken.check()
    #expect(spoken.language == language)
    #expect(spoken.arguments == left)
  }

  @Test(arguments: [["--lang"], ["--lang", "fr"], ["doctor", "--lang="]])
  func `a language that there is not is a mistake`(typed: [String]) async throws {
    let result = try await CommandRun.invitectl(typed)
    #expect(result.exitCode == 2)
    #expect(result.errors.hasPrefix("error: ") && result.errors.contains("en, zh"))
  }

  @Test func `a sentence is said in the language of the moment`() {
    func said() -> [String] {
      let language = "fr"
      return [
        tr("done"), tr("'\(language)' is not a language of --lang: \(3)"),
        tr("no catalogue has this"),
      ]
    }
    #expect(said() == ["done", "'fr' is not a language of --lang: 3", "no catalogue has this"])
    Speech.$override.withValue(.chinese) {
      let chinese = said()
      #expect(chinese == ["完成", "--lang 不支持语言 'fr'，可用：3", "no catalogue has this"])
      // What is stored is English, also where a sentence is a part of another one.
      #expect(Speech.english(of: chinese[1]) == "'fr' is not a language of --lang: 3")
      let whole = tr("\(tr("there is no command '\(1)'")). Did you mean '\(2)'?")
      #expect(whole == "没有命令 '1'。是不是想用 '2'？")
      #expect(Speech.english(of: whole) == "there is no command '1'. Did you mean '2'?")
      #expect(Speech.english(of: "nobody said this") == "nobody said this")
    }
  }

  @Test func `numbers are said with what they count`() {
    func said(_ number: Int) -> [String] {
      [tr(number, "\(number) code", "\(number) codes"), CountText.of(number, "code")]
    }
    #expect(said(1) == ["1 code", "1 code"] && said(2) == ["2 codes", "2 codes"])
    Speech.$override.withValue(.chinese) {
      #expect(said(1) == ["1 个兑换码", "1 个兑换码"] && said(2) == ["2 个兑换码", "2 个兑换码"])
    }
  }

  /// What the argument parser says of itself, too.
  @Test func `help and mistakes are Chinese where that is spoken`() async throws {
    let chinese = ["LC_ALL": "zh_CN.UTF-8"]
    let help = try await CommandRun.invitectl(["config", "print", "--help"], environment: chinese)
    #expect(help.exitCode == 0)
    // Lines that were broken put together again.
    let whole = help.output.replacing(/\n {26}/, with: " ")
    for words in ["概述：", "\n用法：", "\n全局选项：\n", "显示帮助。", "；默认：text）"] {
      #expect(whole.contains(words), "\(words): \(help.output)")
    }
    for words in ["OVERVIEW", "USAGE", "OPTIONS", "Show ", "default"] {
      #expect(!help.output.contains(words), "\(words): \(help.output)")
    }
    #expect(help.output.split(separator: "\n").allSatisfy { DisplayWidth.of($0) <= 80 })
    let slip = try await CommandRun.invitectl(["--lang=zh", "confg"])
    #expect(slip.exitCode == 2)
    #expect(slip.errors.hasPrefix("错误：多余的参数 'confg'。是不是想用 'config'？\n"), "\(slip.errors)")
    #expect(slip.errors.contains("用法：") && slip.errors.contains("建议：invitectl --help"))
    let json = try await CommandRun.invitectl(
      ["config", "print", "-o", "json"], environment: chinese)
    #expect(json.output.utf8.allSatisfy { $0 < 0x80 }, "\(json.output)")
    let codes = try await CommandRun.invitectl(["exit-codes", "--lang", "zh"])
    #expect(codes.output.hasPrefix("    0  完成\n"), "\(codes.output)")
  }

  @Test func `redeem is Chinese where that is spoken`() async throws {
    let slip = try await CommandRun.invitectl(["--lang=zh", "redeem", "CODE"])
    #expect(slip.exitCode == 2)
    #expect(
      slip.errors.hasPrefix("错误：缺少 EMAIL，例如 'invitectl redeem CODE a@example.com'。\n"),
      "\(slip.errors)")
    let email = try await CommandRun.invitectl(["--lang=zh", "redeem", "CODE", "a@b"])
    #expect(email.exitCode == 2 && email.errors.contains("@ 之后没有点"), "\(email.errors)")
    // The lines of a batch are JSON.
    let batch = try await CommandRun.invitectl(["--lang=zh", "redeem", "--batch", "/no/such"])
    #expect(batch.errors.hasPrefix("error: cannot open /no/such: "), "\(batch.errors)")
  }

  @Test func `help texts of metrics are Chinese for people alone`() async throws {
    let list = try await CommandRun.invitectl(["--lang=zh", "metrics-dump", "list"])
    #expect(list.exitCode == 0)
    let entry = "  invitehub_redis_memory_used_bytes (gauge)\n      已用内存。\n"
    #expect(list.output.contains(entry), "\(list.output)")
    let json = try await CommandRun.invitectl(
      ["--lang=zh", "metrics-dump", "list", "-o", "json"])
    #expect(json.output.contains("\"Memory in use.\""), "\(json.output)")
    let slip = try await CommandRun.invitectl(["--lang=zh", "metrics-dump", "--collectors", "x"])
    #expect(slip.exitCode == 2)
    #expect(slip.errors.contains("没有采集器 'x'；可用：seats, codes"), "\(slip.errors)")
  }

  @Test func `a template is found again in a sentence`() {
    let template = "The value '{1}' is invalid for '{2}': {3}"
    #expect(
      Template.values(of: template, in: "The value 'x' is invalid for '-o <f>': no: time")
        == ["x", "-o <f>", "no: time"])
    #expect(Template.values(of: template, in: "The value 'x' is fine") == nil)
    #expect(Template.values(of: "a '{1}'", in: "a 'b' c") == nil)
    #expect(Template.values(of: "none", in: "none") == [])
    #expect(Template.filled("{2} of {1}, {9} {x}", ["a", "b"]) == "b of a, {9} {x}")
  }

  @Test(
    arguments: [
      ("msgstr \"x\"", "without a msgid"), ("msgid \"a\"\nmsgstr \"\"", "is empty"),
      ("msgid \"a\"", "is empty"), ("x", "neither"), ("\"a\"", "of nothing"),
      ("msgid \"a\"\nmsgstr \"b\"\nmsgid \"a\"\nmsgstr \"c\"", "twice"),
      ("msgid \"a", "no end"), ("msgid \"a\\q\"", "escape"), ("msgid \"a\"b\"", "backslash"),
    ])
  func `a catalogue that is not one is refused`(text: String, why: String) {
    let fault = #expect(throws: Catalogue.Fault.self) {
      try Catalogue([.init("Test", text)])
    }
    #expect(fault?.description.contains(why) == true, "\(String(describing: fault))")
  }

  @Test func `a catalogue may have comments and long strings`() throws {
    let catalogue = try Catalogue([
      .init("Test", "# why\n\nmsgid \"\"\n\"a\\n\"\n\"\\\"b\\\"\"\nmsgstr \"c\"\n\"\\\\d\""),
      .init("Other", "msgid \"e\"\nmsgstr \"f\""),
    ])
    #expect(catalogue["a\n\"b\""] == "c\\d" && catalogue["e"] == "f" && catalogue["g"] == nil)
  }
}
