"""The published vectors. Left out, because they belong to other channels: the `aibot_*` JSON envelopes as
HTTP bodies and `media` (smart robot); their cipher and signatures are the same and are checked here.
"""

from __future__ import annotations

import base64
import struct
from typing import Any

import pytest
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from hypothesis import given
from hypothesis import strategies as st
from wechatpy.enterprise.crypto import WeChatCrypto

from bot.platforms.wecom.crypto import CallbackCipher, CipherError, ForgedError, KeyFormatError
from bot.platforms.wecom.envelope import fields
from handlers.errors import InboundError
from tests.bot.platforms.scene import vectors

ALL = vectors("wecom")
GOOD = ALL["vectors"]
BAD = [one for one in ALL["negative"] if not one["id"].startswith("aes_key")]
BAD_KEYS = [one for one in ALL["negative"] if one["id"].startswith("aes_key")]
CODES = {
    "bad_signature": {-40001},
    "swapped_timestamp": {-40001},
    "plus_became_space": {-40001},
    "wrong_receiveid": {-40005},
    "aibot_unexpected_receiveid": {-40005},
    "not_block_multiple": {-40007},
    "not_base64": {-40010},
}
BUFFER_CODES = {-40007, -40008}

Vector = dict[str, Any]
TOKEN, KEY, CORP = "DuChaBan2026x", "k3Vt9QmZp7LxR2bNc8WyHd5JsGf1TuEa6oXiBv0KqM4", "ww5f2c81d07be4a936"


def cipher_of(vector: Vector) -> CallbackCipher:
    return CallbackCipher(vector["token"], vector["encoding_aes_key"], vector["receiveid"])


def identified(vector: Vector) -> str:
    return str(vector["id"])


@pytest.mark.parametrize("vector", GOOD, ids=identified)
def test_encrypts_signs_and_decrypts_as_published(vector: Vector) -> None:
    cipher = cipher_of(vector)
    plain = vector["plaintext"].encode()
    assert cipher.encrypt(plain, bytes.fromhex(vector["random16_hex"])) == vector["encrypt"]
    given_ = vector["timestamp"], vector["nonce"], vector["encrypt"]
    assert cipher.signature(*given_) == vector["msg_signature"]
    cipher.verify(vector["msg_signature"], *given_)
    assert cipher.decrypt(vector["encrypt"]) == plain


@pytest.mark.parametrize("vector", BAD, ids=identified)
def test_refuses_with_the_code_of_the_sample_library(vector: Vector) -> None:
    with pytest.raises(CipherError) as caught:
        verified_and_decrypted(vector)
    assert caught.value.code in CODES.get(vector["id"], BUFFER_CODES)
    assert 400 <= caught.value.status < 500


def verified_and_decrypted(vector: Vector) -> bytes:
    cipher = cipher_of(vector)
    cipher.verify(vector["msg_signature"], vector["timestamp"], vector["nonce"], vector["encrypt"])
    return cipher.decrypt(vector["encrypt"])


@pytest.mark.parametrize("vector", BAD_KEYS, ids=identified)
def test_refuses_a_wrong_key_at_the_start(vector: Vector) -> None:
    with pytest.raises(KeyFormatError) as caught:
        cipher_of(vector)
    assert caught.value.code == -40004
    assert vector["encoding_aes_key"] not in str(caught.value)


@pytest.mark.parametrize("vector", ALL["signature_only"], ids=identified)
def test_sorts_the_parts_as_bytes(vector: Vector) -> None:
    cipher = CallbackCipher(vector["token"], KEY, CORP)
    assert cipher.signature(vector["timestamp"], vector["nonce"], vector["encrypt"]) == vector["sha1"]


def test_surplus_bits_of_the_key_do_not_matter() -> None:
    """`…M4` and `…M5` differ in the two bits that 43 characters carry too many."""
    sealed = CallbackCipher(TOKEN, KEY, CORP).encrypt("督查".encode(), bytes(16))
    assert CallbackCipher(TOKEN, KEY[:-1] + "5", CORP).decrypt(sealed) == "督查".encode()


@given(st.binary(max_size=500), st.binary(min_size=16, max_size=16), st.sampled_from([CORP, ""]))
def test_round_trip(message: bytes, random16: bytes, receive_id: str) -> None:
    cipher = CallbackCipher(TOKEN, KEY, receive_id)
    assert cipher.decrypt(cipher.encrypt(message, random16)) == message


@given(st.text(max_size=200), st.integers(1, 2**31))
def test_wechatpy_reads_what_we_write(text: str, timestamp: int) -> None:
    cipher, theirs = CallbackCipher(TOKEN, KEY, CORP), WeChatCrypto(TOKEN, KEY, CORP)
    text = text.encode("utf-8", "replace").decode()
    sealed = cipher.encrypt(text.encode(), b"0123456789abcdef")
    signature = cipher.signature(str(timestamp), "nonce", sealed)
    read = theirs.decrypt_message({"Encrypt": sealed}, signature, str(timestamp), "nonce")
    assert (read.encode() if isinstance(read, str) else read) == text.encode()


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=200))
def test_we_read_what_wechatpy_writes(text: str) -> None:
    cipher, theirs = CallbackCipher(TOKEN, KEY, CORP), WeChatCrypto(TOKEN, KEY, CORP)
    envelope = fields(theirs.encrypt_message(text, "nonce", "1790121601").encode())
    cipher.verify(envelope["MsgSignature"], envelope["TimeStamp"], envelope["Nonce"], envelope["Encrypt"])
    assert cipher.decrypt(envelope["Encrypt"]) == text.encode()


@given(st.text(max_size=100))
def test_any_text_in_place_of_a_cipher_is_refused(encrypted: str) -> None:
    with pytest.raises(InboundError):
        CallbackCipher(TOKEN, KEY, CORP).decrypt(encrypted)


@given(st.text(max_size=50), st.text(max_size=20), st.text(max_size=20), st.text(max_size=50))
def test_any_signature_of_a_stranger_is_refused(
    signature: str, timestamp: str, nonce: str, encrypted: str
) -> None:
    with pytest.raises(ForgedError):
        CallbackCipher(TOKEN, KEY, CORP).verify(signature, timestamp, nonce, encrypted)


@given(st.binary(min_size=32, max_size=160).map(lambda plain: plain[: len(plain) // 16 * 16]))
def test_any_decrypted_buffer_is_read_or_refused(plain: bytes) -> None:
    """What only the holder of the key could send, and still no untyped error."""
    cipher = CallbackCipher(TOKEN, KEY, CORP)
    with pytest.raises(InboundError):
        cipher.decrypt(sealed_raw(plain))


@given(st.binary(max_size=64), st.integers(0, 2**32 - 1))
def test_any_length_field_is_read_or_refused(rest: bytes, length: int) -> None:
    cipher = CallbackCipher(TOKEN, KEY, "")
    plain = bytes(16) + struct.pack(">I", length) + rest
    pad = 32 - len(plain) % 32
    sealed = sealed_raw(plain + bytes([pad]) * pad)
    if length == len(rest):
        assert cipher.decrypt(sealed) == rest
    else:
        with pytest.raises(InboundError):
            cipher.decrypt(sealed)


def sealed_raw(plain: bytes) -> str:
    key = base64.b64decode(KEY + "=")
    encryptor = Cipher(algorithms.AES(key), modes.CBC(key[:16])).encryptor()
    return base64.b64encode(encryptor.update(plain) + encryptor.finalize()).decode()
