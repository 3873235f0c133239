function __invitectl_should_offer_completions_for_flags_or_options -a expected_commands
    set -l non_repeating_flags_or_options $argv[2..]
    set -l non_repeating_flags_or_options_absent 0
    set -l positional_index 0
    set -l commands
    __invitectl_parse_tokens
    test "$commands" = "$expected_commands"; and return $non_repeating_flags_or_options_absent
end

function __invitectl_should_offer_completions_for_positional -a expected_commands positional_index_comparison expected_positional_index
    set -l non_repeating_flags_or_options
    set -l non_repeating_flags_or_options_absent 0
    set -l positional_index 0
    set -l commands
    __invitectl_parse_tokens
    test "$commands" = "$expected_commands" -a \( "$positional_index" "$positional_index_comparison" "$expected_positional_index" \)
end

function __invitectl_parse_tokens -S
    set -l unparsed_tokens (__invitectl_tokens -pc)
    switch $unparsed_tokens[1]
    case 'invitectl'
        __invitectl_parse_subcommand 0 'version' 'h/help'
        switch $unparsed_tokens[1]
        case 'migrate'
            __invitectl_parse_subcommand -r 1 'version' 'h/help'
        case 'redeem'
            __invitectl_parse_subcommand -r 1 'version' 'h/help'
        case 'sync-counts'
            __invitectl_parse_subcommand -r 1 'version' 'h/help'
        case 'force-resync'
            __invitectl_parse_subcommand -r 1 'version' 'h/help'
        case 'cleanup-queue'
            __invitectl_parse_subcommand -r 1 'version' 'h/help'
        case 'inspect-workers'
            __invitectl_parse_subcommand 0 'version' 'h/help'
            switch $unparsed_tokens[1]
            case 'ping'
                __invitectl_parse_subcommand 0 'd/destination=+' 'wait=' 'show' 'database-url=' 'redis-url=' 'broker-url=' 'result-url=' 'env-file=' 'config=' 'o/output=' 'q/quiet' 'v/verbose' 'color=' 'no-input' 'timeout=' 'version' 'h/help'
            case 'active'
                __invitectl_parse_subcommand 0 'd/destination=+' 'wait=' 'show' 'database-url=' 'redis-url=' 'broker-url=' 'result-url=' 'env-file=' 'config=' 'o/output=' 'q/quiet' 'v/verbose' 'color=' 'no-input' 'timeout=' 'version' 'h/help'
            case 'reserved'
                __invitectl_parse_subcommand 0 'd/destination=+' 'wait=' 'show' 'database-url=' 'redis-url=' 'broker-url=' 'result-url=' 'env-file=' 'config=' 'o/output=' 'q/quiet' 'v/verbose' 'color=' 'no-input' 'timeout=' 'version' 'h/help'
            case 'scheduled'
                __invitectl_parse_subcommand 0 'd/destination=+' 'wait=' 'show' 'database-url=' 'redis-url=' 'broker-url=' 'result-url=' 'env-file=' 'config=' 'o/output=' 'q/quiet' 'v/verbose' 'color=' 'no-input' 'timeout=' 'version' 'h/help'
            case 'revoked'
                __invitectl_parse_subcommand 0 'd/destination=+' 'wait=' 'show' 'database-url=' 'redis-url=' 'broker-url=' 'result-url=' 'env-file=' 'config=' 'o/output=' 'q/quiet' 'v/verbose' 'color=' 'no-input' 'timeout=' 'version' 'h/help'
            case 'registered'
                __invitectl_parse_subcommand 0 'd/destination=+' 'wait=' 'show' 'database-url=' 'redis-url=' 'broker-url=' 'result-url=' 'env-file=' 'config=' 'o/output=' 'q/quiet' 'v/verbose' 'color=' 'no-input' 'timeout=' 'version' 'h/help'
            case 'stats'
                __invitectl_parse_subcommand 0 'd/destination=+' 'wait=' 'show' 'database-url=' 'redis-url=' 'broker-url=' 'result-url=' 'env-file=' 'config=' 'o/output=' 'q/quiet' 'v/verbose' 'color=' 'no-input' 'timeout=' 'version' 'h/help'
            case 'queues'
                __invitectl_parse_subcommand 0 'd/destination=+' 'wait=' 'show' 'database-url=' 'redis-url=' 'broker-url=' 'result-url=' 'env-file=' 'config=' 'o/output=' 'q/quiet' 'v/verbose' 'color=' 'no-input' 'timeout=' 'version' 'h/help'
            case 'conf'
                __invitectl_parse_subcommand 0 'with-defaults' 'd/destination=+' 'wait=' 'show' 'database-url=' 'redis-url=' 'broker-url=' 'result-url=' 'env-file=' 'config=' 'o/output=' 'q/quiet' 'v/verbose' 'color=' 'no-input' 'timeout=' 'version' 'h/help'
            case 'report'
                __invitectl_parse_subcommand 0 'd/destination=+' 'wait=' 'show' 'database-url=' 'redis-url=' 'broker-url=' 'result-url=' 'env-file=' 'config=' 'o/output=' 'q/quiet' 'v/verbose' 'color=' 'no-input' 'timeout=' 'version' 'h/help'
            case 'query'
                __invitectl_parse_subcommand -r 1 'd/destination=+' 'wait=' 'show' 'database-url=' 'redis-url=' 'broker-url=' 'result-url=' 'env-file=' 'config=' 'o/output=' 'q/quiet' 'v/verbose' 'color=' 'no-input' 'timeout=' 'version' 'h/help'
            end
        case 'metrics-dump'
            __invitectl_parse_subcommand 0 'format=' 'collectors=' 'database-url=' 'redis-url=' 'broker-url=' 'result-url=' 'env-file=' 'config=' 'o/output=' 'q/quiet' 'v/verbose' 'color=' 'no-input' 'timeout=' 'version' 'h/help'
        case 'doctor'
            __invitectl_parse_subcommand 0 'only=+' 'skip=+' 'exit-code' 'database-url=' 'redis-url=' 'broker-url=' 'result-url=' 'env-file=' 'config=' 'o/output=' 'q/quiet' 'v/verbose' 'color=' 'no-input' 'timeout=' 'version' 'h/help'
        case 'exit-codes'
            __invitectl_parse_subcommand 0 'version' 'h/help'
        case 'help'
            __invitectl_parse_subcommand -r 1 'version'
        end
    end
