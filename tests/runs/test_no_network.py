"""A notebook reaches no other machine, whatever it tries: by Python, by a library in C, by a program it starts."""

import socket
import subprocess
import sys

import pytest

from oscp_lib.runs.execute import KERNEL
from oscp_lib.runs.watch import ASKED, start_line, stranger

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only Linux has network namespaces")

# Each way sends its own name to a port. None of them is what an audit hook sees, but for the first.
WAYS = {
    "python": "s = socket.create_connection(('127.0.0.1', PORT), 2); s.sendall(b'python'); s.close()",
    "zmq": "import zmq; z = zmq.Context().socket(zmq.STREAM); z.linger = 2000; z.connect(f'tcp://127.0.0.1:{PORT}'); "
    "z.poll(2000) and z.send_multipart([z.recv_multipart()[0], b'zmq']); z.close()",
    "ctypes": "import ctypes, struct; c = ctypes.CDLL(None); f = c.socket(2, 1, 0); "
    "a = struct.pack('=HH4s8x', 2, socket.htons(PORT), bytes([127, 0, 0, 1])); "
    "c.connect(f, a, 16); c.send(f, b'ctypes', 6, 0x4000); c.close(f)",
    "program": "import subprocess, sys; subprocess.run([sys.executable, '-c', "
    "f\"import socket; socket.create_connection(('127.0.0.1', {PORT}), 2).sendall(b'program')\"], stderr=-3)",
}


class Listener:
    """A machine that notes what it is sent."""

    def __init__(self):
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.port = self.socket.getsockname()[1]

    def heard(self):
        """What has been sent until now."""
        self.socket.settimeout(0.3)
        said = set()
        try:
            while True:
                connection, _ = self.socket.accept()
                connection.settimeout(2)
                said.add(connection.recv(100).decode())
        except TimeoutError:
            return said


@pytest.fixture
def listener():
    listening = Listener()
    yield listening
    listening.socket.close()


def code(way, port):
    return f"import socket\nPORT = {port}\n{WAYS[way]}"


def may_leave_the_network():
    """Whether the system lets this user have a network namespace."""
    asks = "from oscp_lib.runs.no_network import leave_the_network; print(leave_the_network())"
    return subprocess.run([sys.executable, "-c", asks], capture_output=True, text=True, check=True).stdout == "True\n"


def run_cells(cells, notes):
    """Run cells in a kernel as a build does; gives the name of each one's error, or nothing."""
    from jupyter_client.manager import KernelManager

    from oscp_lib.runs.kernels import use_forked_kernels

    use_forked_kernels()
    manager = KernelManager(kernel_name=KERNEL)
    manager.start_kernel(extra_arguments=[f"--IPKernelApp.exec_lines={start_line(notes)}"])
    try:
        talk = manager.client()
        talk.start_channels()
        talk.wait_for_ready(timeout=60)
        replies = [
            talk.execute_interactive(cell, timeout=60, output_hook=lambda message: None)["content"] for cell in cells
        ]
        talk.stop_channels()
    finally:
        manager.shutdown_kernel(now=True)
    return [reply.get("ename", "") for reply in replies]


@pytest.mark.longer
def test_no_way_out_of_a_kernel_delivers_anything(listener, tmp_path):
    if not may_leave_the_network():
        pytest.skip("this system lets this user have no network namespace")
    # The same lines in a process of their own get through: else this test would prove nothing.
    for way in WAYS:
        subprocess.run([sys.executable, "-c", code(way, listener.port)], timeout=60, check=True)
    assert listener.heard() == set(WAYS)
    run_cells([code(way, listener.port) for way in WAYS], tmp_path / "notes")
    assert listener.heard() == set()


HOSTS = {
    "text": "'192.0.2.1'",
    "bytes": "b'192.0.2.1'",
    "bytearray": "bytearray(b'192.0.2.1')",
    "a class that says it is this machine": (
        "type('S', (str,), {'__eq__': lambda *_: True, '__hash__': lambda _: hash('')})('192.0.2.1')"
    ),
}


@pytest.mark.longer
def test_each_attempt_that_python_makes_is_refused_and_noted_also_where_the_cell_hides_it(tmp_path):
    cells = []
    for host in HOSTS.values():
        cells += [f"import socket\nsocket.socket().connect(({host}, 80))"]
        cells += [f"import socket\nsocket.socket(type=socket.SOCK_DGRAM).sendto(b'x', ({host}, 53))"]
    cells += ["import socket\nsocket.getaddrinfo('example.invalid', 80)"]
    cells += ["import socket\nsocket.gethostbyaddr('192.0.2.1')"]
    notes = tmp_path / "notes"
    assert run_cells(cells, notes) == ["PermissionError"] * len(cells)
    noted = {line.split()[1] for line in notes.read_text("utf-8").splitlines() if line.startswith(f"{ASKED} ")}
    assert len(noted) == len(cells)


@pytest.mark.parametrize("host", [*HOSTS.values(), "memoryview(b'192.0.2.1')"])
def test_a_host_is_read_as_the_interpreter_reads_it(host):
    assert stranger((eval(host), 80)) == "192.0.2.1"


@pytest.mark.parametrize("here", ["127.0.0.1", b"localhost", bytearray(b"::1"), ""])
def test_this_machine_is_no_stranger(here):
    assert stranger((here, 80)) == ""
