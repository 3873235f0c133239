"""server.py SOCKET: runs Python programs of the tests without starting an interpreter for each.

What they import of others is imported once, at the first request; each request is carried out in a process of
its own that is forked from that. A request is a line of JSON with argv (`-m MODULE …`, `-c PROGRAM …` or
`FILE …`), env and cwd. With input, the answer is a line with code, out and err, like those of a process at its
end. With log, the file that it writes to, the program goes on beside the test: it leads a group of its own, the
answer is a line with pid, then one with code when it has ended; it is killed when nobody listens any more.
Nothing of the peers themselves is imported here: that they find their settings in the environment as it is when
they begin.
"""

import atexit
import contextlib
import gc
import importlib
import importlib.util
import json
import os
import runpy
import select
import signal
import socketserver
import sys
import tempfile
import threading
import traceback
import types
import warnings

# Of those some read the environment when they are imported: nothing that a test sets (docs/decisions/0195).
PRELOADED = (
    "alembic.autogenerate", "alembic.command", "alembic.config", "alembic.runtime.migration",
    "alembic.script", "billiard.pool", "billiard.popen_fork", "celery", "celery.app.amqp", "celery.app.base",
    "celery.app.builtins", "celery.app.control", "celery.app.events", "celery.app.log", "celery.app.trace",
    "celery.apps.worker", "celery.backends.redis", "celery.bin.celery", "celery.bin.worker",
    "celery.concurrency.prefork", "celery.concurrency.solo", "celery.concurrency.thread",
    "celery.fixups.django", "celery.loaders.app", "celery.result", "celery.schedules",
    "celery.worker.autoscale", "celery.worker.components", "celery.worker.consumer.consumer",
    "celery.worker.control", "celery.worker.heartbeat", "celery.worker.loops", "celery.worker.pidbox",
    "celery.worker.strategy", "kombu.asynchronous.hub", "kombu.transport.redis", "psycopg2.extras", "redis",
    "sqlalchemy.dialects.postgresql.psycopg2", "sqlalchemy.orm",
)


def begin_anew(environment, cwd, descriptors):
    """Makes of this fork what a process is whose interpreter has just begun."""
    for number in signal.valid_signals() - {signal.SIGKILL, signal.SIGSTOP}:
        signal.signal(number, signal.SIG_DFL)
    for number in (signal.SIGPIPE, signal.SIGXFSZ):
        signal.signal(number, signal.SIG_IGN)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.pthread_sigmask(signal.SIG_SETMASK, [])
    os.environ.clear()
    os.environ.update(environment)
    os.chdir(cwd)
    for number, descriptor in enumerate(descriptors):
        os.dup2(descriptor, number)
    for name in os.listdir("/proc/self/fd"):
        if int(name) > 2:
            # The one by which the folder was read is closed already.
            with contextlib.suppress(OSError):
                os.close(int(name))
    sys.stdin = sys.__stdin__ = open(0, encoding="utf-8", closefd=False)
    sys.stdout = sys.__stdout__ = open(1, "w", encoding="utf-8", closefd=False)
    sys.stderr = sys.__stderr__ = open(
        2, "w", encoding="utf-8", errors="backslashreplace", buffering=1, closefd=False
    )
    # Where temporary files go was asked for in the environment of the server.
    tempfile.tempdir = None
    for action in filter(None, environment.get("PYTHONWARNINGS", "").split(",")):
        sys.warnoptions.append(action)
        warnings.simplefilter(action)


def perform(words, cwd):
    """Runs the program; returns its exit code."""
    try:
        if words[0] == "-m":
            sys.path[0], sys.argv = cwd, words[1:]
            runpy.run_module(words[1], run_name="__main__", alter_sys=True)
        elif words[0] == "-c":
            sys.path[0], sys.argv = "", ["-c", *words[2:]]
            sys.modules["__main__"] = types.ModuleType("__main__")
            exec(compile(words[1], "<string>", "exec"), sys.modules["__main__"].__dict__)
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
    # As an interpreter does at its end, in this order.
    threading._shutdown()
    atexit._run_exitfuncs()
    sys.stdout.flush()
    sys.stderr.flush()
    return code & 0xFF


