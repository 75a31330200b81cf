"""The XML around and inside WeCom's callbacks, read without DTD and entities, written with CDATA."""

from __future__ import annotations

from typing import NoReturn
from xml.parsers import expat

from bot.platforms.texts import clean
from bot.platforms.wecom.crypto import PARSE_ERROR, CipherError

_DEPTH = 16


def fields(xml: bytes) -> dict[str, str]:
    """The texts directly under the root; the first one where a name comes twice."""
    found: dict[str, str] = {}
    for name, text in elements(xml):
        found.setdefault(name, text)
    return found


def elements(xml: bytes) -> list[tuple[str, str]]:
    """Name and text of every child of the root, in order; deeper levels are passed over."""
    try:
        text = clean(xml.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise CipherError("the XML is not UTF-8", PARSE_ERROR) from None
    reader = _Reader()
    try:
        reader.read(text)
    except expat.ExpatError:
        raise CipherError("not well-formed XML", PARSE_ERROR) from None
    return reader.found


class _Reader:
    """Collects while expat parses. A declaration stops it at once: a DTD is how XML bombs come in.

    The words `<!DOCTYPE` inside CDATA are ordinary text of a person and pass.
    """

    def __init__(self) -> None:
        self.found: list[tuple[str, str]] = []
        self._open: list[str] = []
        self._text: list[str] = []

    def read(self, text: str) -> None:
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._characters
        parser.StartDoctypeDeclHandler = _refuse
        parser.EntityDeclHandler = _refuse
        parser.ExternalEntityRefHandler = _refuse
        parser.Parse(text, True)

    def _start(self, name: str, _attributes: dict[str, str]) -> None:
        self._open.append(name)
        if len(self._open) > _DEPTH:
            raise CipherError("the XML is nested too deeply", PARSE_ERROR)
        if len(self._open) == 2:
            self._text = []

    def _end(self, name: str) -> None:
        if len(self._open) == 2:
            self.found.append((name, "".join(self._text)))
        self._open.pop()

    def _characters(self, data: str) -> None:
        if len(self._open) == 2:
            self._text.append(data)


def _refuse(*_declaration: object) -> NoReturn:
    raise CipherError("the XML declares a document type or an entity", PARSE_ERROR)


def text_reply(to: str, corp_id: str, created: int, content: str) -> bytes:
    """A passive reply before encryption (WeCom D90241)."""
    return (
        f"<xml><ToUserName>{_cdata(to)}</ToUserName><FromUserName>{_cdata(corp_id)}</FromUserName>"
        f"<CreateTime>{created}</CreateTime><MsgType>{_cdata('text')}</MsgType>"
        f"<Content>{_cdata(content)}</Content></xml>"
    ).encode()


def sealed_reply(encrypted: str, signature: str, timestamp: str, nonce: str) -> bytes:
    return (
        f"<xml><Encrypt>{_cdata(encrypted)}</Encrypt><MsgSignature>{_cdata(signature)}</MsgSignature>"
        f"<TimeStamp>{timestamp}</TimeStamp><Nonce>{_cdata(nonce)}</Nonce></xml>"
    ).encode()


def _cdata(text: str) -> str:
    return "<![CDATA[" + clean(text).replace("]]>", "]]]]><![CDATA[>") + "]]>"
