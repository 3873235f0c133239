"""server.py SOCKET: runs Python programs of the tests without starting an interpreter for each.

What they import of others is imported once; each request is carried out in a process of its own that is
forked from that. A request is a line of JSON with argv (`-m MODULE …` or `FILE …`), env, cwd and input; the
answer is one with code, out and err, like those of a process. Nothing of the peers themselves is imported
here: that they find their settings in the environment as it is when they begin.
"""

import gc
import importlib
import json
import os
import runpy
import signal
import socketserver
import sys
import tempfile
import traceback

PRELOADED = (
    "alembic.command", "alembic.config", "alembic.runtime.migration", "alembic.script", "celery",
    "celery.app.base", "celery.bin.celery", "celery.result", "kombu.transport.redis", "psycopg2.extras",
    "redis",
    "sqlalchemy.dialects.postgresql.psycopg2", "sqlalchemy.orm",
)


def perform(request, files):
    """Becomes the program; returns its exit code."""
    os.environ.clear()
    os.environ.update(request["env"])
    os.chdir(request["cwd"])
    for descriptor, file in enumerate(files):
        os.dup2(file.fileno(), descriptor)
    sys.stdin, sys.stdout, sys.stderr = (
        open(descriptor, mode, encoding="utf-8", closefd=False)
        for descriptor, mode in ((0, "r"), (1, "w"), (2, "w"))
    )
    words = request["argv"]
    try:
        if words[0] == "-m":
            sys.path[0], sys.argv = request["cwd"], words[1:]
            runpy.run_module(words[1], run_name="__main__", alter_sys=True)
        else:
            sys.path[0], sys.argv = os.path.dirname(os.path.abspath(words[0])), words
            runpy.run_path(words[0], run_name="__main__")
        code = 0
    except SystemExit as end:
        if isinstance(end.code, str):
            print(end.code, file=sys.stderr)
        code = end.code if isinstance(end.code, int) else 1 if end.code else 0
    except BaseException:
        traceback.print_exc()
        code = 1
    sys.stdout.flush()
    sys.stderr.flush()
    return code


class Handler(socketserver.StreamRequestHandler):
    def handle(self):
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        request = json.loads(self.rfile.readline())
        files = [tempfile.TemporaryFile() for _ in range(3)]
        files[0].write(request["input"].encode())
        files[0].seek(0)
        child = os.fork()
        if child == 0:
            code = 1
            try:
                code = perform(request, files)
            finally:
                # Nothing of the server's is to be ended here.
                os._exit(code)
        code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        texts = []
        for file in files[1:]:
            file.seek(0)
            texts.append(file.read().decode("utf-8", "replace"))
        answer = {"code": code, "out": texts[0], "err": texts[1]}
        self.wfile.write(json.dumps(answer).encode() + b"\n")


class Server(socketserver.ForkingMixIn, socketserver.UnixStreamServer):
    request_queue_size = 64
    max_children = 64


def main():
    for name in PRELOADED:
        importlib.import_module(name)
    # What is shared stays shared.
    gc.collect()
    gc.freeze()
    sys.dont_write_bytecode = True
    place = sys.argv[1]
    with Server(place + ".new", Handler) as server:
        # Where it can be seen it can be connected to.
        os.rename(place + ".new", place)
        server.serve_forever()


if __name__ == "__main__":
    main()