class Handler(socketserver.StreamRequestHandler):
    def handle(self):
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        line = self.rfile.readline()
        # Of one that was ended before it had asked.
        if not line:
            return
        request = json.loads(line)
        if "log" in request:
            self.accompany(request)
        else:
            self.run(request)

    def begin(self, request, descriptors, leads=False):
        child = os.fork()
        if child == 0:
            code = 1
            try:
                if leads:
                    os.setpgid(0, 0)
                # As objects, or they would close numbers that are others' by then.
                for ours in (self.rfile, self.wfile, self.connection, self.server.socket):
                    ours.close()
                begin_anew(request["env"], request["cwd"], descriptors)
                code = perform(request["argv"], request["cwd"])
            except BaseException:
                traceback.print_exc()
            finally:
                # Nothing of the server's is to be ended here.
                os._exit(code)
        return child

    def answer(self, answer):
        self.wfile.write(json.dumps(answer).encode() + b"\n")

    def run(self, request):
        files = [tempfile.TemporaryFile() for _ in range(3)]
        files[0].write(request["input"].encode())
        files[0].seek(0)
        child = self.begin(request, [file.fileno() for file in files])
        code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        texts = []
        for file in files[1:]:
            file.seek(0)
            texts.append(file.read().decode("utf-8", "replace"))
        self.answer({"code": code, "out": texts[0], "err": texts[1]})

    def accompany(self, request):
        log = os.open(request["log"], os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_APPEND, 0o600)
        nothing = os.open(os.devnull, os.O_RDONLY)
        child = self.begin(request, [nothing, log, log], leads=True)
        # Here too, so that it leads its group when it is heard of.
        with contextlib.suppress(OSError):
            os.setpgid(child, child)
        with contextlib.suppress(OSError):
            self.answer({"pid": child})
        end = os.pidfd_open(child)
        ready, _, _ = select.select([end, self.connection], [], [])
        if end in ready:
            # Its number stays its own until nobody uses it any more.
            told = os.waitid(os.P_PID, child, os.WEXITED | os.WNOWAIT)
            code = told.si_status if told.si_code == os.CLD_EXITED else -told.si_status
            with contextlib.suppress(OSError):
                self.answer({"code": code})
                self.connection.recv(1)
        else:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(child, signal.SIGKILL)
            # Those that go by themselves with the test's process have always been nobody's fault.
            if "PROBE_PARENT" not in request["env"]:
                with open(self.server.server_address + ".left", "a", encoding="utf-8") as left:
                    left.write(f"process {child}: {' '.join(request['argv'])[:200]}\n")
        os.waitpid(child, 0)


class Server(socketserver.ForkingMixIn, socketserver.UnixStreamServer):
    request_queue_size = 64
    # Who accompanies a program lasts as long as that.
    max_children = 4096
    is_prepared = False

    def get_request(self):
        found = super().get_request()
        if not self.is_prepared:
            prepare()
            self.is_prepared = True
        return found


def prepare():
    # The older Celery's environment has no Alembic.
    for name in PRELOADED:
        top = name.partition(".")[0]
        # One that is imported has no spec to be found by any more, where it makes itself as kombu does.
        if top in sys.modules or importlib.util.find_spec(top):
            importlib.import_module(name)
    # What is shared stays shared.
    gc.collect()
    gc.freeze()
    sys.dont_write_bytecode = True


def main():
    place = sys.argv[1]
    with Server(place + ".new", Handler) as server:
        server.server_address = place
        # Where it can be seen it can be connected to.
        os.rename(place + ".new", place)
        server.serve_forever()


if __name__ == "__main__":
    main()
