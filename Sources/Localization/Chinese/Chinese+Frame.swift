extension ChineseCatalogue {
  /// The root command, global options, errors, exit codes, settings, and the argument parser's own words.
  static let frame = #"""
    # invitectl
    msgid "Operates InviteHub: indexes, redemptions, counts, workers, metrics."
    msgstr "运维 InviteHub：索引、兑换、计数、worker、指标。"

    msgid "invitectl <command> [options]"
    msgstr "invitectl <命令> [选项]"

    msgid ""
    "Examples:\n"
    "  invitectl doctor                     is everything as it should be?\n"
    "  invitectl migrate up                 build the missing indexes, online\n"
    "  invitectl redeem CODE a@example.com  redeem a code by hand\n"
    "  invitectl sync-counts -q             bring the counts together (cron)\n"
    "  invitectl metrics-dump               metrics for Prometheus\n"
    "\n"
    "Settings come from flags, the environment, .env and config files, in this\n"
    "order; the backend's DATABASE_URL and REDIS_URL are understood as they are.\n"
    "What the exit codes mean: invitectl help exit-codes\n"
    "Which variables count: invitectl help environment"
    msgstr ""
    "示例：\n"
    "  invitectl doctor                     一切是否正常？\n"
    "  invitectl migrate up                 在线建立缺少的索引\n"
    "  invitectl redeem CODE a@example.com  手工兑换一个兑换码\n"
    "  invitectl sync-counts -q             同步计数（用于 cron）\n"
    "  invitectl metrics-dump               供 Prometheus 使用的指标\n"
    "\n"
    "配置项依次来自选项、环境变量、.env 和配置文件，前者优先；后端的\n"
    "DATABASE_URL 和 REDIS_URL 可直接使用。\n"
    "各退出码的含义：invitectl help exit-codes\n"
    "哪些环境变量有效：invitectl help environment"

    msgid "this process cannot read its own arguments: /proc is not mounted"
    msgstr "本进程无法读取自己的参数：/proc 未挂载"

    msgid "there is no command '{1}'"
    msgstr "没有命令 '{1}'"

    msgid "there is no command '{1}' of '{2}'"
    msgstr "'{2}' 没有子命令 '{1}'"

    msgid "{1}. Did you mean '{2}'?"
    msgstr "{1}。是不是想用 '{2}'？"

    msgid "{1} lists them"
    msgstr "{1} 列出全部命令"

    msgid "run the same command again; it goes on where this one left"
    msgstr "再次运行同一命令；它会从中断处继续"

    msgid "invitectl: left at once; {1}"
    msgstr "invitectl：已立即退出；{1}"

    msgid "left at once"
    msgstr "已立即退出"

    msgid "note: {1} is passed over: {2}; {3}"
    msgstr "注意：已忽略 {1}：{2}；{3}"

    # --lang
    msgid "--lang needs a language: {1}"
    msgstr "--lang 需要一个语言：{1}"

    msgid "'{1}' is not a language of --lang: {2}"
    msgstr "--lang 不支持语言 '{1}'，可用：{2}"

    # Errors
    msgid "error:"
    msgstr "错误："

    msgid " next:"
    msgstr "建议："

    msgid "usage:"
    msgstr "用法："

    msgid " help:"
    msgstr "帮助："

    msgid "the result could not be written: {1}; what was changed stays changed"
    msgstr "结果无法写出：{1}；已作的改动保持不变"

    msgid "the result could not be written: {1}"
    msgstr "结果无法写出：{1}"

    # The argument parser: help
    msgid "OVERVIEW: "
    msgstr "概述："

    msgid "USAGE: "
    msgstr "用法："

    msgid "ARGUMENTS:"
    msgstr "参数："

    msgid "OPTIONS:"
    msgstr "选项："

    msgid "SUBCOMMANDS:"
    msgstr "子命令："

    msgid "  See '{1}' for detailed help."
    msgstr "  详细帮助见 '{1}'。"

    msgid "Show help information."
    msgstr "显示帮助。"

    msgid "Show the version."
    msgstr "显示版本。"

    msgid "Show subcommand help information."
    msgstr "显示子命令的帮助。"

    msgid " (default)"
    msgstr "（默认）"

    msgid "(values: {1}; default as flag: {2})"
    msgstr "（可选值：{1}；不带值时：{2}）"

    msgid "(values: {1}; default: {2})"
    msgstr "（可选值：{1}；默认：{2}）"

    msgid "(values: {1})"
    msgstr "（可选值：{1}）"

    msgid "(default as flag: {1})"
    msgstr "（不带值时：{1}）"

    msgid "(default: {1})"
    msgstr "（默认：{1}）"

    # The argument parser: mistakes
    msgid "Unknown option '{1}'. Did you mean '{2}'?"
    msgstr "未知选项 '{1}'。是不是想用 '{2}'？"

    msgid "Unknown option '{1}'"
    msgstr "未知选项 '{1}'"

    msgid "Missing value for '{1}'"
    msgstr "'{1}' 缺少值"

    msgid "The option '{1}' does not take any value, but '{2}' was specified"
    msgstr "选项 '{1}' 不带值，却给出了 '{2}'"

    msgid "Unexpected argument '{1}'. Did you mean '{2}'?"
    msgstr "多余的参数 '{1}'。是不是想用 '{2}'？"

    msgid "Unexpected argument '{1}'"
    msgstr "多余的参数 '{1}'"

    msgid "{1} unexpected arguments: '{2}'. Did you mean '{3}'?"
    msgstr "{1} 个多余的参数：'{2}'。是不是想用 '{3}'？"

    msgid "{1} unexpected arguments: '{2}'"
    msgstr "{1} 个多余的参数：'{2}'"

    msgid "Value to be set with flag {1} had already been set with flag {2}"
    msgstr "{1} 与前面的 {2} 设置的是同一个值"

    msgid "Missing expected argument '{1}'"
    msgstr "缺少参数 '{1}'"

    msgid "Missing one of: '{1}'"
    msgstr "缺少其中一个：'{1}'"

    msgid "The value '{1}' is invalid for '{2}'. Please provide one of {3}"
    msgstr "'{2}' 的值 '{1}' 无效，请用 {3} 之一"

    msgid "The value '{1}' is invalid for '{2}': {3}"
    msgstr "'{2}' 的值 '{1}' 无效：{3}"

    msgid "The value '{1}' is invalid for '{2}'"
    msgstr "'{2}' 的值 '{1}' 无效"

    msgid "Missing required subcommand"
    msgstr "缺少子命令"

    msgid "Invalid option: {1}"
    msgstr "无效选项：{1}"

    # Global options
    msgid "Global options"
    msgstr "全局选项"

    msgid "PostgreSQL, as libpq or SQLAlchemy write it."
    msgstr "PostgreSQL，libpq 或 SQLAlchemy 的写法均可。"

    msgid "A replica for commands that only read."
    msgstr "供只读命令使用的备库。"

    msgid "Redis of the token buckets: redis://HOST:PORT/DB."
    msgstr "令牌桶所在的 Redis：redis://HOST:PORT/DB。"

    msgid "Redis of the Celery queues. Default: database 1 there."
    msgstr "Celery 队列所在的 Redis。默认：同一服务器的 DB 1。"

    msgid "Redis of the Celery results. Default: database 2 there."
    msgstr "Celery 结果所在的 Redis。默认：同一服务器的 DB 2。"

    msgid "Read settings from this file instead of .env."
    msgstr "从此文件而不是 .env 读取配置项。"

    msgid "Read settings from this JSON file."
    msgstr "从此 JSON 文件读取配置项。"

    msgid "Write results as text, json or jsonl."
    msgstr "结果的输出格式：text、json 或 jsonl。"

    msgid "Say nothing but results and errors."
    msgstr "只输出结果和错误。"

    msgid "Log what is done to stderr."
    msgstr "把执行过程记录到 stderr。"

    msgid "Colour text: auto, always or never."
    msgstr "文字是否着色：auto、always 或 never。"

    msgid "Language; else LC_ALL, LC_MESSAGES or LANG decide it."
    msgstr "语言；未指定时依 LC_ALL、LC_MESSAGES 或 LANG。"

    msgid "Never ask; fail where an answer is needed."
    msgstr "从不询问；需要回答时报错。"

    msgid "Longest wait for one answer of a server. Default: 10s."
    msgstr "等待服务器一次应答的最长时间。默认：10s。"

    msgid "Log statements that take this long or longer."
    msgstr "记录耗时达到此值的语句。"

    msgid "With --slow: log their plans, too."
    msgstr "与 --slow 合用：同时记录执行计划。"

    msgid "Stop cleanly after this long; the next run goes on."
    msgstr "到此时长后干净地停止；下次运行继续。"

    msgid "'{1}' is not a time; write 500ms, 2s, 10m"
    msgstr "'{1}' 不是时间；请写成 500ms、2s、10m"

    msgid "'{1}' leaves no time at all"
    msgstr "'{1}' 没有留出任何时间"

    # help exit-codes
    msgid "Show what each exit code means."
    msgstr "显示各退出码的含义。"

    msgid "done"
    msgstr "完成"

    msgid "an error that has no code of its own"
    msgstr "没有专用退出码的错误"

    msgid "the command line or the configuration makes no sense"
    msgstr "命令行或配置有误"

    msgid "something is to be done (--exit-code, trace), or an assertion fails"
    msgstr "有事待办（--exit-code、trace），或断言不成立"

    msgid "another run holds the lock"
    msgstr "锁被另一次运行持有"

    msgid "the rules deny the redemption; its name is on stdout"
    msgstr "规则拒绝了兑换；原因名称在 stdout"

    msgid "something unfinished is left or in the way: 'invitectl migrate repair'"
    msgstr "有未完成的残留：'invitectl migrate repair'"

    msgid "the database contradicts the request: a definition, a history"
    msgstr "数据库与请求矛盾：定义或历史不符"

    msgid "some were done, some were not; each is named"
    msgstr "部分完成，部分未完成；均已列出"

    msgid "the redemption was queued, and its invite came to nothing"
    msgstr "兑换已入队，但邀请没有成功"

    msgid "no worker answered, or the answer leaves the result open"
    msgstr "没有 worker 应答，或应答不足以确定结果"

    msgid "nothing is half done; try again later"
    msgstr "没有做到一半的事；请稍后重试"

    msgid "stopped because the terminal was closed (SIGHUP)"
    msgstr "因终端关闭而停止（SIGHUP）"

    msgid "stopped by Ctrl-C (SIGINT)"
    msgstr "被 Ctrl-C 停止（SIGINT）"

    msgid "nobody reads the output any more (SIGPIPE)"
    msgstr "输出已无人读取（SIGPIPE）"

    msgid "stopped by SIGTERM"
    msgstr "被 SIGTERM 停止"

    # help environment
    msgid "Show which variables of the environment count."
    msgstr "显示哪些环境变量有效。"

    msgid "Settings, with the backend's own name where it has one; ours count first:"
    msgstr "配置项；括号内是后端自己的名称，我们的优先："

    msgid "Besides:"
    msgstr "此外："

    msgid "An empty value counts as not set. Which value is in force, and why:"
    msgstr "空值视为未设置。查看哪个值生效及其原因："

    msgid "libpq's own"
    msgstr "libpq 自己的变量"

    msgid "systemd's: files invitectl.database-url etc."
    msgstr "systemd 提供：invitectl.database-url 等文件"

    msgid "whether and how text is coloured and fits"
    msgstr "文字是否着色、如何适应宽度"

    msgid "where invitectl/config.json is looked for"
    msgstr "在何处查找 invitectl/config.json"

    msgid "the language, as --lang: English or Chinese"
    msgstr "语言，同 --lang：英文或中文"

    msgid "the trace that a run is part of"
    msgstr "本次运行所属的 trace"

    msgid "where spans go, as OpenTelemetry says"
    msgstr "span 发往何处，依 OpenTelemetry 的规定"

    msgid "OpenSSL's: the authorities that are trusted"
    msgstr "OpenSSL 的变量：受信任的证书颁发机构"

    # config
    msgid "Show what invitectl is configured with, or a file to begin with."
    msgstr "显示 invitectl 的配置，或生成一份可填写的配置文件。"

    msgid ""
    "Examples:\n"
    "  invitectl config print                  each setting, and where it comes from\n"
    "  invitectl config example > .env         a file to fill in\n"
    "  invitectl config print --env-file .env  what it means\n"
    "\n"
    "Strongest first: flags, the environment, credentials of systemd, .env of the\n"
    "working directory (or --env-file), config files, defaults. No server is asked;\n"
    "'invitectl doctor' asks them. All variables: invitectl help environment"
    msgstr ""
    "示例：\n"
    "  invitectl config print                  每个配置项及其来源\n"
    "  invitectl config example > .env         一份可填写的文件\n"
    "  invitectl config print --env-file .env  其中的配置意味着什么\n"
    "\n"
    "优先级从高到低：选项、环境变量、systemd 凭据、工作目录的 .env（或\n"
    "--env-file）、配置文件、默认值。不访问任何服务器；'invitectl doctor'\n"
    "会访问。全部环境变量：invitectl help environment"

    msgid "Show every setting with its value and where that comes from."
    msgstr "显示每个配置项的值及其来源。"

    msgid ""
    "Examples:\n"
    "  invitectl config print                      what is in force here\n"
    "  invitectl config print --config prod.json   what a file would make of it\n"
    "  invitectl config print -o json | jq .settings\n"
    "\n"
    "Passwords are never shown, and no server is asked. Files that are there and\n"
    "do not count, since others could have written them, are named."
    msgstr ""
    "示例：\n"
    "  invitectl config print                      此处生效的配置\n"
    "  invitectl config print --config prod.json   换用某个文件会怎样\n"
    "  invitectl config print -o json | jq .settings\n"
    "\n"
    "不显示密码，也不访问任何服务器。他人可能改写过因而不采用的文件会\n"
    "列出。"

    msgid "Write a file of settings to begin with, each with what it means."
    msgstr "生成一份可填写的配置文件，每项附说明。"

    msgid ""
    "Examples:\n"
    "  invitectl config example > .env\n"
    "  invitectl config example > environment\n"
    "\n"
    "Every line is commented out: take the # away from what you need. The file does\n"
    "as .env, for --env-file, and as EnvironmentFile= of a systemd unit."
    msgstr ""
    "示例：\n"
    "  invitectl config example > .env\n"
    "  invitectl config example > environment\n"
    "\n"
    "每一行都已注释：去掉所需行首的 # 即可。该文件可用作 .env、--env-file，\n"
    "也可用作 systemd 单元的 EnvironmentFile=。"

    msgid ""
    "# Settings of invitectl. Keep the file to yourself: chmod 600. The backend's own\n"
    "# names count, too, so that its .env can be used as it is.\n"
    "# 'invitectl config print --env-file FILE' shows what a file means.\n"
    msgstr ""
    "# invitectl 的配置项。此文件只应本人可读：chmod 600。后端自己的变量名同样\n"
    "# 有效，因此可直接使用后端的 .env。\n"
    "# 'invitectl config print --env-file FILE' 显示某个文件的含义。\n"

    msgid "{1}, or {2}"
    msgstr "{1}，或 {2}"

    msgid "SETTING"
    msgstr "配置项"

    msgid "VALUE"
    msgstr "值"

    msgid "SOURCE"
    msgstr "来源"

    msgid "(not set)"
    msgstr "（未设置）"

    msgid "environment {1}"
    msgstr "环境变量 {1}"

    msgid "from {1}"
    msgstr "由 {1} 得出"

    msgid "default"
    msgstr "默认"

    # Settings
    msgid "PostgreSQL, as libpq or SQLAlchemy write it"
    msgstr "PostgreSQL，libpq 或 SQLAlchemy 的写法均可"

    msgid "a replica, for commands that only read"
    msgstr "备库，供只读命令使用"

    msgid "the schema of the backend's tables"
    msgstr "后端各表所在的 schema"

    msgid "the table in which Alembic keeps its revision"
    msgstr "Alembic 记录迁移版本的表"

    msgid "a file with the password for PostgreSQL"
    msgstr "存放 PostgreSQL 密码的文件"

    msgid "Redis of the token buckets"
    msgstr "令牌桶所在的 Redis"

    msgid "Redis of the Celery queues"
    msgstr "Celery 队列所在的 Redis"

    msgid "Redis of the Celery results"
    msgstr "Celery 结果所在的 Redis"

    msgid "a file with the password for redis.url"
    msgstr "存放 redis.url 密码的文件"

    msgid "a file with the password for broker.url"
    msgstr "存放 broker.url 密码的文件"

    msgid "a file with the password for result.url"
    msgstr "存放 result.url 密码的文件"

    msgid "the host of Redis, without redis.url"
    msgstr "Redis 的主机，未设 redis.url 时使用"

    msgid "its port"
    msgstr "其端口"

    msgid "the database of the queues there"
    msgstr "其中队列所在的 DB"

    msgid "the database of the results there"
    msgstr "其中结果所在的 DB"

    msgid "Celery's global_keyprefix"
    msgstr "Celery 的 global_keyprefix"

    msgid "kombu's sep, between queue and priority"
    msgstr "kombu 的 sep，位于队列名与优先级之间"

    msgid "kombu's priority_steps"
    msgstr "kombu 的 priority_steps"

    msgid "what the key of an email's window begins with"
    msgstr "邮箱限流窗口的键的前缀"

    msgid "full, certificate (for any host) or none"
    msgstr "full、certificate（不核对主机名）或 none"

    msgid "the authority of Redis' certificate"
    msgstr "签发 Redis 证书的机构"

    msgid "our own certificate for Redis"
    msgstr "连接 Redis 时使用的客户端证书"

    msgid "its key, where that has a file of its own"
    msgstr "其私钥，若单独存放"

    msgid "the name that Redis' certificate is for"
    msgstr "Redis 证书所属的主机名"

    msgid "the backend's API"
    msgstr "后端的 API"

    msgid "the longest wait for one answer of a server"
    msgstr "等待服务器一次应答的最长时间"
    """#
}
