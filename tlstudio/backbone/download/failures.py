"""What can go wrong between here and a server, in words."""

import http.client
import socket
import ssl
import urllib.error
import urllib.parse

from tlstudio.foundation.errors import StudioError
from tlstudio.foundation.names import printable

# All that receiving a file raises; disk errors are told apart by being raised elsewhere.
NETWORK_ERRORS = (OSError, http.client.HTTPException, ValueError)

_STATUS = {
    401: "it wants to know who asks (401). Fetch the file in a browser, then import it",
    403: "it refuses to give it (403). Try again later, or import a file that you have",
    404: "it does not have the file any more (404). A newer studio may know its new place",
    407: "the proxy wants a name and a password (407). Write them into the proxy's address: http://name:password@host",
    410: "it does not have the file any more (410). A newer studio may know its new place",
    429: "it was asked too often (429). Try again in a while",
}


class WrongAnswerError(StudioError):
    """The server gave something other than what was asked for; the text ends the sentence "… from HOST: "."""


def explained(what: str, url: str, error: BaseException) -> StudioError:
    """One sentence for a person: `what` was not downloaded, from where, why, and what to do next."""
    host = printable(urllib.parse.urlsplit(url).hostname or url, 80)
    return StudioError(f"{what} was not downloaded from {host}: {_reason(error)}.")


def _reason(error: BaseException) -> str:
    if isinstance(error, WrongAnswerError):
        return str(error)
    if isinstance(error, urllib.error.HTTPError):
        later = f"it has a problem of its own ({error.code}). Try again later"
        return _STATUS.get(error.code, later if error.code >= 500 else f"it answers with the error {error.code}")
    cause = error.reason if isinstance(error, urllib.error.URLError) else error
    if isinstance(cause, ssl.SSLCertVerificationError):
        return "it cannot prove who it is (its certificate is not trusted here). Check the date, and the network"
    if isinstance(cause, socket.gaierror):
        return "that server cannot be found. Is this computer online? If it needs a proxy, set one"
    if isinstance(cause, TimeoutError):
        return "no answer comes. Try again; what has come so far is kept"
    if isinstance(cause, ConnectionRefusedError):
        return "the connection was refused. Is this computer online, and the proxy right?"
    if isinstance(cause, str) and "unnel" in cause:
        return "the proxy does not let it through. Check the proxy"
    return "the connection broke off. Try again; what has come so far is kept"
