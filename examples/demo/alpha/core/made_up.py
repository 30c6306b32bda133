"""Credentials that nobody was ever given, in a form that tools which look for credentials know.

Made up when they are wanted, so that no file of the project holds one.
"""

import os
from binascii import crc32

ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'


def token():
    """A token in the form of a GitHub personal access token: 30 characters, and 6 that are their CRC-32 in base 62.

    https://github.blog/engineering/platform-security/behind-githubs-new-authentication-token-formats/
    """
    body = ''.join(ALPHABET[byte % 62] for byte in os.urandom(30))
    rest, checksum = crc32(body.encode()), ''
    for _ in range(6):
        rest, digit = divmod(rest, 62)
        checksum = ALPHABET[digit] + checksum
    return f'ghp_{body}{checksum}'
