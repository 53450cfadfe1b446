"""What left and what did not is told from the step that failed, whatever the other side does."""

import contextlib
import socket
import ssl
import threading

import pytest

from credence.kit import exchange as line
from credence.kit.exchange import Limits, Unanswered, Unsent, exchange
from tests.certificates import self_signed

LIMITS = Limits(connect=0.5, write=0.5, read=0.5)
WHOLE = b"HTTP/1.1 200 OK\r\nX-Seen: one\r\nX-Seen: two\r\nContent-Length: 2\r\n\r\nhi"


@contextlib.contextmanager
def listening(meet):
    """Listen, and let `meet` do something with the first who comes; give the port."""
    with socket.create_server(("127.0.0.1", 0)) as door:

        def wait():
            with contextlib.suppress(OSError):
                visitor, _address = door.accept()
                with visitor:
                    meet(visitor)

        host = threading.Thread(target=wait)
        host.start()
        yield door.getsockname()[1]
        host.join(5)


def answering(*pieces, heard=None):
    """Return a host that reads what is asked and says `pieces`."""

    def meet(visitor):
        asked = b""
        while not asked.endswith(b"{}"):
            asked += visitor.recv(65536)
        if heard is not None:
            heard.append(asked)
        for piece in pieces:
            visitor.sendall(piece)

    return meet


def hanging_up(visitor):
    visitor.close()


def waiting(visitor):
    threading.Event().wait(1)


def asked(port, scheme="http", **more):
    return exchange("POST", f"{scheme}://127.0.0.1:{port}/a%20b?c=d", limits=LIMITS, body=b"{}", **more)


def test_an_answer_has_its_status_its_headers_and_its_content():
    heard = []
    with listening(answering(WHOLE, heard=heard)) as port:
        answer = asked(port, headers={"X-Asked": "yes"})
    assert (answer.status, answer.header("x-seen"), answer.header("none"), answer.content) == (
        200,
        "one, two",
        "",
        b"hi",
    )
    (said,) = heard
    assert said.startswith(b"POST /a%20b?c=d HTTP/1.1\r\n")
    assert b"\r\nX-Asked: yes\r\n" in said
    assert said.endswith(b"\r\n\r\n{}")


@pytest.mark.parametrize("address", ["ftp://127.0.0.1/", "http://127.0.0.1:no/", "https:///v3", "http://a..b/"])
def test_an_address_that_leads_nowhere_means_unsent(address):
    with pytest.raises(Unsent):
        exchange("GET", address, limits=LIMITS)


def test_a_closed_door_means_unsent():
    with socket.socket() as reserved:
        reserved.bind(("127.0.0.1", 0))
        with pytest.raises(Unsent, match="ConnectionRefusedError"):
            asked(reserved.getsockname()[1])


def test_an_encryption_that_does_not_come_about_in_time_means_unsent():
    with listening(waiting) as port, pytest.raises(Unsent, match="TimeoutError"):
        asked(port, "https")


def test_a_host_that_hangs_up_before_the_encryption_stands_means_unsent():
    with listening(hanging_up) as port, pytest.raises(Unsent):
        asked(port, "https")


@pytest.fixture
def shown(tmp_path):
    """Return what shows a certificate that it made for itself, and that certificate."""
    certificate, key = self_signed(tmp_path)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)

    def encrypted(meet):
        def over(visitor):
            with contextlib.suppress(OSError), context.wrap_socket(visitor, server_side=True) as safe:
                meet(safe)

        return over

    return encrypted, certificate


def test_a_certificate_that_nobody_vouches_for_means_unsent(shown):
    encrypted, _ = shown
    with listening(encrypted(answering(WHOLE))) as port, pytest.raises(Unsent, match="SSLCertVerificationError"):
        asked(port, "https")


def test_a_certificate_that_is_vouched_for_is_spoken_to(shown, monkeypatch):
    encrypted, certificate = shown
    monkeypatch.setattr(line.certifi, "where", lambda: str(certificate))
    line.trust.cache_clear()
    try:
        with listening(encrypted(answering(WHOLE))) as port:
            assert asked(port, "https").content == b"hi"
    finally:
        line.trust.cache_clear()


@pytest.mark.parametrize(
    "pieces",
    [
        (),
        (b"nonsense\r\n\r\n",),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhi",),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",),
    ],
)
def test_half_an_answer_or_none_means_unanswered(pieces):
    with listening(answering(*pieces)) as port, pytest.raises(Unanswered):
        asked(port)


def test_an_answer_that_is_cut_before_its_content_has_none():
    with listening(answering(b"HTTP/1.1 200 OK\r\nX-Seen: one\r\n")) as port:
        assert asked(port).content == b""


def test_silence_after_the_call_left_means_unanswered():
    with listening(waiting) as port, pytest.raises(Unanswered, match="TimeoutError"):
        asked(port)


def test_a_body_that_nobody_takes_means_unanswered():
    with listening(waiting) as port, pytest.raises(Unanswered, match="TimeoutError"):
        exchange("POST", f"http://127.0.0.1:{port}/", limits=LIMITS, body=b"x" * 50_000_000)


def test_a_header_that_cannot_be_sent_means_unanswered_and_not_a_crash():
    with listening(hanging_up) as port, pytest.raises(Unanswered):
        asked(port, headers={"X-Asked": "two\nlines"})


def test_a_redirection_is_not_followed():
    with listening(answering(b"HTTP/1.1 302 Found\r\nLocation: /else\r\nContent-Length: 0\r\n\r\n")) as port:
        answer = asked(port)
    assert (answer.status, answer.header("Location")) == (302, "/else")