end

function __invitectl_tokens
    if test (string split -m 1 -f 1 -- . "$FISH_VERSION") -gt 3
        commandline --tokens-raw $argv
    else
        commandline -o $argv
    end
end

function __invitectl_parse_subcommand -S -a positional_count
    argparse -s r -- $argv
    set -l option_specs $argv[2..]
    set -l is_repeating_positional $_flag_r
    set -el _flag_r
    set -a commands $unparsed_tokens[1]
    set positional_index 0
    while true
        set -e unparsed_tokens[1]
        argparse -sn "$commands" $option_specs -- $unparsed_tokens 2> /dev/null
        set unparsed_tokens $argv
        set positional_index (math $positional_index + 1)
        for non_repeating_flag_or_option in $non_repeating_flags_or_options
            if set -ql "_flag_$(string replace -a - _ -- $non_repeating_flag_or_option)"
                set non_repeating_flags_or_options_absent 1
                break
            end
        end
        test (count $unparsed_tokens) -eq 0 -o \( -z "$is_repeating_positional" -a "$positional_index" -gt "$positional_count" \) && break
    end
end

function __invitectl_complete_directories
    set -l token (commandline -t)
    string match -- '*/' $token
    set -l subdirs $token*/
    printf %s\n $subdirs
end

function __invitectl_custom_completion
    set -x SAP_SHELL fish
    set -x SAP_SHELL_VERSION $FISH_VERSION
    set -l tokens (__invitectl_tokens -p)
    if test -z "$(__invitectl_tokens -t)"
        set -l index (count (__invitectl_tokens -pc))
        set tokens $tokens[..$index] \'\' $tokens[(math $index + 1)..]
    end
    command $tokens[1] $argv $tokens
end

