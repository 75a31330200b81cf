"""The cipher and signature of WeCom's callbacks (加解密方案, WeCom D90968).

The numbers -40001 … -40010 are those of Tencent's sample libraries: people search for them.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
import struct

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from handlers.errors import InboundError, SettingsError, SignatureError

SIGNATURE_MISMATCH = -40001
PARSE_ERROR = -40002
ILLEGAL_KEY = -40004
RECEIVER_MISMATCH = -40005
DECRYPTION_FAILED = -40007
ILLEGAL_BUFFER = -40008
BASE64_ERROR = -40010

_PAD_BLOCK = 32  # PKCS#7 over 32 bytes, though the cipher's own block has 16
_HEADER = 20  # 16 random bytes and the length
_KEY = re.compile(r"[A-Za-z0-9+/]{43}")
_BASE64 = re.compile(r"[A-Za-z0-9+/]+={0,2}")


class CipherError(InboundError):
    """Not what the scheme allows. `code` is the sample library's number, for the log."""

    def __init__(self, reason: str, code: int) -> None:
        super().__init__(f"{reason} ({code})")
        self.code = code


class ForgedError(CipherError, SignatureError):
    """Not signed by the platform, or meant for another corp."""


class KeyFormatError(SettingsError):
    """The EncodingAESKey of the settings can't be one."""

    code = ILLEGAL_KEY


class CallbackCipher:
    """`receive_id` is the CorpID for an app and "" for an internal smart robot (WeCom D101033)."""

    def __init__(self, token: str, aes_key: str, receive_id: str) -> None:
        self._token = token
        self._key = _decoded_key(aes_key)
        self._receive_id = receive_id.encode()

    def signature(self, timestamp: str, nonce: str, encrypted: str) -> str:
        """Hex SHA-1 over the four strings sorted as bytes, exactly as they were received."""
        parts = sorted(_bytes(part) for part in (self._token, timestamp, nonce, encrypted))
        return hashlib.sha1(b"".join(parts), usedforsecurity=False).hexdigest()

    def verify(self, signature: str, timestamp: str, nonce: str, encrypted: str) -> None:
        expected = self.signature(timestamp, nonce, encrypted)
        if not hmac.compare_digest(expected.encode(), _bytes(signature)):
            raise ForgedError("the signature does not match", SIGNATURE_MISMATCH)

    def encrypt(self, message: bytes, random16: bytes) -> str:
        plain = random16 + struct.pack(">I", len(message)) + message + self._receive_id
        pad = _PAD_BLOCK - len(plain) % _PAD_BLOCK
        encryptor = self._cipher().encryptor()
        sealed = encryptor.update(plain + bytes([pad]) * pad) + encryptor.finalize()
        return base64.b64encode(sealed).decode()

    def decrypt(self, encrypted: str) -> bytes:
        """The message inside; call `verify` first, so that nobody can use us as a padding oracle."""
        decryptor = self._cipher().decryptor()
        plain = _unpadded(decryptor.update(_sealed(encrypted)) + decryptor.finalize())
        if len(plain) < _HEADER:
            raise CipherError("the decrypted buffer is too short", ILLEGAL_BUFFER)
        end = _HEADER + int(struct.unpack(">I", plain[16:_HEADER])[0])
        if end > len(plain):
            raise CipherError("the length points past the end", ILLEGAL_BUFFER)
        if not hmac.compare_digest(plain[end:], self._receive_id):
            raise ForgedError("encrypted for another receiver", RECEIVER_MISMATCH)
        return plain[_HEADER:end]

    def _cipher(self) -> Cipher[modes.CBC]:
        return Cipher(algorithms.AES(self._key), modes.CBC(self._key[:16]))


def _decoded_key(aes_key: str) -> bytes:
    """43 characters carry 258 bits; the two surplus bits need not be zero (the official sample's are not)."""
    if not _KEY.fullmatch(aes_key):
        raise KeyFormatError(f"an EncodingAESKey has 43 letters and digits ({ILLEGAL_KEY})")
    return base64.b64decode(aes_key + "=")


def _sealed(encrypted: str) -> bytes:
    if not encrypted:
        raise CipherError("nothing is encrypted", ILLEGAL_BUFFER)
    if not _BASE64.fullmatch(encrypted) or len(encrypted) % 4:
        raise CipherError("not Base64", BASE64_ERROR)
    try:
        sealed = base64.b64decode(encrypted)
    except ValueError:
        raise CipherError("not Base64", BASE64_ERROR) from None
    if not sealed or len(sealed) % 16:
        raise CipherError("not a whole number of cipher blocks", DECRYPTION_FAILED)
    return sealed


def _unpadded(plain: bytes) -> bytes:
    pad = plain[-1]
    if not 1 <= pad <= _PAD_BLOCK or plain[-pad:] != bytes([pad]) * pad:
        raise CipherError("the padding is not PKCS#7 of 32", ILLEGAL_BUFFER)
    return plain[:-pad]


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")