complete -c 'invitectl' -f
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_flags_or_options "invitectl" version' -l 'version' -d 'Show the version.'
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_flags_or_options "invitectl" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_positional "invitectl" -eq 1' -fa 'migrate' -d 'Build the performance indexes, online. (not built yet)'
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_positional "invitectl" -eq 1' -fa 'redeem' -d 'Redeem a code by hand. (not built yet)'
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_positional "invitectl" -eq 1' -fa 'sync-counts' -d 'Bring the counts in Redis and Postgres together. (not built yet)'
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_positional "invitectl" -eq 1' -fa 'force-resync' -d 'Repair counts from evidence. (not built yet)'
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_positional "invitectl" -eq 1' -fa 'cleanup-queue' -d 'Delete finished queue rows, gently. (not built yet)'
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_positional "invitectl" -eq 1' -fa 'inspect-workers' -d 'Show the Celery fleet: workers, queues, tasks.'
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_positional "invitectl" -eq 1' -fa 'metrics-dump' -d 'Write metrics for Prometheus.'
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_positional "invitectl" -eq 1' -fa 'doctor' -d 'Check configuration, servers, privileges, revision.'
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_positional "invitectl" -eq 1' -fa 'exit-codes' -d 'Show what each exit code means.'
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_positional "invitectl" -eq 1' -fa 'help' -d 'Show subcommand help information.'
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_flags_or_options "invitectl migrate" version' -l 'version' -d 'Show the version.'
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_flags_or_options "invitectl migrate" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_flags_or_options "invitectl redeem" version' -l 'version' -d 'Show the version.'
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_flags_or_options "invitectl redeem" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_flags_or_options "invitectl sync-counts" version' -l 'version' -d 'Show the version.'
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_flags_or_options "invitectl sync-counts" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_flags_or_options "invitectl force-resync" version' -l 'version' -d 'Show the version.'
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_flags_or_options "invitectl force-resync" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_flags_or_options "invitectl cleanup-queue" version' -l 'version' -d 'Show the version.'
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_flags_or_options "invitectl cleanup-queue" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_flags_or_options "invitectl inspect-workers" version' -l 'version' -d 'Show the version.'
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_flags_or_options "invitectl inspect-workers" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_positional "invitectl inspect-workers" -eq 1' -fa 'ping' -d 'Who is there, who is silent, who is gone.'
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_positional "invitectl inspect-workers" -eq 1' -fa 'active' -d 'The tasks that run now.'
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_positional "invitectl inspect-workers" -eq 1' -fa 'reserved' -d 'The tasks that workers have taken and not begun.'
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_positional "invitectl inspect-workers" -eq 1' -fa 'scheduled' -d 'The tasks that workers hold until their time.'
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_positional "invitectl inspect-workers" -eq 1' -fa 'revoked' -d 'The task ids that workers will not run.'
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_positional "invitectl inspect-workers" -eq 1' -fa 'registered' -d 'The tasks that workers know.'
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_positional "invitectl inspect-workers" -eq 1' -fa 'stats' -d 'What each worker says of itself.'
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_positional "invitectl inspect-workers" -eq 1' -fa 'queues' -d 'The queues that each worker consumes.'
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_positional "invitectl inspect-workers" -eq 1' -fa 'conf' -d 'The settings of each worker\'s app.'
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_positional "invitectl inspect-workers" -eq 1' -fa 'report' -d 'Versions and settings as a bug report wants them.'
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_positional "invitectl inspect-workers" -eq 1' -fa 'query' -d 'Which worker has these tasks.'
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_flags_or_options "invitectl inspect-workers ping"' -s 'd' -l 'destination' -d 'Ask only this worker; may be repeated.' -rfka ''
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_flags_or_options "invitectl inspect-workers ping" wait' -l 'wait' -d 'How long to wait for workers that do not answer.' -rfka ''
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_flags_or_options "invitectl inspect-workers ping" show' -l 'show' -d 'Show emails and codes as they are.'
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_flags_or_options "invitectl inspect-workers ping" database-url' -l 'database-url' -d 'PostgreSQL, as libpq or SQLAlchemy write it.' -rfka ''
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_flags_or_options "invitectl inspect-workers ping" redis-url' -l 'redis-url' -d 'Redis of the token buckets: redis://HOST:PORT/DB.' -rfka ''
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_flags_or_options "invitectl inspect-workers ping" broker-url' -l 'broker-url' -d 'Redis of the Celery queues. Default: database 1 there.' -rfka ''
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_flags_or_options "invitectl inspect-workers ping" result-url' -l 'result-url' -d 'Redis of the Celery results. Default: database 2 there.' -rfka ''
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_flags_or_options "invitectl inspect-workers ping" env-file' -l 'env-file' -d 'Read settings from this file instead of .env.' -rfka ''
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_flags_or_options "invitectl inspect-workers ping" config' -l 'config' -d 'Read settings from this JSON file.' -rfka ''
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_flags_or_options "invitectl inspect-workers ping" o output' -s 'o' -l 'output' -d 'Write results as text, json or jsonl.' -rfka 'text json jsonl'
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_flags_or_options "invitectl inspect-workers ping" q quiet' -l 'quiet' -s 'q' -d 'Say nothing but results and errors.'
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_flags_or_options "invitectl inspect-workers ping" v verbose' -l 'verbose' -s 'v' -d 'Log what is done to stderr.'
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_flags_or_options "invitectl inspect-workers ping" color' -l 'color' -d 'Colour text: auto, always or never.' -rfka 'auto always never'
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_flags_or_options "invitectl inspect-workers ping" no-input' -l 'no-input' -d 'Never ask; fail where an answer is needed.'
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_flags_or_options "invitectl inspect-workers ping" timeout' -l 'timeout' -d 'Longest wait for one answer of a server. Default: 10s.' -rfka ''
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_flags_or_options "invitectl inspect-workers ping" version' -l 'version' -d 'Show the version.'
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_flags_or_options "invitectl inspect-workers ping" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_flags_or_options "invitectl inspect-workers active"' -s 'd' -l 'destination' -d 'Ask only this worker; may be repeated.' -rfka ''
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_flags_or_options "invitectl inspect-workers active" wait' -l 'wait' -d 'How long to wait for workers that do not answer.' -rfka ''
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_flags_or_options "invitectl inspect-workers active" show' -l 'show' -d 'Show emails and codes as they are.'
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_flags_or_options "invitectl inspect-workers active" database-url' -l 'database-url' -d 'PostgreSQL, as libpq or SQLAlchemy write it.' -rfka ''
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_flags_or_options "invitectl inspect-workers active" redis-url' -l 'redis-url' -d 'Redis of the token buckets: redis://HOST:PORT/DB.' -rfka ''
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_flags_or_options "invitectl inspect-workers active" broker-url' -l 'broker-url' -d 'Redis of the Celery queues. Default: database 1 there.' -rfka ''
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_flags_or_options "invitectl inspect-workers active" result-url' -l 'result-url' -d 'Redis of the Celery results. Default: database 2 there.' -rfka ''
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_flags_or_options "invitectl inspect-workers active" env-file' -l 'env-file' -d 'Read settings from this file instead of .env.' -rfka ''
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_flags_or_options "invitectl inspect-workers active" config' -l 'config' -d 'Read settings from this JSON file.' -rfka ''
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_flags_or_options "invitectl inspect-workers active" o output' -s 'o' -l 'output' -d 'Write results as text, json or jsonl.' -rfka 'text json jsonl'
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_flags_or_options "invitectl inspect-workers active" q quiet' -l 'quiet' -s 'q' -d 'Say nothing but results and errors.'
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_flags_or_options "invitectl inspect-workers active" v verbose' -l 'verbose' -s 'v' -d 'Log what is done to stderr.'
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_flags_or_options "invitectl inspect-workers active" color' -l 'color' -d 'Colour text: auto, always or never.' -rfka 'auto always never'
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_flags_or_options "invitectl inspect-workers active" no-input' -l 'no-input' -d 'Never ask; fail where an answer is needed.'
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_flags_or_options "invitectl inspect-workers active" timeout' -l 'timeout' -d 'Longest wait for one answer of a server. Default: 10s.' -rfka ''
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_flags_or_options "invitectl inspect-workers active" version' -l 'version' -d 'Show the version.'
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_flags_or_options "invitectl inspect-workers active" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_flags_or_options "invitectl inspect-workers reserved"' -s 'd' -l 'destination' -d 'Ask only this worker; may be repeated.' -rfka ''
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_flags_or_options "invitectl inspect-workers reserved" wait' -l 'wait' -d 'How long to wait for workers that do not answer.' -rfka ''
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_flags_or_options "invitectl inspect-workers reserved" show' -l 'show' -d 'Show emails and codes as they are.'
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_flags_or_options "invitectl inspect-workers reserved" database-url' -l 'database-url' -d 'PostgreSQL, as libpq or SQLAlchemy write it.' -rfka ''
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_flags_or_options "invitectl inspect-workers reserved" redis-url' -l 'redis-url' -d 'Redis of the token buckets: redis://HOST:PORT/DB.' -rfka ''
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_flags_or_options "invitectl inspect-workers reserved" broker-url' -l 'broker-url' -d 'Redis of the Celery queues. Default: database 1 there.' -rfka ''
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_flags_or_options "invitectl inspect-workers reserved" result-url' -l 'result-url' -d 'Redis of the Celery results. Default: database 2 there.' -rfka ''
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_flags_or_options "invitectl inspect-workers reserved" env-file' -l 'env-file' -d 'Read settings from this file instead of .env.' -rfka ''
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_flags_or_options "invitectl inspect-workers reserved" config' -l 'config' -d 'Read settings from this JSON file.' -rfka ''
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_flags_or_options "invitectl inspect-workers reserved" o output' -s 'o' -l 'output' -d 'Write results as text, json or jsonl.' -rfka 'text json jsonl'
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_flags_or_options "invitectl inspect-workers reserved" q quiet' -l 'quiet' -s 'q' -d 'Say nothing but results and errors.'
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_flags_or_options "invitectl inspect-workers reserved" v verbose' -l 'verbose' -s 'v' -d 'Log what is done to stderr.'
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_flags_or_options "invitectl inspect-workers reserved" color' -l 'color' -d 'Colour text: auto, always or never.' -rfka 'auto always never'
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_flags_or_options "invitectl inspect-workers reserved" no-input' -l 'no-input' -d 'Never ask; fail where an answer is needed.'
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_flags_or_options "invitectl inspect-workers reserved" timeout' -l 'timeout' -d 'Longest wait for one answer of a server. Default: 10s.' -rfka ''
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_flags_or_options "invitectl inspect-workers reserved" version' -l 'version' -d 'Show the version.'
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_flags_or_options "invitectl inspect-workers reserved" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_flags_or_options "invitectl inspect-workers scheduled"' -s 'd' -l 'destination' -d 'Ask only this worker; may be repeated.' -rfka ''
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_flags_or_options "invitectl inspect-workers scheduled" wait' -l 'wait' -d 'How long to wait for workers that do not answer.' -rfka ''
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_flags_or_options "invitectl inspect-workers scheduled" show' -l 'show' -d 'Show emails and codes as they are.'
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_flags_or_options "invitectl inspect-workers scheduled" database-url' -l 'database-url' -d 'PostgreSQL, as libpq or SQLAlchemy write it.' -rfka ''
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_flags_or_options "invitectl inspect-workers scheduled" redis-url' -l 'redis-url' -d 'Redis of the token buckets: redis://HOST:PORT/DB.' -rfka ''
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_flags_or_options "invitectl inspect-workers scheduled" broker-url' -l 'broker-url' -d 'Redis of the Celery queues. Default: database 1 there.' -rfka ''
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_flags_or_options "invitectl inspect-workers scheduled" result-url' -l 'result-url' -d 'Redis of the Celery results. Default: database 2 there.' -rfka ''
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_flags_or_options "invitectl inspect-workers scheduled" env-file' -l 'env-file' -d 'Read settings from this file instead of .env.' -rfka ''
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_flags_or_options "invitectl inspect-workers scheduled" config' -l 'config' -d 'Read settings from this JSON file.' -rfka ''
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_flags_or_options "invitectl inspect-workers scheduled" o output' -s 'o' -l 'output' -d 'Write results as text, json or jsonl.' -rfka 'text json jsonl'
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_flags_or_options "invitectl inspect-workers scheduled" q quiet' -l 'quiet' -s 'q' -d 'Say nothing but results and errors.'
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_flags_or_options "invitectl inspect-workers scheduled" v verbose' -l 'verbose' -s 'v' -d 'Log what is done to stderr.'
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_flags_or_options "invitectl inspect-workers scheduled" color' -l 'color' -d 'Colour text: auto, always or never.' -rfka 'auto always never'
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_flags_or_options "invitectl inspect-workers scheduled" no-input' -l 'no-input' -d 'Never ask; fail where an answer is needed.'
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_flags_or_options "invitectl inspect-workers scheduled" timeout' -l 'timeout' -d 'Longest wait for one answer of a server. Default: 10s.' -rfka ''
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_flags_or_options "invitectl inspect-workers scheduled" version' -l 'version' -d 'Show the version.'
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_flags_or_options "invitectl inspect-workers scheduled" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_flags_or_options "invitectl inspect-workers revoked"' -s 'd' -l 'destination' -d 'Ask only this worker; may be repeated.' -rfka ''
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_flags_or_options "invitectl inspect-workers revoked" wait' -l 'wait' -d 'How long to wait for workers that do not answer.' -rfka ''
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_flags_or_options "invitectl inspect-workers revoked" show' -l 'show' -d 'Show emails and codes as they are.'
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_flags_or_options "invitectl inspect-workers revoked" database-url' -l 'database-url' -d 'PostgreSQL, as libpq or SQLAlchemy write it.' -rfka ''
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_flags_or_options "invitectl inspect-workers revoked" redis-url' -l 'redis-url' -d 'Redis of the token buckets: redis://HOST:PORT/DB.' -rfka ''
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_flags_or_options "invitectl inspect-workers revoked" broker-url' -l 'broker-url' -d 'Redis of the Celery queues. Default: database 1 there.' -rfka ''
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_flags_or_options "invitectl inspect-workers revoked" result-url' -l 'result-url' -d 'Redis of the Celery results. Default: database 2 there.' -rfka ''
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_flags_or_options "invitectl inspect-workers revoked" env-file' -l 'env-file' -d 'Read settings from this file instead of .env.' -rfka ''
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_flags_or_options "invitectl inspect-workers revoked" config' -l 'config' -d 'Read settings from this JSON file.' -rfka ''
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_flags_or_options "invitectl inspect-workers revoked" o output' -s 'o' -l 'output' -d 'Write results as text, json or jsonl.' -rfka 'text json jsonl'
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_flags_or_options "invitectl inspect-workers revoked" q quiet' -l 'quiet' -s 'q' -d 'Say nothing but results and errors.'
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_flags_or_options "invitectl inspect-workers revoked" v verbose' -l 'verbose' -s 'v' -d 'Log what is done to stderr.'
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_flags_or_options "invitectl inspect-workers revoked" color' -l 'color' -d 'Colour text: auto, always or never.' -rfka 'auto always never'
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_flags_or_options "invitectl inspect-workers revoked" no-input' -l 'no-input' -d 'Never ask; fail where an answer is needed.'
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_flags_or_options "invitectl inspect-workers revoked" timeout' -l 'timeout' -d 'Longest wait for one answer of a server. Default: 10s.' -rfka ''
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_flags_or_options "invitectl inspect-workers revoked" version' -l 'version' -d 'Show the version.'
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_flags_or_options "invitectl inspect-workers revoked" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_flags_or_options "invitectl inspect-workers registered"' -s 'd' -l 'destination' -d 'Ask only this worker; may be repeated.' -rfka ''
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_flags_or_options "invitectl inspect-workers registered" wait' -l 'wait' -d 'How long to wait for workers that do not answer.' -rfka ''
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_flags_or_options "invitectl inspect-workers registered" show' -l 'show' -d 'Show emails and codes as they are.'
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_flags_or_options "invitectl inspect-workers registered" database-url' -l 'database-url' -d 'PostgreSQL, as libpq or SQLAlchemy write it.' -rfka ''
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_flags_or_options "invitectl inspect-workers registered" redis-url' -l 'redis-url' -d 'Redis of the token buckets: redis://HOST:PORT/DB.' -rfka ''
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_flags_or_options "invitectl inspect-workers registered" broker-url' -l 'broker-url' -d 'Redis of the Celery queues. Default: database 1 there.' -rfka ''
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_flags_or_options "invitectl inspect-workers registered" result-url' -l 'result-url' -d 'Redis of the Celery results. Default: database 2 there.' -rfka ''
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_flags_or_options "invitectl inspect-workers registered" env-file' -l 'env-file' -d 'Read settings from this file instead of .env.' -rfka ''
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_flags_or_options "invitectl inspect-workers registered" config' -l 'config' -d 'Read settings from this JSON file.' -rfka ''
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_flags_or_options "invitectl inspect-workers registered" o output' -s 'o' -l 'output' -d 'Write results as text, json or jsonl.' -rfka 'text json jsonl'
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_flags_or_options "invitectl inspect-workers registered" q quiet' -l 'quiet' -s 'q' -d 'Say nothing but results and errors.'
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_flags_or_options "invitectl inspect-workers registered" v verbose' -l 'verbose' -s 'v' -d 'Log what is done to stderr.'
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_flags_or_options "invitectl inspect-workers registered" color' -l 'color' -d 'Colour text: auto, always or never.' -rfka 'auto always never'
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_flags_or_options "invitectl inspect-workers registered" no-input' -l 'no-input' -d 'Never ask; fail where an answer is needed.'
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_flags_or_options "invitectl inspect-workers registered" timeout' -l 'timeout' -d 'Longest wait for one answer of a server. Default: 10s.' -rfka ''
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_flags_or_options "invitectl inspect-workers registered" version' -l 'version' -d 'Show the version.'
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_flags_or_options "invitectl inspect-workers registered" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_flags_or_options "invitectl inspect-workers stats"' -s 'd' -l 'destination' -d 'Ask only this worker; may be repeated.' -rfka ''
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_flags_or_options "invitectl inspect-workers stats" wait' -l 'wait' -d 'How long to wait for workers that do not answer.' -rfka ''
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_flags_or_options "invitectl inspect-workers stats" show' -l 'show' -d 'Show emails and codes as they are.'
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_flags_or_options "invitectl inspect-workers stats" database-url' -l 'database-url' -d 'PostgreSQL, as libpq or SQLAlchemy write it.' -rfka ''
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_flags_or_options "invitectl inspect-workers stats" redis-url' -l 'redis-url' -d 'Redis of the token buckets: redis://HOST:PORT/DB.' -rfka ''
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_flags_or_options "invitectl inspect-workers stats" broker-url' -l 'broker-url' -d 'Redis of the Celery queues. Default: database 1 there.' -rfka ''
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_flags_or_options "invitectl inspect-workers stats" result-url' -l 'result-url' -d 'Redis of the Celery results. Default: database 2 there.' -rfka ''
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_flags_or_options "invitectl inspect-workers stats" env-file' -l 'env-file' -d 'Read settings from this file instead of .env.' -rfka ''
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_flags_or_options "invitectl inspect-workers stats" config' -l 'config' -d 'Read settings from this JSON file.' -rfka ''
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_flags_or_options "invitectl inspect-workers stats" o output' -s 'o' -l 'output' -d 'Write results as text, json or jsonl.' -rfka 'text json jsonl'
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_flags_or_options "invitectl inspect-workers stats" q quiet' -l 'quiet' -s 'q' -d 'Say nothing but results and errors.'
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_flags_or_options "invitectl inspect-workers stats" v verbose' -l 'verbose' -s 'v' -d 'Log what is done to stderr.'
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_flags_or_options "invitectl inspect-workers stats" color' -l 'color' -d 'Colour text: auto, always or never.' -rfka 'auto always never'
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_flags_or_options "invitectl inspect-workers stats" no-input' -l 'no-input' -d 'Never ask; fail where an answer is needed.'
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_flags_or_options "invitectl inspect-workers stats" timeout' -l 'timeout' -d 'Longest wait for one answer of a server. Default: 10s.' -rfka ''
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_flags_or_options "invitectl inspect-workers stats" version' -l 'version' -d 'Show the version.'
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_flags_or_options "invitectl inspect-workers stats" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_flags_or_options "invitectl inspect-workers queues"' -s 'd' -l 'destination' -d 'Ask only this worker; may be repeated.' -rfka ''
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_flags_or_options "invitectl inspect-workers queues" wait' -l 'wait' -d 'How long to wait for workers that do not answer.' -rfka ''
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_flags_or_options "invitectl inspect-workers queues" show' -l 'show' -d 'Show emails and codes as they are.'
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_flags_or_options "invitectl inspect-workers queues" database-url' -l 'database-url' -d 'PostgreSQL, as libpq or SQLAlchemy write it.' -rfka ''
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_flags_or_options "invitectl inspect-workers queues" redis-url' -l 'redis-url' -d 'Redis of the token buckets: redis://HOST:PORT/DB.' -rfka ''
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_flags_or_options "invitectl inspect-workers queues" broker-url' -l 'broker-url' -d 'Redis of the Celery queues. Default: database 1 there.' -rfka ''
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_flags_or_options "invitectl inspect-workers queues" result-url' -l 'result-url' -d 'Redis of the Celery results. Default: database 2 there.' -rfka ''
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_flags_or_options "invitectl inspect-workers queues" env-file' -l 'env-file' -d 'Read settings from this file instead of .env.' -rfka ''
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_flags_or_options "invitectl inspect-workers queues" config' -l 'config' -d 'Read settings from this JSON file.' -rfka ''
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_flags_or_options "invitectl inspect-workers queues" o output' -s 'o' -l 'output' -d 'Write results as text, json or jsonl.' -rfka 'text json jsonl'
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_flags_or_options "invitectl inspect-workers queues" q quiet' -l 'quiet' -s 'q' -d 'Say nothing but results and errors.'
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_flags_or_options "invitectl inspect-workers queues" v verbose' -l 'verbose' -s 'v' -d 'Log what is done to stderr.'
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_flags_or_options "invitectl inspect-workers queues" color' -l 'color' -d 'Colour text: auto, always or never.' -rfka 'auto always never'
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_flags_or_options "invitectl inspect-workers queues" no-input' -l 'no-input' -d 'Never ask; fail where an answer is needed.'
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_flags_or_options "invitectl inspect-workers queues" timeout' -l 'timeout' -d 'Longest wait for one answer of a server. Default: 10s.' -rfka ''
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_flags_or_options "invitectl inspect-workers queues" version' -l 'version' -d 'Show the version.'
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_flags_or_options "invitectl inspect-workers queues" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_flags_or_options "invitectl inspect-workers conf" with-defaults' -l 'with-defaults' -d 'Those too that the app did not set.'
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_flags_or_options "invitectl inspect-workers conf"' -s 'd' -l 'destination' -d 'Ask only this worker; may be repeated.' -rfka ''
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_flags_or_options "invitectl inspect-workers conf" wait' -l 'wait' -d 'How long to wait for workers that do not answer.' -rfka ''
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_flags_or_options "invitectl inspect-workers conf" show' -l 'show' -d 'Show emails and codes as they are.'
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_flags_or_options "invitectl inspect-workers conf" database-url' -l 'database-url' -d 'PostgreSQL, as libpq or SQLAlchemy write it.' -rfka ''
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_flags_or_options "invitectl inspect-workers conf" redis-url' -l 'redis-url' -d 'Redis of the token buckets: redis://HOST:PORT/DB.' -rfka ''
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_flags_or_options "invitectl inspect-workers conf" broker-url' -l 'broker-url' -d 'Redis of the Celery queues. Default: database 1 there.' -rfka ''
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_flags_or_options "invitectl inspect-workers conf" result-url' -l 'result-url' -d 'Redis of the Celery results. Default: database 2 there.' -rfka ''
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_flags_or_options "invitectl inspect-workers conf" env-file' -l 'env-file' -d 'Read settings from this file instead of .env.' -rfka ''
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_flags_or_options "invitectl inspect-workers conf" config' -l 'config' -d 'Read settings from this JSON file.' -rfka ''
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_flags_or_options "invitectl inspect-workers conf" o output' -s 'o' -l 'output' -d 'Write results as text, json or jsonl.' -rfka 'text json jsonl'
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_flags_or_options "invitectl inspect-workers conf" q quiet' -l 'quiet' -s 'q' -d 'Say nothing but results and errors.'
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_flags_or_options "invitectl inspect-workers conf" v verbose' -l 'verbose' -s 'v' -d 'Log what is done to stderr.'
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_flags_or_options "invitectl inspect-workers conf" color' -l 'color' -d 'Colour text: auto, always or never.' -rfka 'auto always never'
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_flags_or_options "invitectl inspect-workers conf" no-input' -l 'no-input' -d 'Never ask; fail where an answer is needed.'
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_flags_or_options "invitectl inspect-workers conf" timeout' -l 'timeout' -d 'Longest wait for one answer of a server. Default: 10s.' -rfka ''
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_flags_or_options "invitectl inspect-workers conf" version' -l 'version' -d 'Show the version.'
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_flags_or_options "invitectl inspect-workers conf" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_flags_or_options "invitectl inspect-workers report"' -s 'd' -l 'destination' -d 'Ask only this worker; may be repeated.' -rfka ''
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_flags_or_options "invitectl inspect-workers report" wait' -l 'wait' -d 'How long to wait for workers that do not answer.' -rfka ''
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_flags_or_options "invitectl inspect-workers report" show' -l 'show' -d 'Show emails and codes as they are.'
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_flags_or_options "invitectl inspect-workers report" database-url' -l 'database-url' -d 'PostgreSQL, as libpq or SQLAlchemy write it.' -rfka ''
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_flags_or_options "invitectl inspect-workers report" redis-url' -l 'redis-url' -d 'Redis of the token buckets: redis://HOST:PORT/DB.' -rfka ''
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_flags_or_options "invitectl inspect-workers report" broker-url' -l 'broker-url' -d 'Redis of the Celery queues. Default: database 1 there.' -rfka ''
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_flags_or_options "invitectl inspect-workers report" result-url' -l 'result-url' -d 'Redis of the Celery results. Default: database 2 there.' -rfka ''
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_flags_or_options "invitectl inspect-workers report" env-file' -l 'env-file' -d 'Read settings from this file instead of .env.' -rfka ''
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_flags_or_options "invitectl inspect-workers report" config' -l 'config' -d 'Read settings from this JSON file.' -rfka ''
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_flags_or_options "invitectl inspect-workers report" o output' -s 'o' -l 'output' -d 'Write results as text, json or jsonl.' -rfka 'text json jsonl'
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_flags_or_options "invitectl inspect-workers report" q quiet' -l 'quiet' -s 'q' -d 'Say nothing but results and errors.'
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_flags_or_options "invitectl inspect-workers report" v verbose' -l 'verbose' -s 'v' -d 'Log what is done to stderr.'
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_flags_or_options "invitectl inspect-workers report" color' -l 'color' -d 'Colour text: auto, always or never.' -rfka 'auto always never'
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_flags_or_options "invitectl inspect-workers report" no-input' -l 'no-input' -d 'Never ask; fail where an answer is needed.'
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_flags_or_options "invitectl inspect-workers report" timeout' -l 'timeout' -d 'Longest wait for one answer of a server. Default: 10s.' -rfka ''
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_flags_or_options "invitectl inspect-workers report" version' -l 'version' -d 'Show the version.'
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_flags_or_options "invitectl inspect-workers report" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_flags_or_options "invitectl inspect-workers query"' -s 'd' -l 'destination' -d 'Ask only this worker; may be repeated.' -rfka ''
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_flags_or_options "invitectl inspect-workers query" wait' -l 'wait' -d 'How long to wait for workers that do not answer.' -rfka ''
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_flags_or_options "invitectl inspect-workers query" show' -l 'show' -d 'Show emails and codes as they are.'
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_flags_or_options "invitectl inspect-workers query" database-url' -l 'database-url' -d 'PostgreSQL, as libpq or SQLAlchemy write it.' -rfka ''
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_flags_or_options "invitectl inspect-workers query" redis-url' -l 'redis-url' -d 'Redis of the token buckets: redis://HOST:PORT/DB.' -rfka ''
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_flags_or_options "invitectl inspect-workers query" broker-url' -l 'broker-url' -d 'Redis of the Celery queues. Default: database 1 there.' -rfka ''
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_flags_or_options "invitectl inspect-workers query" result-url' -l 'result-url' -d 'Redis of the Celery results. Default: database 2 there.' -rfka ''
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_flags_or_options "invitectl inspect-workers query" env-file' -l 'env-file' -d 'Read settings from this file instead of .env.' -rfka ''
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_flags_or_options "invitectl inspect-workers query" config' -l 'config' -d 'Read settings from this JSON file.' -rfka ''
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_flags_or_options "invitectl inspect-workers query" o output' -s 'o' -l 'output' -d 'Write results as text, json or jsonl.' -rfka 'text json jsonl'
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_flags_or_options "invitectl inspect-workers query" q quiet' -l 'quiet' -s 'q' -d 'Say nothing but results and errors.'
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_flags_or_options "invitectl inspect-workers query" v verbose' -l 'verbose' -s 'v' -d 'Log what is done to stderr.'
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_flags_or_options "invitectl inspect-workers query" color' -l 'color' -d 'Colour text: auto, always or never.' -rfka 'auto always never'
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_flags_or_options "invitectl inspect-workers query" no-input' -l 'no-input' -d 'Never ask; fail where an answer is needed.'
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_flags_or_options "invitectl inspect-workers query" timeout' -l 'timeout' -d 'Longest wait for one answer of a server. Default: 10s.' -rfka ''
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_flags_or_options "invitectl inspect-workers query" version' -l 'version' -d 'Show the version.'
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_flags_or_options "invitectl inspect-workers query" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_flags_or_options "invitectl metrics-dump" format' -l 'format' -d 'Text format: prometheus or openmetrics.' -rfka 'prometheus openmetrics'
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_flags_or_options "invitectl metrics-dump" collectors' -l 'collectors' -d 'Run only these collectors, separated by commas.' -rfka ''
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_flags_or_options "invitectl metrics-dump" database-url' -l 'database-url' -d 'PostgreSQL, as libpq or SQLAlchemy write it.' -rfka ''
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_flags_or_options "invitectl metrics-dump" redis-url' -l 'redis-url' -d 'Redis of the token buckets: redis://HOST:PORT/DB.' -rfka ''
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_flags_or_options "invitectl metrics-dump" broker-url' -l 'broker-url' -d 'Redis of the Celery queues. Default: database 1 there.' -rfka ''
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_flags_or_options "invitectl metrics-dump" result-url' -l 'result-url' -d 'Redis of the Celery results. Default: database 2 there.' -rfka ''
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_flags_or_options "invitectl metrics-dump" env-file' -l 'env-file' -d 'Read settings from this file instead of .env.' -rfka ''
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_flags_or_options "invitectl metrics-dump" config' -l 'config' -d 'Read settings from this JSON file.' -rfka ''
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_flags_or_options "invitectl metrics-dump" o output' -s 'o' -l 'output' -d 'Write results as text, json or jsonl.' -rfka 'text json jsonl'
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_flags_or_options "invitectl metrics-dump" q quiet' -l 'quiet' -s 'q' -d 'Say nothing but results and errors.'
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_flags_or_options "invitectl metrics-dump" v verbose' -l 'verbose' -s 'v' -d 'Log what is done to stderr.'
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_flags_or_options "invitectl metrics-dump" color' -l 'color' -d 'Colour text: auto, always or never.' -rfka 'auto always never'
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_flags_or_options "invitectl metrics-dump" no-input' -l 'no-input' -d 'Never ask; fail where an answer is needed.'
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_flags_or_options "invitectl metrics-dump" timeout' -l 'timeout' -d 'Longest wait for one answer of a server. Default: 10s.' -rfka ''
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_flags_or_options "invitectl metrics-dump" version' -l 'version' -d 'Show the version.'
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_flags_or_options "invitectl metrics-dump" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_flags_or_options "invitectl doctor"' -l 'only' -d 'Make only this check; may be repeated.' -rfka ''
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_flags_or_options "invitectl doctor"' -l 'skip' -d 'Leave this check out; may be repeated.' -rfka ''
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_flags_or_options "invitectl doctor" exit-code' -l 'exit-code' -d 'Exit 3 when there are warnings.'
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_flags_or_options "invitectl doctor" database-url' -l 'database-url' -d 'PostgreSQL, as libpq or SQLAlchemy write it.' -rfka ''
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_flags_or_options "invitectl doctor" redis-url' -l 'redis-url' -d 'Redis of the token buckets: redis://HOST:PORT/DB.' -rfka ''
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_flags_or_options "invitectl doctor" broker-url' -l 'broker-url' -d 'Redis of the Celery queues. Default: database 1 there.' -rfka ''
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_flags_or_options "invitectl doctor" result-url' -l 'result-url' -d 'Redis of the Celery results. Default: database 2 there.' -rfka ''
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_flags_or_options "invitectl doctor" env-file' -l 'env-file' -d 'Read settings from this file instead of .env.' -rfka ''
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_flags_or_options "invitectl doctor" config' -l 'config' -d 'Read settings from this JSON file.' -rfka ''
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_flags_or_options "invitectl doctor" o output' -s 'o' -l 'output' -d 'Write results as text, json or jsonl.' -rfka 'text json jsonl'
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_flags_or_options "invitectl doctor" q quiet' -l 'quiet' -s 'q' -d 'Say nothing but results and errors.'
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_flags_or_options "invitectl doctor" v verbose' -l 'verbose' -s 'v' -d 'Log what is done to stderr.'
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_flags_or_options "invitectl doctor" color' -l 'color' -d 'Colour text: auto, always or never.' -rfka 'auto always never'
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_flags_or_options "invitectl doctor" no-input' -l 'no-input' -d 'Never ask; fail where an answer is needed.'
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_flags_or_options "invitectl doctor" timeout' -l 'timeout' -d 'Longest wait for one answer of a server. Default: 10s.' -rfka ''
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_flags_or_options "invitectl doctor" version' -l 'version' -d 'Show the version.'
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_flags_or_options "invitectl doctor" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_flags_or_options "invitectl exit-codes" version' -l 'version' -d 'Show the version.'
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_flags_or_options "invitectl exit-codes" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'invitectl' -n '__invitectl_should_offer_completions_for_flags_or_options "invitectl help" version' -l 'version' -d 'Show the version.'
